"""The searcher: finds canaries in texts, bytes and folders, whatever they are dressed as.

Letters are found in capitals, without or with other accents, composed or not, replaced, escaped for JSON, HTML or
an address, in UTF-16, in Base64 and as hexadecimal digits; numbers in every form that people write them in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from logging import LogRecord
from pathlib import Path

from tests.canary.planting import FIRST_DAY, LAST_YEAR, Garden, Label
from tests.support.canaries import disguises

_WORD = re.compile(r"zq.{1,12}?wkvx.{1,12}?j([a-z]{5})?", re.IGNORECASE | re.DOTALL)
"""The beginning of every canary of letters with anything in place of its accents, and its own five letters."""
_GAP = r"(?:%20|[ ./()\-\u00a0\u202f]){0,3}"
_NEAR = re.compile(r"76(?:%20|\D){0,3}50")
"""What most texts without a number do not hold: it is found fast."""
_PHONE = re.compile(
    rf"(?<!\w)(?:(?:\+|00|%2b)41|0){_GAP}7{_GAP}6{_GAP}5{_GAP}0((?:{_GAP}\d){{5}})(?!\w)", re.IGNORECASE
)
_YEAR = f"(19(?:{'|'.join(str(year)[2:] for year in range(FIRST_DAY.year, LAST_YEAR + 1))}))"
_ISO = re.compile(rf"(?<!\d){_YEAR}-(\d\d)-(\d\d)")
_WRITTEN = re.compile(rf"(?<!\d)(\d\d?)[./ ](\d\d?|[^\W\d]{{3,12}})[./ ]{_YEAR}(?!\d)")
_BEGINNINGS = (
    *("jan", "fév feb", "mar", "avr apr", "mai may", "juin jun", "juil jul"),
    *("aoû aug", "sep", "oct", "nov", "déc dec"),
)
_MONTHS = {name: number for number, names in enumerate(_BEGINNINGS, 1) for name in names.split()}
"""How the months begin, in either language."""


def in_text(text: str, garden: Garden) -> set[Label]:
    """The canaries that stand in a text."""
    found: set[Label] = set()
    if "wkvx" in text.casefold():
        found |= {garden.label(match[1] or "") for match in _WORD.finditer(text)}
    if _NEAR.search(text):
        found |= {garden.label(re.sub(r"%20|\D", "", match[1])) for match in _PHONE.finditer(text)}
    if "193" not in text:
        return found
    days = [(match[1], match[2], match[3]) for match in _ISO.finditer(text)]
    days += [(match[3], match[2], match[1]) for match in _WRITTEN.finditer(text)]
    return found | {_born(garden, *parts) for parts in days}


def _born(garden: Garden, year: str, month: str, day: str) -> Label:
    number = (
        int(month)
        if month.isdigit()
        else next((n for m, n in _MONTHS.items() if month.lower().startswith(m)), 0)
    )
    with suppress(ValueError):
        return garden.days.get(date(int(year), number, int(day)), Label("?", "cut"))
    return Label("?", "cut")


@cache
def _encoded() -> Mapping[str, bytes]:
    """The disguises in which a text is not to be read any more."""
    found = {name: pattern for name, pattern in disguises().items() if re.search("utf-16|64|hex|HEX", name)}
    urls = {
        f"{name} of addresses": pattern.translate(_URL) for name, pattern in found.items() if "64" in name
    }
    return {
        name: pattern for pattern, name in {pattern: name for name, pattern in (found | urls).items()}.items()
    }


_DIGITS, _BORN = re.compile(rb"7650\d{5}"), re.compile(rb"193[1-8](?:-\d\d-\d\d|(?<=[./ ]193\d)\b)")
_URL = bytes.maketrans(b"+/", b"-_")

_CLEAN: set[bytes] = set()
"""Digests of contents in which nothing was found: most files are the same as before."""


def in_bytes(content: bytes, garden: Garden) -> set[Label]:
    """The canaries that stand in bytes; of those in a disguise its name. What held none is not looked at again."""
    known = hashlib.blake2b(content).digest()
    if known in _CLEAN:
        return set()
    found = {Label("?", name) for name, pattern in _encoded().items() if pattern in content}
    squeezed = content.replace(b"%20", b"").translate(None, b" ./()-\xa0\xc2\xe2\x80\xaf")
    if b"wkvx" in content.lower() or _DIGITS.search(squeezed) or _BORN.search(content):  # else no closer look
        found |= in_text(content.decode("utf-8", "replace"), garden)
        found |= in_text(content.decode("latin-1"), garden)
    if not found:
        _CLEAN.add(known)
    return found


def in_file(path: Path, garden: Garden) -> set[Label]:
    """The canaries that stand in a file, or in its name."""
    return in_bytes(path.read_bytes(), garden) | in_text(path.name, garden)


def in_folder(folder: Path, garden: Garden, *, but: Iterable[Path] = ()) -> dict[str, set[Label]]:
    """File to the canaries in it, for every file below a folder that holds any.

    Args:
        folder: where to look.
        garden: whose canaries.
        but: files and folders that hold them on purpose.
    """
    spared = tuple(but)
    found = {
        str(path.relative_to(folder)): in_file(path, garden)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(path.is_relative_to(one) for one in spared)
    }
    return {name: labels for name, labels in found.items() if labels}


def in_records(records: Iterable[LogRecord], garden: Garden) -> set[Label]:
    """The canaries in what was logged: in its words, and in whatever hangs on it."""
    words = (f"{record.getMessage()} {_hanging(record)}" for record in records)
    return in_bytes("\n".join(words).encode("utf-8", "backslashreplace"), garden)


def _hanging(record: LogRecord) -> dict[str, object]:
    """What hangs on a record, but when it was made: so many digits can look like a number that was cut."""
    return {name: value for name, value in vars(record).items() if not isinstance(value, float)}
