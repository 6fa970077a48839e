"""What several facets show alike: people, roles, safety plans, answers, records, matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.concerns import Concern, ConcernRisk
from mentorcore.domain.decisions import Requirement
from mentorcore.domain.duties import Duty
from mentorcore.domain.events import Event
from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.people import Person, SafetyPlan
from mentorcore.domain.records import Record
from mentorcore.domain.secret import revealed

if TYPE_CHECKING:
    from mentorcore.desk.own_data import OwnRecord


def roles(page: Page, person: Person) -> str:
    """The roles of a person with where they stand in each."""
    return ", ".join(
        f"{page.label('role', held.role)} ({page.label('state', held.state.value)})" for held in person.roles
    )


def person_lines(people: Iterable[Person], page: Page) -> list[Line]:
    """People without anything confidential."""
    return [Line((p.id, roles(page, p), page.day(p.registered_on), p.language)) for p in people]


def for_them(command: str) -> str:
    """A command that the two, or the person, do themselves: whoever types it is staff, and writes it down for them."""
    return f"{command} --on-behalf-of PERSON --how phone"


def answer(page: Page, question: str, value: Any) -> str:
    """An answer in words: options by their labels."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return page.text("word.yes" if value else "word.no")
    if isinstance(value, (list, tuple)):
        return ", ".join(answer(page, question, item) for item in value)
    plain = str(revealed(value))
    name = f"{question}.{plain}"
    label = page.label("option", name) if isinstance(value, str) else name
    return plain if label == name else label


def tiers(page: Page, found: Mapping[str, Mapping[str, Any]]) -> None:
    """Answers, tier by tier."""
    for tier, answers in found.items():
        if answers:
            page.title("title.plain", words=page.label("tier", tier))
            page.pairs(
                [(page.label("question", name), answer(page, name, value)) for name, value in answers.items()]
            )


def plan(page: Page, found: SafetyPlan) -> Sequence[tuple[str, str]]:
    """How somebody is reached safely, as pairs."""
    channels = ", ".join(page.label("channel", channel) for channel in found.channels)
    return (
        (page.text("head.channels"), channels or page.text("word.no_safe_channel")),
        (page.text("head.hours"), found.hours),
        (page.text("head.sender"), found.sender),
        (page.text("head.voicemail"), page.text("word.yes" if found.voicemail else "word.no")),
        (page.text("head.places"), found.places),
    )


def requirements(page: Page, found: Iterable[Requirement]) -> None:
    """What is missing, each with the command that helps."""
    for requirement in found:
        page.write(f"• {page.reason(requirement)} ({page.label('waits_for', requirement.waits_for)})")
        page.then(requirement.remedy)


RECORD_HEADS = ("head.id", "head.day", "head.record", "head.document", "head.version", "head.by", "head.how")


def records(page: Page, found: Sequence[Record]) -> None:
    """Evidence, oldest first."""
    page.table([record_line(page, record, record.recorded_by) for record in found], RECORD_HEADS)


def record_line(page: Page, record: Record | OwnRecord, by: str) -> Line:
    """One piece of evidence, under `RECORD_HEADS`, with who wrote it down."""
    return Line(
        (
            record.id,
            page.day(record.effective_on),
            page.label("record", record.kind),
            page.label("document", record.document) if record.document else "",
            record.version,
            by,
            record.how,
        )
    )


def recorded(page: Page, record: Record) -> None:
    """One piece of evidence that was just written down."""
    records(page, [record])


def events(page: Page, found: Sequence[Event]) -> None:
    """What happened, oldest first."""
    page.table(
        [
            Line((page.day(event.effective_on), page.label("event", event.type), event.actor))
            for event in found
        ]
    )


def match_line(page: Page, match: Match) -> Line:
    """A match in a table, with what comes next in its life."""
    accepted = [
        page.text(f"head.{side}")
        for side in ("mentee", "mentor")
        if match.state is MatchState.PROPOSED and match.accepted_on(side) is not None
    ]
    since = match.ended_on or match.suspended_on or match.introduced_on or match.proposed_on
    state = page.label("state", match.state.value)
    if accepted:
        state = f"{state} ({page.text('word.accepted')} {', '.join(accepted)})"
    end = page.label("end", match.end.value) if match.end else ""
    return Line((match.id, match.mentee, match.mentor, state, page.day(since), end), next_of(match))


def next_of(match: Match) -> tuple[str, ...]:
    """The commands that a match waits for."""
    if match.state is MatchState.PROPOSED:
        waiting = [
            party
            for party, side in zip(match.parties, ("mentee", "mentor"), strict=True)
            if match.accepted_on(side) is None
        ]
        if not waiting:
            return (f"matches introduce {match.id}",)
        return tuple(
            f"matches accept {match.id} CHANNEL --confidential --on-behalf-of {party} --how phone"
            for party in waiting
        )
    if match.state is MatchState.SUSPENDED:
        return (f"matches resume {match.id}",)
    return ()


MATCH_HEADS = ("head.match", "head.mentee", "head.mentor", "head.state", "head.since", "head.end")


def match(page: Page, found: Match) -> None:
    """One match after something happened to it."""
    page.table([match_line(page, found)], MATCH_HEADS)


def danger(page: Page, concern: Concern) -> list[str]:
    """A word for the risk of harm that a concern tells of; none where it tells of none."""
    none = concern.risk is ConcernRisk.NONE
    return [] if none else [page.label("concern_risk", concern.risk.value)]


def due(page: Page, duty: Duty) -> str:
    """By when something is owed: a day, or with its time where hours are counted."""
    return page.day(duty.due_on) if duty.due_at is None else page.moment(duty.due_at)


def duty_line(page: Page, duty: Duty, called: Mapping[str, str]) -> Line:
    """A duty: which, by when, who, what and why, and the command to type next."""
    about = duty.about or duty.subject
    name = revealed(called.get(duty.about, ""))
    who = f"{about} {name}".strip()
    owner = page.label("role", duty.owner)
    why = f"[{', '.join(duty.clauses)}]" if duty.clauses else ""
    what = page.text(f"duty.{duty.rule}", **duty.params)
    return Line(
        (duty.id, due(page, duty), owner, who, f"{what} {why}".strip()),
        (duty.remedy or f"duties done {duty.id}",),
    )


DUTY_HEADS = ("head.duty", "head.due", "head.owner", "head.about", "head.what")


def documents(page: Page, found: Iterable[tuple[str, str]]) -> None:
    """Texts of the programme that belong to this moment, in full."""
    for title, body in found:
        page.title("title.plain", words=title)
        page.write(body)
