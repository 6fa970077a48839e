"""A picture of dots and lines on a sheet; the template makes SVG of it, without scripts or styles of its own."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen


@frozen
class Dot:
    """Somebody.

    Args:
        x, y: where, in the picture's units.
        name: what stands beside it.
        place: on which side of it: ``left`` or ``right``.
        hollow: whether it is drawn empty: it has no line.
    """

    x: float
    y: float
    name: str
    place: str
    hollow: bool = False


@frozen
class Link:
    """A line between two dots.

    Args:
        x, y, to_x, to_y: from where to where.
        locked: whether it is drawn thick; an even line otherwise is thin.
    """

    x: float
    y: float
    to_x: float
    to_y: float
    locked: bool = False


@frozen
class Picture:
    """Dots and lines.

    Args:
        width, height: in the picture's units.
        alternative: what it shows, in words.
        dots: drawn over the lines.
        links: the lines.
    """

    width: float
    height: float
    alternative: str
    dots: Sequence[Dot] = field(repr=False)
    links: Sequence[Link] = field(repr=False)
