"""What was written before stays sealed beside what is new: no version of a text is written over.

The versions lie in the same envelope, so that they are shown, kept and destroyed together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_EARLIER = "earlier"


def newest(held: Mapping[str, Any]) -> dict[str, Any]:
    """The version that counts now; empty where nothing was written."""
    return {name: value for name, value in held.items() if name != _EARLIER}


def earlier(held: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The versions before it, oldest first."""
    return tuple(held.get(_EARLIER, ()))


def replacing(held: Mapping[str, Any], new: Mapping[str, Any], **mark: Any) -> dict[str, Any]:
    """What is sealed so that a new version stands in front of those before it.

    Args:
        held: what is sealed now; empty where nothing is.
        new: the new version.
        mark: what is noted with the version that is replaced, such as its number.
    """
    last = newest(held)
    before = [*earlier(held), *([{**last, **mark}] if last else [])]
    return {**new, _EARLIER: before} if before else dict(new)
