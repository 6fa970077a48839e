"""Public ids: a letter for the kind, seven random characters and a check character (`P-7K3F9Q2X`).

The alphabet is Crockford's base32 without Z: 31 symbols, a prime, so that the check character finds every
single wrong character and every swap of two neighbours. Seven characters carry 34.7 bits; an id is unique
in its database, and where many are drawn at once, as in an import, a collision is drawn again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeAlias

from mentorcore.domain.errors import InputFault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LENGTH = 7
_SYMBOLS = len(ALPHABET)
_COUNT = _SYMBOLS**_LENGTH
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_WEIGHTS = range(2, _LENGTH + 2)
_MISREAD = str.maketrans("OIL", "011")

PERSON, MATCH, ROUND, CONCERN, DUTY, MESSAGE, RECORD, SESSION, PASS, TASK, WORKSHOP, DRAFT = (
    "P",
    "M",
    "R",
    "C",
    "D",
    "G",
    "E",
    "S",
    "X",
    "T",
    "W",
    "F",
)
KINDS = {
    PERSON: "person",
    MATCH: "match",
    ROUND: "round",
    CONCERN: "concern",
    DUTY: "duty",
    MESSAGE: "message",
    RECORD: "record",
    SESSION: "session",
    PASS: "pass",
    TASK: "task",
    WORKSHOP: "workshop",
    DRAFT: "draft",
}

IdMaker: TypeAlias = Callable[[str], str]
"""Makes a fresh id of a kind; tests and demos hand in one that repeats itself."""


def check_character(body: str) -> str:
    """The check character of seven characters of the alphabet."""
    total = sum(weight * _VALUE[symbol] for weight, symbol in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[total % _SYMBOLS]


def new_id(kind: str) -> str:
    """A fresh random id of a kind, such as ``new_id(PERSON)``."""
    # 64 random bits for a range of 35: no id is likelier than another by more than a part in 500 million
    return _written(kind, int.from_bytes(os.urandom(8), "big") % _COUNT)


def numbered_ids(start: int = 1) -> IdMaker:
    """An id maker that counts: for demos and tests whose output must be the same every time."""
    count = start - 1

    def make(kind: str) -> str:
        nonlocal count
        count += 1
        # a multiplier without common factor with 31**7 spreads the numbers over the whole range
        return _written(kind, (count * 17_179_869_143) % _COUNT)

    return make


def _written(kind: str, number: int) -> str:
    """An id from a number below 31**7: very many are written at once, so it goes two symbols at a time."""
    number, c = divmod(number, len(_PAIRS))
    number, b = divmod(number, len(_PAIRS))
    first, a = divmod(number, len(_PAIRS))
    # the weights of `check_character`; a pair counts as its second symbol, of whose multiples of 31 nothing is left
    total = 2 * first + 3 * (a // 31) + 4 * a + 5 * (b // 31) + 6 * b + 7 * (c // 31) + 8 * c
    return f"{kind}-{ALPHABET[first]}{_PAIRS[a]}{_PAIRS[b]}{_PAIRS[c]}{ALPHABET[total % _SYMBOLS]}"


def parse_id(text: object, kind: str) -> str:
    """The id as it is stored, from what a person typed.

    Small letters, O for 0 and I or L for 1 are understood.

    Raises:
        InputFault: ``id.form`` when it is no id of that kind, ``id.check`` when a character was mistyped.
    """
    if not isinstance(text, str):  # an embedding service hands over what it was sent
        raise InputFault.one("id.form", expected=f"{kind}-XXXXXXXX", kind=KINDS[kind])
    prefix, _, body = text.strip().upper().partition("-")
    body = body.translate(_MISREAD)
    if prefix != kind or len(body) != _LENGTH + 1 or any(symbol not in _VALUE for symbol in body):
        raise InputFault.one("id.form", expected=f"{kind}-XXXXXXXX", kind=KINDS[kind])
    if check_character(body[:-1]) != body[-1]:
        raise InputFault.one("id.check", kind=KINDS[kind])
    return f"{prefix}-{body}"
