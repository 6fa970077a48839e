"""Looking for what must not be there: everything that an answer holds, and everything that it shows of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

import attrs

from mentorcore.domain.secret import revealed


def held_in(value: Any) -> str:
    """Everything that an answer holds, as one text: also what its `repr` leaves out
    and what is kept as a secret.

    Args:
        value: what a verb returned: attrs values, mappings, sequences and plain values, in any depth; an error is
            taken apart as well.
    """
    return "\n".join(_words(value))


def _words(value: Any) -> Iterable[str]:
    if isinstance(value, BaseException):
        yield from (*(str(revealed(one)) for one in value.args), str(value), *_words(vars(value)))
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _words(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield str(name)
            yield from _words(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _words(item)
    else:
        yield str(value.value if isinstance(value, Enum) else revealed(value))


def traces(canaries: Iterable[str], *texts: str) -> list[str]:
    """Those of the canaries that stand in one of the texts, whatever their capitals."""
    folded = [text.casefold() for text in texts]
    return [canary for canary in canaries if any(canary.casefold() in text for text in folded)]
