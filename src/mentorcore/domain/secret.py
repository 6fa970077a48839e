"""The wrapper of a personal string: what a name or a mobile number looks like to everything that prints.

Logs, tracebacks with locals, failed assertions and templates all go through `repr`, `str` or `format`;
serialisers go through pickling or through the fields of attrs classes. None of these ways leads to the
value: the only one is `reveal()`, which is easy to search for.
"""

from hmac import compare_digest
from typing import Final, NoReturn, SupportsIndex, final

MASK: Final = "•••"


@final
class Secret:
    """A personal string that shows itself only when asked to by name.

    A plain class on purpose: `attrs.asdict` and cattrs would walk into the fields of an attrs class and
    carry the value out.

    Args:
        value: the string to keep.

    Raises:
        TypeError: `value` is not a string; also when the secret is copied, pickled, hashed or changed.
    """

    __slots__ = ("_value",)
    _value: str

    def __init__(self, value: str) -> None:
        if not isinstance(value, str):
            raise TypeError(f"a Secret holds a str, not {type(value).__name__}")
        object.__setattr__(self, "_value", value)

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK  # without the width or precision asked for, which could be used to measure the value

    # Defining this one alone leaves a Secret without a hash: hashes of guessed values could be compared.
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(_bytes(self), _bytes(other))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError("a Secret cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise TypeError("a Secret cannot be changed")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a Secret cannot be copied or pickled: seal it, or reveal it on purpose")

    def __reduce__(self) -> NoReturn:
        self.__getstate__()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        self.__getstate__()


def _bytes(secret: Secret) -> bytes:
    return secret.reveal().encode("utf-8", "surrogatepass")
