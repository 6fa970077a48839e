"""Names of people as they are compared: two ways of writing one name give the same key.

Nobody's name is ever changed by this: names are kept as they were given, and only their keys are compared,
under the blind index. A key is as personal as the name itself.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    # Letters that Unicode does not take apart, though people who lack the key on their keyboard do.
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    # Apostrophes that count as letters, in Ukrainian or Hawaiian names; the others are no letters anyway.
    | dict.fromkeys("\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8", " ")
)
_PLAIN = re.compile(r"[^a-z0-9]+")
_NAME_ENDS = re.compile(r"[(\[{（［｛0-9]")


def name_tokens(*parts: str) -> tuple[str, ...]:
    """The words of a name as they are compared, in the order given.

    Args:
        parts: a name, or family name and given name in any order.

    Returns:
        The words case folded and without accents; hyphens, apostrophes and other signs part words.
    """
    text = " ".join(parts)
    if text.isascii():  # the same result, several times as fast
        return tuple(_PLAIN.sub(" ", text.lower()).split())
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    return tuple(folded.translate(_COMPARED).split())


def name_key(*parts: str) -> str:
    """The key under which a name is compared; the order of its words makes no difference.

    ``name_key("Chappuis-Dénériaz", "Françoise")`` and ``name_key("francoise chappuis deneriaz")`` are equal.

    Args:
        parts: a name, or family name and given name in any order.

    Returns:
        The sorted words of `name_tokens`, joined by spaces; empty where there is no letter and no digit.
    """
    return " ".join(sorted(name_tokens(*parts)))


def listed_name_key(entry: str) -> str:
    """The key of an entry such as ``Yvan Tornarel (1979-06-14)``: of the name alone.

    What follows the first bracket or digit is no part of the name, so that a date with a missing bracket
    cannot keep an entry of an avoid-list from being recognised.
    """
    return name_key(_NAME_ENDS.split(entry, maxsplit=1)[0])


class _Compared(dict[int, str]):
    """Code point to what it counts in a key, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        self[point] = _compared(chr(point))
        return self[point]


_COMPARED = _Compared()


def _compared(character: str) -> str:
    """A character of a decomposed, case folded text as it counts in a key."""
    if character.isalnum():
        return character
    if unicodedata.combining(character):
        return ""  # accents, cedillas, vowel points
    category = unicodedata.category(character)
    if category[0] == "M":
        return character  # vowel signs of Indic scripts: without them different names become one
    return "" if category == "Cf" else " "
