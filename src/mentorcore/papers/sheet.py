"""A sheet of paper: a title, parts with sentences, tables and lists. All of it is text; the template makes HTML of it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from jinja2 import Template

    from mentorcore.papers.picture import Picture

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that HTML does not know; a sign takes their place, so that nothing vanishes unseen."""


@frozen
class Grid:
    """A table.

    Args:
        caption: what it shows.
        heads: a heading for each column.
        rows: the cells; the first one of a row is its heading.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]] = field(repr=False)


@frozen
class Part:
    """A part of a sheet.

    Args:
        heading: its heading.
        sentences: what stands first.
        grid: a table, or None.
        points: a list.
        picture: dots and lines, or None.
    """

    heading: str
    sentences: Sequence[str] = ()
    grid: Grid | None = None
    points: Sequence[str] = field(default=(), repr=False)
    picture: Picture | None = field(default=None, repr=False)


@frozen
class Sheet:
    """A sheet.

    Args:
        language: ISO 639-1 code of the language of its words.
        title: a title that does not tell what the programme is.
        sentences: what stands under the title.
        parts: its parts; those that hold nothing are left out.
    """

    language: str
    title: str
    sentences: Sequence[str]
    parts: Sequence[Part] = field(repr=False)


def html(sheet: Sheet) -> str:
    """A sheet as one self-contained HTML file: no scripts, nothing from elsewhere, readable aloud, printable."""
    style = _style()
    return _template().render(sheet=sheet, style=style, style_hash=_hash(style)) + "\n"


def _seen(text: str) -> str:
    return _UNSEEN.sub("\ufffd", text)


def _style() -> str:
    return files("mentorcore.papers").joinpath("sheet.css").read_text("utf-8").strip()


def _hash(style: str) -> str:
    """The style's name in the page's own policy: a browser takes this style and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined  # few commands make a page

    source = files("mentorcore.papers").joinpath("sheet.html.j2").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["seen"] = _seen
    environment.globals.clear()  # a sheet needs none of them
    return environment.from_string(source)
