"""Somebody's own page holds what they answered in surveys, in their language, and nothing of the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.surveyed import ANSWERS, NAME, make_pair, surveyed_site

from mentorcore import load_bundle
from mentorcore.domain.commands.participants import ExportPerson
from mentorcore.domain.commands.surveys import AnswerSurvey, CorrectSurvey, DraftSurvey
from mentorcore.papers.own_page import own_sheet
from mentorcore.papers.sheet import Part


@pytest.mark.parametrize(
    ("language", "heading", "survey", "rows"),
    [
        (
            "fr",
            "Questionnaires",
            "Comment cela se passe-t-il ?, mois 3",
            ("Pouvez-vous bien vous parler ?", "être écouté·e, des conseils", "À décider plus tard"),
        ),
        (
            "en",
            "Surveys",
            "How is it going?, month 3",
            ("How well can you talk with one another?", "being listened to, advice", "Decide later"),
        ),
    ],
)
def test_answers_stand_on_the_page(
    tmp_path: Path, language: str, heading: str, survey: str, rows: tuple[str, str, str]
) -> None:
    with surveyed_site(tmp_path):
        pair = make_pair(load_bundle(NAME))
        trial, match = pair.trial, pair.match
        own = trial.desk(pair.mentee).surveys
        own.answer(AnswerSurvey(match, "review", "month:3", ANSWERS))
        own.correct(CorrectSurvey(match, "review", "month:3", {"trust": 2, "helped": "later"}))
        own.draft(DraftSurvey(match, "review", "month:6", {"words": "perhaps"}))
        with trial.programme.context.store.write() as tx:
            tx.conn.exec_driver_sql("UPDATE persons SET language = ? WHERE id = ?", (language, pair.mentee))
        found = trial.desk(pair.mentee).privacy.export(ExportPerson(pair.mentee))
        other = trial.desk(pair.mentor).privacy.export(ExportPerson(pair.mentor))
        context = trial.programme.context

        def part(data: object) -> Part | None:
            sheet = own_sheet(data, context.bundle, context.texts)  # type: ignore[arg-type]  # an export of two
            return next((p for p in sheet.parts if p.heading == heading and p.grid), None)

        mine = part(found)
        assert mine is not None
        assert mine.grid is not None
        said = [row[1:] for row in mine.grid.rows]
        question, helped, later = rows
        assert [row[2] for row in said if row[1] == question] == ["4", "2"]
        assert [row[2] for row in said if row[2] in (helped, later)] == [helped, later]
        assert [row[0] for row in said[:4]] == [survey] * 4
        assert said[-1][2] == "perhaps"
        assert part(other) is None
        trial.close()
