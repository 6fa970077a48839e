"""The words of a text, as marks in which nobody can read them.

Marks are digests of 64 bits: nothing that prints, logs, pickles or walks a pool finds a word. That is no protection against code
of the same process which tries out words; policies are code of the house's own choosing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from mentorcore.domain.secret import revealed

MOST_SIGNS = 5_000
"""Signs of a text that are read: as many as an answer to a form can have."""
LEAST_LETTERS = 2

Marks = Sequence[str]
"""The words of a text, in their order."""


class _Signs(dict[int, int | str | None]):
    """What becomes of each sign: letters stay, accents and what cannot be seen go, everything else parts words."""

    def __missing__(self, code: int) -> int | str | None:
        found: int | str | None = " "
        kind = unicodedata.category(chr(code))
        if kind[0] == "L":
            found = code
        elif kind[0] == "M":  # vowel signs of scripts such as Devanagari and Tamil are part of the word
            found = None if unicodedata.combining(chr(code)) else code
        elif kind == "Cf":
            found = None
        self[code] = found
        return found


_SIGNS = _Signs()


def words_of(texts: Iterable[str | None]) -> list[Marks]:
    """The words of each text: two letters and more of any script, without capitals and accents.

    Languages that are written without spaces are not taken apart: what stands between two signs is one word.

    Args:
        texts: of each the first `MOST_SIGNS` signs are read; None and an empty text have no words.
    """
    marks: dict[str, str] = {}  # it goes with this call: nothing leads back from a mark to a word
    found: list[Marks] = []
    for text in texts:
        said = unicodedata.normalize("NFKD", (revealed(text) or "")[:MOST_SIGNS]).casefold().translate(_SIGNS)
        words = [word for word in said.split() if len(word) >= LEAST_LETTERS]
        for word in words:
            if word not in marks:
                marks[word] = _mark(word)
        found.append([marks[word] for word in words])
    return found


def _mark(word: str) -> str:
    return blake2b(
        word.encode("utf-8", "surrogatepass"), digest_size=8, person=b"mentorcore.words"
    ).hexdigest()
