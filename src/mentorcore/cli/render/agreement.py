"""Pages about the working agreement of a pair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.working_agreement import AgreementFile
from mentorcore.domain.working_agreement import AgreementVersion

_HEADS = (
    "head.version",
    "head.match",
    "head.by",
    "head.day",
    "head.mentee_accepted",
    "head.mentor_accepted",
    "head.confidentiality",
    "head.put_off",
)


def _line(page: Page, version: AgreementVersion) -> Line:
    later = ", ".join(page.label("question", name) for name in version.later)
    accept = common.for_them(f"agreement accept {version.match} --version {version.version}")
    waits = () if version.settled else (accept,)
    return Line(
        (
            str(version.version),
            version.match,
            page.label("whose", version.proposed_by),
            page.day(version.proposed_on),
            page.day(version.mentee_accepted_on),
            page.day(version.mentor_accepted_on),
            version.confidentiality,
            later,
        ),
        waits,
    )


def _one(page: Page, version: AgreementVersion) -> None:
    page.table([_line(page, version)], _HEADS)


def _show(page: Page, file: AgreementFile) -> None:
    if not file.versions:
        page.say("page.no_agreement")
        page.then(common.for_them(f"agreement propose {file.match}"))
        return
    page.table([_line(page, version) for version in file.versions], _HEADS)
    _answers(page, "title.agreement", file.answers)
    _answers(page, "title.agreement_proposed", file.proposed)


def _answers(page: Page, title: str, answers: Mapping[str, Any]) -> None:
    if answers:
        page.title(title)
        page.pairs([(page.label("question", n), common.answer(page, n, v)) for n, v in answers.items()])


SHAPES = {
    "agreement.propose": ("agreement", _one),
    "agreement.accept": ("agreement", _one),
    "agreement.show": ("", _show),
}
