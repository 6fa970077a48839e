"""The whole desk as a machine: any program of verbs, on SQLite and PostgreSQL at once, with what always holds."""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.machine.care import Care
from tests.machine.closing import Closing
from tests.machine.drafts import Drafts
from tests.machine.emergencies import Emergencies
from tests.machine.looks import Looks
from tests.machine.machine import RULES, Core
from tests.machine.meetings import Meetings
from tests.machine.office import Office
from tests.machine.pairs import Pairs
from tests.machine.people import People
from tests.machine.reviews import Reviews
from tests.machine.rights import Rights
from tests.machine.standing import Standing
from tests.machine.tour import TOUR, travel
from tests.machine.worlds import new_schema
from tests.storage.conftest import Server
from tests.support.verbs import VERBS

from mentorcore.domain.concerns import ConcernAct

MINUTES = float(os.environ.get("MENTORCORE_MACHINE_MINUTES", "0"))
"""How long other programs of verbs are tried, new ones each time; 0 for those that every run tries."""
EXAMPLES, STEPS = 4, 40
"""Programs at a time, and verbs in each."""
WRITING = {name for name, verb in VERBS.items() if verb.spec.writes}


class Machine(
    People, Rights, Pairs, Drafts, Meetings, Reviews, Closing, Care, Standing, Emergencies, Office, Looks
):
    """All rules and all checks."""


KINDS_OF = (
    "a disclosure in the file of a concern",
    "a match of a round",
    "a match that goes on",
    "a reading in an emergency",
    "a secret concern",
    "a stumble",
    "an objection of may_act_on_concern",
    "an objection of may_admit",
    "an objection of may_apply",
    "an objection of may_log_session",
    "an objection of may_plan_session",
    "an objection of may_resolve_concern",
    "keys rotate",
    "what retention let go of",
    "who retention let go of",
    *(f"concerns.act {act.value}" for act in ConcernAct),
)
"""What else the tour has to have done."""
REFUSALS = (
    "actor.unknown",
    "agreement.accepted_already",
    "cadence.no_sessions",
    "cadence.session_length",
    "concern.agreed_words",
    "concern.resolved",
    "confidentiality.outside",
    "duty.unknown",
    "grant.none",
    "match.acceptance_missing",
    "match.confidentiality_first",
    "match.mentee_taken",
    "match.mentor_full",
    "match.over",
    "matching.kept_apart",
    "message.channel_not_safe",
    "match.reopen_team",
    "message.held",
    "person.duplicate",
    "person.unknown",
    "programme.not_adopted",
    "referral.mentor",
    "reflection.declined",
    "reporting.consent_first",
    "session.over_own",
    "session.past",
    "staff.last",
    "standing.already",
    "standing.another_decides",
    "survey.answered",
    "survey.other_side",
    "task.not_yours",
    "vetting.age_bound",
    "vetting.nothing_to_review",
    "vetting.rejection_reason",
)
"""Refusals that guard somebody, all of which the programs run into."""


@pytest.fixture
def worlds(postgresql: Server, tmp_path: Path) -> None:
    """Where machines find their databases and ledgers; what was counted before is forgotten."""
    Core.schema, Core.folder = new_schema(postgresql), tmp_path
    for counted in (Core.done, Core.refused):
        counted.clear()


def test_every_writing_verb_has_a_rule() -> None:
    """Mark one with `does`, and let the tour stop there."""
    assert sorted(WRITING - RULES.keys()) == []
    assert sorted(RULES.keys() - VERBS.keys()) == []
    marked = {name for names in RULES.values() for name in names}
    assert sorted(marked - {stop for stop, _ in TOUR}) == []


def test_a_tour_through_all_of_it(worlds: None) -> None:
    machine = Machine()
    travel(machine)
    machine.teardown()

    assert _missing() == []


def test_whatever_is_done_all_of_it_holds(worlds: None, capsys: pytest.CaptureFixture[str]) -> None:
    until = time.monotonic() + 60 * MINUTES
    run_state_machine_as_test(Machine, settings=settings(CHOSEN, derandomize=True), _min_steps=STEPS)
    while time.monotonic() < until:
        run_state_machine_as_test(seed(secrets.randbits(32))(Machine), settings=CHOSEN, _min_steps=STEPS)
    if MINUTES:
        with capsys.disabled():
            sys.stdout.write(_table())


CHOSEN = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    phases=(Phase.generate,),  # a failing program is short enough, and making it shorter takes many minutes
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def _missing() -> list[str]:
    """What the tour did not do."""
    return sorted(name for name in (*WRITING, *KINDS_OF) if not Core.done[name]) + sorted(
        code for code in REFUSALS if not Core.refused[code]
    )


def _table() -> str:
    """How often each verb was done, and each refusal met."""
    columns = [
        f"{counted:6} {name}"
        for table in (Core.done, Core.refused)
        for name, counted in sorted(table.items())
    ]
    return "\n".join(["", *columns, ""])
