"""The part of somebody's own page with what they answered in surveys, and with their drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mentorcore.desk.own_data import OwnData
from mentorcore.domain.records import RecordKind
from mentorcore.papers.sheet import Grid, Part
from mentorcore.papers.words import Words

Row = tuple[str, str, str, str]


def surveys_part(words: Words, found: OwnData) -> Part:
    """A row for each answer, of versions before a correction too; nothing where there is none."""
    rows = [*_answered(words, found), *_drafts(words, found)]
    heads = (
        words.say("own.day"),
        words.say("own.survey"),
        words.say("own.question"),
        words.say("own.answer"),
    )
    grid = Grid(words.say("own.surveys_caption"), heads, rows) if rows else None
    return Part(words.say("own.surveys"), grid=grid)


def _answered(words: Words, found: OwnData) -> Iterator[Row]:
    for record in found.records:
        held = found.words.get(f"survey:{record.id}", {})
        if record.kind == RecordKind.SURVEY and held:
            survey, occasion = str(record.data["survey"]), str(record.data["occasion"])
            yield from _rows(words, words.day(record.effective_on), survey, occasion, held["answers"])


def _drafts(words: Words, found: OwnData) -> Iterator[Row]:
    for draft in found.drafts:
        day = words.say("own.draft_until", day=words.day(draft["until"]))
        yield from _rows(words, day, draft["survey"], draft["occasion"], draft["answers"])


def _rows(words: Words, day: str, survey: str, occasion: str, answers: Mapping[str, Any]) -> Iterator[Row]:
    name = words.listed((words.label("form", survey), words.texts.occasion(occasion, words.language)))
    for question, answer in answers.items():
        said = words.answer(question, answer)
        if said:
            yield day, name, words.label("question", question), said
