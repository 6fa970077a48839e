"""Mappings that stay as they were made: policies are handed facts, and the next policy gets the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn


class FrozenMap(dict[str, Any]):
    """A mapping that cannot be changed; JSON, equality and `repr` treat it as the dict that it is.

    Raises:
        TypeError: whatever tries to change it.
    """

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a fact is never changed")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[FrozenMap], tuple[dict[str, Any]]]:
        """For copies and pickles, which would fill an empty one item by item."""
        return FrozenMap, (dict(self),)


def frozen_map(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """`values` as nobody can change them any more: the converter of every mapping in a fact."""
    if type(values) is FrozenMap:
        return values
    return FrozenMap(values)  # an empty one, too: one that all facts share could be filled by force
