"""Services that embed the core: what verbs return to whom, what their errors hold, and what shows itself or is logged."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import attrs
import pytest
from tests.canary import fields
from tests.canary.faults import FAULTS
from tests.canary.planting import TYPED, Garden, Label
from tests.canary.searching import in_records, in_text
from tests.canary.steps import STEPS, Step
from tests.canary.sweep import Sweep
from tests.support.following import NAME
from tests.support.verbs import UNKNOWN, VERBS, call, command_for

from mentorcore import MentorcoreError, Programme
from mentorcore.cli.table import COMMANDS
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.disclosure import OF_THE_PAIR
from mentorcore.domain.ids import (
    CONCERN,
    DRAFT,
    DUTY,
    MATCH,
    MESSAGE,
    PASS,
    PERSON,
    RECORD,
    SESSION,
    TASK,
    WORKSHOP,
    parse_id,
)
from mentorcore.domain.secret import revealed
from mentorcore.engine.applications import Application
from mentorcore.engine.verbs import Verb
from mentorcore.loading.registrations import build_row, iter_rows
from mentorcore.testing import START, plain_answers
from mentorcore.testing.leaks import held_in

ORDER = sorted(VERBS, key=lambda name: (VERBS[name].spec.writes, VERBS[name].spec.leaves, name))
"""Readings first, leavings last, so that most verbs find what they are about."""
PARTS = {
    PERSON: "mentee3",
    MATCH: "active",
    CONCERN: "concern",
    DUTY: "duty",
    MESSAGE: "message",
    RECORD: "consent",
    PASS: "opened",
    SESSION: "met",
    TASK: "task",
    WORKSHOP: "workshop",
    DRAFT: "draft",
}
ANSWERED = {
    "sessions.record": {"form": "summary"},
    "agreement.propose": {"form": "agreement"},
    "surveys.answer": {"form": "review", "survey": "review", "occasion": "month:6"},
    "surveys.correct": {"form": "review", "survey": "review", "occasion": "month:3"},
    "surveys.draft": {"form": "farewell", "survey": "farewell", "occasion": "closing"},
}
"""Verb to the form that it answers, and what its command names besides; others answer that of mentees."""
ACTORS = ("staff", "committee", "mentee3", "mentor3", "mentee1")
"""The two sides of a match, staff, and somebody who has nothing to do with it."""
NOT_THEIRS = {"access", "concern-note", "contact-note", "draft-words", "duty", "hold", "standing"}
"""What staff wrote down about somebody, and that person never reads here."""


@pytest.fixture
def programme(sweep: Sweep) -> Iterator[Programme]:
    """The programme of the sweep, opened by a service an hour after it was settled."""
    clock = ManualClock(START + timedelta(hours=1))
    with Programme.open(NAME, sweep.house / "vps.db", sweep.house / "keys.db", clock=clock) as opened:
        yield opened


def command(verb: Verb[Any, Any], ids: Mapping[str, str], sweep: Sweep) -> Any:
    """A command of a verb with a canary in each personal field; rows of an export come from the planted file."""
    made = command_for(verb, ids)
    cls, said = type(made), ANSWERED.get(verb.spec.name, {})
    values = {found.name: getattr(made, found.name) for found in attrs.fields(cls)}
    for found in attrs.fields(cls):
        owner = f"{cls.__name__}.{found.name}"
        kind = fields.KINDS.get(owner)
        if found.name in said:
            values[found.name] = said[found.name]
        elif owner in fields.OF_OTHERS:
            continue
        elif kind == "":
            plain = plain_answers(sweep.bundle, said["form"], 900) if said else {}
            values[found.name] = {**plain, **sweep.garden.answers(sweep.bundle, said.get("form", "mentee"))}
        elif kind is not None:
            values[found.name] = sweep.garden.text(kind)
        elif found.name == "applications":
            values[found.name] = tuple(rows(sweep))
    return cls(**values)


def rows(sweep: Sweep) -> Iterator[Application]:
    """The rows of the planted export that can be used."""
    with (sweep.given / "inscriptions.csv").open("rb") as stream:
        for row in iter_rows(stream, sweep.bundle):
            assert in_text(repr(row), sweep.garden) == set()
            if not row.problems and "@@" not in revealed(row.answers["email"]):
                yield build_row(sweep.bundle, row, day=START.date())


def shown(error: BaseException) -> str:
    """Everything that an error says, holds and drags along, with the local values of every frame of ours."""
    found = traceback.TracebackException.from_exception(error, capture_locals=True)
    stack = [frame for frame in found.stack if "/src/mentorcore/" in frame.filename]
    lines = [*found.format_exception_only(), *(f"{frame.line} {frame.locals}" for frame in stack)]
    behind = [shown(one) for one in (error.__cause__, error.__context__) if one is not None]
    return "\n".join([str(error), repr(error), held_in(error), *lines, *behind])


def attempted(sweep: Sweep, do: Callable[[], Any]) -> tuple[Any, bool]:
    """What came of it and whether it was stopped; an error has nothing in it, and nothing behind it."""
    error: MentorcoreError | None = None
    try:
        return do(), False
    except MentorcoreError as caught:
        error = caught
    assert in_text(shown(error), sweep.garden) == set()
    return error, True


def inside(value: Any) -> Iterable[Any]:
    """A value and every value of a class of ours in it, in any depth."""
    if attrs.has(type(value)):
        yield value
        for found in attrs.fields(type(value)):
            yield from inside(getattr(value, found.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from inside(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from inside(item)


def staff_may_read(role: str) -> dict[str, set[str]]:
    """Verb to the kinds that it gives to a coordinator or to the committee: the same as on the command line."""
    found: dict[str, set[str]] = {}
    for step in STEPS:
        if any(isinstance(line, Step) for line in step.before):
            continue  # nobody consented here
        path = next(p for p in (" ".join(step.line.split()[:2]), step.line.split()[0]) if p in COMMANDS)
        kinds = step.shows if role == "coordinator" else step.committee
        found.setdefault(COMMANDS[path].verb, set()).update(kinds.split())
    return found


def strange(labels: Iterable[Label], part: str, verb: str, ids: Mapping[str, str]) -> list[Label]:
    """Of what somebody was given, what is not for them."""
    if part in ("staff", "colleague", "committee"):
        role = "committee" if part == "committee" else "coordinator"
        kinds = staff_may_read(role).get(verb, set())
        return [label for label in labels if label.kind not in kinds]
    other = {"mentee3": ids["mentor3"], "mentor3": ids["mentee3"]}.get(part, "")
    own = [Label(ids[part], label.kind) for label in labels if label.kind not in NOT_THEIRS]
    together = {Label(other, kind) for kind in ("shown", "referral-words", *OF_THE_PAIR) if other}
    mine = {*own, *together, *(label for label in labels if label.whose == TYPED)}
    return [label for label in labels if label not in mine]


@pytest.mark.parametrize("part", ACTORS)
def test_every_verb_gives_and_says_what_is_for_the_one_who_asks(
    part: str, sweep: Sweep, programme: Programme, caplog: pytest.LogCaptureFixture
) -> None:
    about = {**UNKNOWN, **{kind: sweep.ids[name] for kind, name in PARTS.items()}}
    outcomes = {"done": 0, "stopped": 0}
    database = (
        logging.DEBUG if part == "staff" else logging.WARNING
    )  # one who does most is enough: it says a lot
    with caplog.at_level(database, "sqlalchemy"), caplog.at_level(logging.DEBUG):
        for ids in (about, UNKNOWN) if part in ("staff", "mentee3") else (about,):
            for name in ORDER:
                made = command(VERBS[name], ids, sweep)
                assert in_text(repr(made), sweep.garden) == set(), name
                given, stopped = attempted(sweep, lambda: call(programme, name, sweep.ids[part], made))  # noqa: B023  # at once
                outcomes["stopped" if stopped else "done"] += 1
                if not stopped:
                    assert strange(in_text(held_in(given), sweep.garden), part, name, sweep.ids) == [], name
                for value in inside(given):
                    assert in_text(repr(value), sweep.garden) == set(), (name, type(value).__name__)

    assert outcomes["stopped"] > 0
    assert (outcomes["done"] > 1) == (part != "mentee1")  # anybody may look for a workshop
    assert in_records(caplog.records, sweep.garden) == set()
    heard = {record.name.partition(".")[0] for record in caplog.records}
    assert heard == ({"mentorcore", "sqlalchemy"} if part == "staff" else {"mentorcore"})


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "page"])
def test_no_fault_has_a_value_in_its_words_or_behind_it(
    fault: str, sweep: Sweep, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything that staff do fails in the middle; what is raised is bare, and every logger of the process listens."""
    ids = {**UNKNOWN, **{kind: sweep.ids[name] for kind, name in PARTS.items()}}
    stopped: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        FAULTS[fault](patch, sweep.garden)
        with (
            Programme.open(
                NAME, sweep.house / "vps.db", sweep.house / "keys.db", clock=ManualClock(START)
            ) as opened,
            caplog.at_level(logging.DEBUG if fault == "sealed" else logging.WARNING, "sqlalchemy"),
            caplog.at_level(logging.DEBUG),
        ):
            for name in ORDER:
                made = command(VERBS[name], ids, sweep)
                if attempted(sweep, lambda: call(opened, name, sweep.ids["staff"], made))[1]:  # noqa: B023  # at once
                    stopped.add(name)

    assert stopped == set(ORDER) if fault == "database" else stopped
    assert in_records(caplog.records, sweep.garden) == set()
    heard = {record.name.partition(".")[0] for record in caplog.records}
    assert heard == ({"mentorcore", "sqlalchemy"} if fault == "sealed" else {"mentorcore"})


# The controls: the same looks at something that tells


def test_a_repr_that_tells_is_seen(garden: Garden) -> None:
    @attrs.frozen
    class Loose:
        words: str

    given = {"a": (Loose(garden.text("notes", "P-1")),)}
    assert [in_text(repr(value), garden) for value in inside(given)] == [{Label("P-1", "notes")}]
    assert in_text(held_in(given), garden) == {Label("P-1", "notes")}


@pytest.mark.parametrize("where", ["words", "cause", "frames"])
def test_an_error_that_tells_is_seen(where: str, garden: Garden) -> None:
    value = garden.text("notes", "P-1")
    try:
        _tell(where, value)
    except (LookupError, MentorcoreError) as error:
        caught: BaseException = error
    assert in_text(shown(caught), garden) == {Label("P-1", "notes")}


def _tell(where: str, value: str) -> None:
    if where == "words":
        raise LookupError("no row", value)
    if where == "frames":
        parse_id(value, PERSON)
    try:
        raise ValueError(value)
    except ValueError as inner:
        raise LookupError("no row") from inner
