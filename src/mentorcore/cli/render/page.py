"""A page for people: titles, lines, tables fitted to the terminal, and the command to type next."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from attrs import frozen

from mentorcore.domain.decisions import Reason
from mentorcore.engine.texts import Texts

NARROWEST = 12  # columns; narrower cells cannot be read
GAP = "  "
ARROW = "→ mentorcore "


@frozen
class Line:
    """A line of a table.

    Args:
        cells: what stands in it, the id first.
        then: commands to type next, without the leading ``mentorcore``.
    """

    cells: Sequence[str]
    then: Sequence[str] = ()


class Page:
    """Collects what is printed at the end.

    Args:
        own: the words of the command line.
        texts: the words of the programme.
        language: hers.
        zone: the programme's time zone, in which instants are shown.
    """

    def __init__(self, own: Texts, texts: Texts, language: str, zone: tzinfo = UTC) -> None:
        self._own, self._texts, self._language, self._zone = own, texts, language, zone
        self._lines: list[str] = []
        self.width = max(40, shutil.get_terminal_size((100, 24)).columns)

    def __str__(self) -> str:
        return "\n".join(self._lines)

    def text(self, code: str, **params: Any) -> str:
        """A text: the command line's own, or the programme's."""
        own = self._own if self._own.has(code, self._own.language(self._language)) else self._texts
        return own.say(code, self._language, params)

    def label(self, kind: str, name: str) -> str:
        """What a name of the programme is called."""
        found = self._texts.label(kind, name, self._language)
        return self._own.label(kind, name, self._language) if found == name else found

    def occasion(self, occasion: str) -> str:
        """When a survey is answered."""
        return self._texts.occasion(occasion, self._language)

    def reason(self, reason: Reason) -> str:
        """A decision in words, with its clauses."""
        return self._texts.reason(reason, self._language)

    def document(self, document: str) -> tuple[str, str]:
        """Title and body of one of the programme's texts."""
        return self._texts.document(document, self._language)

    def day(self, day: date | None) -> str:
        """A day as ISO text; nothing for None."""
        return "" if day is None else day.isoformat()

    def moment(self, instant: datetime | None) -> str:
        """An instant to the minute, in the programme's time zone; nothing for None."""
        return "" if instant is None else f"{instant.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def title(self, code: str, **params: Any) -> None:
        """A heading, with an empty line above it."""
        if self._lines:
            self._lines.append("")
        words = self.text(code, **params)
        self._lines += [words, "─" * min(len(words), self.width)]

    def say(self, code: str, **params: Any) -> None:
        """A sentence, wrapped."""
        self.write(self.text(code, **params))

    def write(self, words: str, indent: str = "") -> None:
        """Words as they are, each of their lines wrapped."""
        for line in words.splitlines() or [""]:
            self._lines += [f"{indent}{part}" for part in wrapped(line, self.width - len(indent))]

    def blank(self) -> None:
        """An empty line."""
        self._lines.append("")

    def then(self, *commands: str) -> None:
        """Commands to type next; they are never wrapped, so that they can be copied."""
        self._lines += [f"{ARROW}{command}" for command in commands if command]

    def pairs(self, rows: Iterable[tuple[str, str]]) -> None:
        """Names with values; those without a value are left out."""
        self.table([Line(row) for row in rows if row[1]])

    def table(self, lines: Sequence[Line], heads: Sequence[str] = ()) -> None:
        """Lines in columns, under heads (codes of texts); columns that hold nothing are left out."""
        if not lines:
            return
        named = [self.text(head) for head in heads]
        count = max(len(line.cells) for line in lines)
        kept = [at for at in range(count) if any(line.cells[at] for line in lines if at < len(line.cells))]
        body = [[line.cells[at] if at < len(line.cells) else "" for at in kept] for line in lines]
        top = [named[at] for at in kept] if named else []
        widths = fitted([top, *body] if top else body, self.width)
        if top:
            self._lines += _laid(top, widths)
        for line, cells in zip(lines, body, strict=True):
            self._lines += _laid(cells, widths)
            self._lines += [f"{GAP}{ARROW}{command}" for command in line.then if command]


def fitted(rows: Sequence[Sequence[str]], most: int) -> list[int]:
    """Widths of columns: as wide as their cells, the widest made narrower until all fit."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    room = most - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = widths.index(max(widths))
        if widths[widest] <= NARROWEST:
            break
        second = max([width for at, width in enumerate(widths) if at != widest], default=NARROWEST)
        over = sum(widths) - room
        widths[widest] = max(NARROWEST, widths[widest] - over, min(second, widths[widest] - 1))
    return widths


def _laid(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    parts = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(len(part) for part in parts)
    rows = [[part[at] if at < len(part) else "" for part in parts] for at in range(height)]
    return [
        GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def wrapped(words: str, width: int) -> list[str]:
    """A line broken at spaces; a word that is longer than the width stays whole."""
    lines = [""]
    for word in words.split(" "):
        if not lines[-1]:
            lines[-1] = word
        elif len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
