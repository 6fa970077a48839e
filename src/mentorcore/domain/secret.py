"""What a name or a mobile number looks like to everything that prints: a mask.

Logs, tracebacks with locals, failed assertions and templates all go through `repr`, `str` or `format`; caches and
queues go through pickling. None of these ways leads to the value. To code it is the text that it is: it compares,
splits and is sealed like any other, and `reveal()`, which is easy to search for, gives it back as plain text.

What is typed into a command and what is opened from an envelope is kept so, from the first line to the last page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn, SupportsIndex, final

MASK: Final = "•••\u2060"
"""Ends with a sign that nobody types, so that a mask is told from three dots that somebody wrote."""


class _Kept:
    """What both kinds share: nothing is shown, copied or pickled."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK  # without the width or precision asked for, which could be used to measure the value

    def __getstate__(self) -> NoReturn:
        raise TypeError("a Secret cannot be copied or pickled: seal it, or reveal it on purpose")

    def __reduce__(self) -> NoReturn:
        self.__getstate__()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        self.__getstate__()


@final
class Secret(_Kept, str):
    """A personal text that shows itself only when asked to by name.

    Args:
        value: the text to keep.

    Raises:
        TypeError: `value` is not a text; also when the secret is copied or pickled.
    """

    def __new__(cls, value: str) -> Secret:
        """Keep a text; `str` would take anything."""
        if not isinstance(value, str):
            raise TypeError(f"a Secret holds a str, not {type(value).__name__}")
        return str.__new__(cls, value)

    def reveal(self) -> str:
        """Return the value itself, as plain text."""
        return str.__str__(self)


@final
class SecretMap(_Kept, dict[str, Any]):
    """Personal values by name, such as the answers of a tier: asked for one by one, never shown as a whole.

    What is asked for is kept when it is asked for, since lists open far more than they show: a text comes out as
    `Secret`, a mapping as `SecretMap`. Without the ways of changing it that go past single names.

    Args:
        values: what to keep.
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return secret(dict.__getitem__(self, name))

    def __iter__(self) -> Iterator[str]:
        return dict.__iter__(
            self
        )  # its own: whatever copies a dict asks for the names then, and not past this class

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, or `default`."""
        return secret(dict.get(self, name, default))

    def items(self) -> Any:
        """Names with their values."""
        return [(name, secret(value)) for name, value in dict.items(self)]

    def values(self) -> Any:
        """The values."""
        return [secret(value) for value in dict.values(self)]

    def copy(self) -> SecretMap:
        """Another one that holds the same."""
        return SecretMap(dict.items(self))

    def reveal(self) -> dict[str, Any]:
        """Return the values themselves, as plain texts in plain mappings."""
        return {name: revealed(value) for name, value in dict.items(self)}


def secret(value: Any) -> Any:
    """A value as it is kept: the converter of every field that holds something personal.

    Texts become `Secret`, mappings `SecretMap`, and so on inside of lists and tuples; everything else stays as it is.
    """
    kind = type(value)
    if kind is str:
        return Secret(value)
    if kind is tuple or kind is list:
        return kind([secret(part) for part in value])
    if kind is dict or (kind is not SecretMap and isinstance(value, Mapping)):
        return SecretMap(value)
    return value


def revealed(value: Any) -> Any:
    """The plain value of what `secret` kept."""
    if isinstance(value, Secret | SecretMap):
        return value.reveal()
    if type(value) in (tuple, list):
        return type(value)(revealed(part) for part in value)
    if type(value) is dict:
        return {name: revealed(part) for name, part in value.items()}
    return value
