"""Every command, as it is meant and as it is not: what it prints, what it logs, and what it leaves in files.

Each test ends with a look through every file that was written: see the fixture `sweep`.
"""

from __future__ import annotations

import logging

import pytest
from tests.canary.faults import FAULTS
from tests.canary.people import STRANGER
from tests.canary.planting import TYPED
from tests.canary.searching import in_records
from tests.canary.steps import STEPS, Step
from tests.canary.sweep import Seen, Sweep
from tests.support.verbs import UNKNOWN, VERBS

from mentorcore.cli.table import COMMANDS
from mentorcore.cli.table.row import Row

REFUSED, FAULT = 1, 3
FOR_REPORTING = (
    "programme show",
    "audit show",
    "audit verify",
    "audit anchor",
    "access list",
    "access review",
    "surveys figures",
)
NOBODY = {"messages list": 0, "audit show": 0, "matches explain": 2}
"""How commands end, other than with a refusal, where the ids in them are nobody's: two lists are empty."""

FIRST_OF_FAMILY = {step.line.split()[0]: step for step in reversed(STEPS)}.values()
"""Steps that meet the faults which are the same for all verbs; each verb meets these in `test_python_door`."""

every_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.line)


def test_every_command_has_a_step() -> None:
    told = {" ".join(step.line.split()[:2]) for step in STEPS} | {step.line.split()[0] for step in STEPS}
    assert [path for path in COMMANDS if path not in told] == []


def row(sweep: Sweep, step: Step) -> Row:
    return COMMANDS[sweep.words(step.line)[0]]


def silent(found: Seen, code: int) -> None:
    """It ended so, and repeated nothing that anybody told."""
    assert (found.code, found.labels) == (code, frozenset()), found.err
    assert "Traceback" not in found.err


@every_step
def test_what_it_shows_is_for_whoever_may_read_it(
    step: Step, sweep: Sweep, caplog: pytest.LogCaptureFixture
) -> None:
    for json in (False, True):
        sweep.again(step.before)
        with caplog.at_level(logging.DEBUG):
            found = sweep.do(step, json=json)
        assert in_records(caplog.records, sweep.garden) == set()
        hidden = () if json else step.hidden.split()

        assert found.code == (REFUSED if step.refused else 0), found.err
        assert found.kinds == set(step.shows.split()).difference(hidden)
        named = {
            who for part, who in sweep.ids.items() if f"{{{part}}}" in step.line or part in step.of.split()
        }
        assert step.of == "*" or {label.whose for label in found.labels} <= named | {TYPED}


@every_step
def test_the_committee_sees_what_it_may(step: Step, sweep: Sweep) -> None:
    sweep.again(step.before)
    found = sweep.do(step, by="cleo")

    assert found.kinds == set(step.committee.split())


@every_step
def test_who_is_refused_sees_nothing(step: Step, sweep: Sweep) -> None:
    """Nobody's account, another purpose, ids of nobody, and another party than the one who acts."""
    verb = row(sweep, step).verb
    if not verb:
        return  # it opens no desk: it asks for the files, and shows nothing of anybody
    sweep.again(step.before)
    silent(sweep.do(step, by=STRANGER), REFUSED)
    path = sweep.words(step.line)[0]
    leaves = verb in VERBS and VERBS[verb].spec.leaves
    purpose = "matching" if path in FOR_REPORTING else "reporting"
    if "{" in step.line:
        nobody = {part: UNKNOWN[found[0]] for part, found in sweep.ids.items()}
        silent(sweep.do(step, ids=nobody), NOBODY.get(path, REFUSED))
    if "--on-behalf-of" in step.line:
        silent(sweep.do(step, more=f"--on-behalf-of {sweep.ids['silent']}"), REFUSED)
    if not leaves:  # that is for every purpose
        silent(sweep.do(step, more=f"--purpose {purpose}"), REFUSED)


@every_step
def test_a_fault_says_nothing(step: Step, sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORCORE_DEBUG", "1")
    expected = {
        "page": {FAULT, 0} if step.line.startswith("demo") else {FAULT},  # a story is no page
        "database": {FAULT} if row(sweep, step).verb or step.line.startswith("init") else {0},
        "sealed": {0, FAULT},
        "policy": {0, REFUSED, FAULT},
    }
    everywhere = FAULTS if step in FIRST_OF_FAMILY else {name: FAULTS[name] for name in ("page", "sealed")}
    for name, plant in everywhere.items():
        sweep.again(step.before)
        with pytest.MonkeyPatch.context() as patch:
            plant(patch, sweep.garden)
            found = sweep.do(step)
        assert found.code in expected[name] | ({REFUSED} if step.refused else set()), name
        assert {label.kind for label in found.labels} <= (
            set(step.shows.split()) if found.code == 0 else set()
        ), name
