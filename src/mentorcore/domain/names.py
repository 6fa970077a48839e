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


def name_parts(family: str, given: str, called: str = "") -> tuple[str, ...]:
    """The keys under which a person is found by a list that does not hold their name in full.

    People write whom they avoid as they know them: with one of two given names, one half of a double name, ``ue``
    for ``ü``, ``Deluca`` for ``De Luca``, or a family name alone.

    Args:
        family: family name as registered; the two may be mixed up.
        given: given name as registered.
        called: the name that the person goes by.

    Returns:
        Each word of the names by itself, and each pair of one of the family name and one of the given name.
    """
    families, givens = _units(name_tokens(family)), _units(name_tokens(given))
    found = dict.fromkeys((*families, *givens, *_units(name_tokens(called))))
    found |= dict.fromkeys(_pair(one, other) for one in families for other in givens)
    for whole in (called, *((family or given,) if not (families and givens) else ())):
        found |= dict.fromkeys(_pairs(name_tokens(whole)))
    return tuple(found)


def listed_name_parts(entry: str) -> tuple[str, ...]:
    """The keys by which an entry of a list finds somebody's `name_parts`: every pair of its words, and all of them
    written as one, since they can be a family name alone; where it has one telling word, that word."""
    tokens = name_tokens(_NAME_ENDS.split(entry, maxsplit=1)[0])
    pairs = _pairs(tokens)
    return (*pairs, _loose("".join(tokens))) if pairs else _units(tokens)


_PARTICLES = frozenset(
    [
        "bin",
        "da",
        "dal",
        "de",
        "del",
        "dell",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "i",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "o",
        "of",
        "ter",
        "van",
        "von",
        "y",
        "zu",
        "zum",
        "zur",
    ]
)
_MOST_WORDS = 8


def _units(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words of one name that tell somebody apart, and all of them written as one."""
    telling = [token for token in tokens if token not in _PARTICLES and len(token) > 1]
    return tuple(dict.fromkeys(_loose(word) for word in (*telling, "".join(tokens)) if word))


def _pairs(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Pairs of words, or of neighbours written as one, of a name of which nobody said what is the family name."""
    words = tokens[:_MOST_WORDS]
    runs = [
        (start, end, _loose("".join(words[start:end])))
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if not all(word in _PARTICLES or len(word) < 2 for word in words[start:end])
    ]
    return tuple(dict.fromkeys(_pair(a, b) for _, end, a in runs for start, _, b in runs if start >= end))


def _pair(one: str, other: str) -> str:
    return " ".join(sorted((one, other)))


def _loose(word: str) -> str:
    """A word without the second letter of a written-out umlaut."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


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
