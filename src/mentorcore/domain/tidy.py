"""Text as it is kept: trimmed, in NFC, without signs that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mentorcore.domain.errors import InputFault

TEXT_MOST = 200
"""Characters of a text of one line; the longest line of a postal address is far shorter."""
LONG_TEXT_MOST = 5000
"""Characters of a text of several lines, and of all names of a list together: about two pages."""

_REFUSED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_FOLDED = str.maketrans(
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n")
    # What comes along unseen with copied text; contact lists of telephones put such signs around numbers.
    | dict.fromkeys("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)


def clean_text(raw: object, where: str, *, lines: bool = False, most: int = LONG_TEXT_MOST) -> str:
    """Text in NFC, without white space around it; invisible signs are dropped, odd spaces become plain ones.

    Args:
        raw: the text.
        where: where a problem is reported: a field's name.
        lines: whether line breaks are kept; otherwise they become spaces.
        most: the largest number of characters.

    Raises:
        InputFault: ``text.expected`` where it is no text, ``text.control`` or ``text.too_long``.
    """
    if not isinstance(raw, str):
        raise InputFault.one("text.expected", where)
    text = raw.strip()
    if not (text.isascii() and text.isprintable()):  # most texts are both, and need nothing more
        text = text.replace("\r\n", "\n").translate(_FOLDED)
        if _REFUSED.search(text):
            raise InputFault.one("text.control", where)
        text = unicodedata.normalize("NFC", text if lines else text.replace("\n", " ")).strip()
    if len(text) > most:
        raise InputFault.one("text.too_long", where, most=most)
    return text


def split_list(text: str, separators: str = ",") -> list[str]:
    """The parts of a text with several answers; separators in brackets part nothing.

    Where brackets do not pair up every separator counts, so that no part hides in a bracket left open.
    """
    if "(" in text or ")" in text:
        pieces = list(_outside_brackets(text, separators))
    else:
        pieces = re.split(f"[{re.escape(separators)}]", text)
    return [piece for piece in map(str.strip, pieces) if piece]


def _outside_brackets(text: str, separators: str) -> Iterator[str]:
    depth, start, cuts = 0, 0, []
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            break
        if depth == 0 and character in separators:
            cuts.append(index)
    if depth:
        cuts = [index for index, character in enumerate(text) if character in separators]
    for cut in cuts:
        yield text[start:cut]
        start = cut + 1
    yield text[start:]
