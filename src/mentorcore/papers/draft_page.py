"""A draft as a page: a picture of who fits whom, and the same in tables for whoever cannot see it. Public ids alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mentorcore.desk.drafts import DraftFile
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.drafts import DraftPair, DraftState
from mentorcore.engine.texts import Texts
from mentorcore.hooks.matching import Unmatched
from mentorcore.papers.picture import Dot, Link, Picture
from mentorcore.papers.sheet import Grid, Part, Sheet, html
from mentorcore.papers.words import Words, words_for
from mentorcore.storage.files import create_private

MOST_DRAWN = 300
"""Pairs and people in a picture; more of them are a table only."""
ROW, LEFT, RIGHT, WIDTH = 24, 130, 470, 600
"""Measures of the picture, in its own units: a row's height, where the dots stand, its width."""


def write_draft(found: DraftFile, bundle: Bundle, texts: Texts, language: str, path: Path) -> Path:
    """Write a draft as one HTML file that nobody but its owner can read.

    Args:
        found: what `desk.drafts.show` gave.
        bundle: the programme's values.
        texts: its words.
        language: the reader's.
        path: a new file in an existing folder; mode 0600.

    Raises:
        StoreError: as `mentorcore.storage.files.create_private`.
    """
    create_private(path, html(draft_sheet(found, bundle, texts, language)).encode())
    return path


def draft_sheet(found: DraftFile, bundle: Bundle, texts: Texts, language: str) -> Sheet:
    """A draft as a sheet: arguments as `write_draft`."""
    words = words_for(texts, bundle, language)
    draft = found.draft
    made = words.say("picture.made", day=words.day(draft.changed_on), version=draft.version)
    counts = words.say("picture.counts", matched=len(found.pairs), waiting=len(found.waiting))
    weights = ", ".join(f"{rule}={weight}" for rule, weight in sorted(draft.weights.items()))
    weighed = (words.say("picture.weights", weights=weights),) if weights else ()
    released = draft.state is DraftState.RELEASED
    told = words.say("picture.released", round=draft.round) if released else words.say("picture.untold")
    older = (words.say("picture.older"),) if found.older or found.other_bundle else ()
    return Sheet(
        words.language,
        words.say("picture.title", id=draft.id),
        (made, told, counts, *weighed, *older),
        (
            _drawn(words, found),
            Part(words.say("picture.pairs"), grid=_pairs(words, found.pairs)),
            Part(words.say("picture.waiting"), grid=_waiting(words, found.waiting)),
        ),
    )


def _drawn(words: Words, found: DraftFile) -> Part:
    heading = words.say("picture.drawn")
    if len(found.pairs) + len(found.waiting) > MOST_DRAWN:
        return Part(heading, (words.say("picture.too_many", most=MOST_DRAWN),))
    return Part(heading, (words.say("picture.key"),), picture=_picture(words, found))


def _picture(words: Words, found: DraftFile) -> Picture:
    """Mentees on the left, mentors on the right, a line for each pair; who waits stands below, without a line."""
    pairs = sorted(found.pairs, key=lambda pair: (pair.mentor, pair.mentee))
    rows: dict[str, list[int]] = {}
    dots: list[Dot] = []
    for at, pair in enumerate(pairs):
        rows.setdefault(pair.mentor, []).append(at)
        dots.append(Dot(LEFT, _height(at), pair.mentee, "left"))
    middle = {mentor: sum(map(_height, at)) / len(at) for mentor, at in rows.items()}
    dots += [Dot(RIGHT, height, mentor, "right") for mentor, height in middle.items()]
    links = tuple(
        Link(LEFT, _height(at), RIGHT, middle[pair.mentor], locked=pair.locked)
        for at, pair in enumerate(pairs)
    )
    sides = [[one for one in found.waiting if one.role == side] for side in ("mentee", "mentor")]
    for x, place, waiting in ((LEFT, "left", sides[0]), (RIGHT, "right", sides[1])):
        dots += [
            Dot(x, _height(len(pairs) + at), one.person, place, hollow=True) for at, one in enumerate(waiting)
        ]
    height = _height(len(pairs) + max(map(len, sides), default=0))
    counts = words.say("picture.counts", matched=len(pairs), waiting=len(found.waiting))
    return Picture(WIDTH, height, f"{counts} {words.say('picture.alternative')}", tuple(dots), links)


def _height(row: int) -> int:
    return ROW * (row + 1)


def _pairs(words: Words, pairs: Sequence[DraftPair]) -> Grid | None:
    sides = (words.say("picture.mentee"), words.say("picture.mentor"))
    heads = (*sides, words.say("picture.points"), words.say("picture.parts"), words.say("picture.decided"))
    rows = [
        (
            pair.mentee,
            pair.mentor,
            f"{pair.score / 100:.0f}",
            ", ".join(f"{rule} {points / 100:.0f}" for rule, points in pair.parts.items()),
            words.say("picture.locked") if pair.locked else "",
        )
        for pair in pairs
    ]
    return Grid(words.say("picture.pairs_caption"), heads, rows) if rows else None


def _waiting(words: Words, waiting: Sequence[Unmatched]) -> Grid | None:
    heads = (
        words.say("picture.person"),
        words.say("picture.side"),
        words.say("picture.why"),
        words.say("picture.ruled_out"),
    )
    rows = [
        (
            one.person,
            words.say(f"picture.{one.role}"),
            words.say(one.code),
            ", ".join(f"{rule} ({count})" for rule, count in one.blocked_by.items()),
        )
        for one in waiting
    ]
    return Grid(words.say("picture.waiting_caption"), heads, rows) if rows else None
