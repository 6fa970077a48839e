"""What is done to keep people apart, or out, in one line each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mentorcore import Refused
from mentorcore.domain.commands.concerns import BlockPerson
from mentorcore.domain.commands.matches import ShowMatch
from mentorcore.domain.commands.participants import (
    Apply,
    LiftSuspension,
    ShowParticipant,
    SuspendPerson,
    TerminatePerson,
)
from mentorcore.domain.matches import MatchState
from mentorcore.domain.people import RoleState
from mentorcore.storage.blocks import Blocked
from mentorcore.testing import Trial

PLAIN = {"family_name": "Krähenbühl", "given_name": "Zoltan", "born_on": "1971-02-03"}
"""Who a mentor is, so that the same person can come a second time."""
SECRET = "Threatened Ludmilla in the yard"


def refused(act: Callable[[], object]) -> list[str]:
    """The codes with which something is refused."""
    with pytest.raises(Refused) as caught:
        act()
    return [refusal.code for refusal in caught.value.refusals]


def block(trial: Trial, person: str, other: str, *, as_: str = "staff") -> Blocked:
    """Keep somebody away: as staff for protection, as the person themselves, or on their behalf."""
    desk = trial.for_(person) if as_ == "on-behalf" else trial.desk(person if as_ == "self" else "")
    return desk.safety.block(BlockPerson(person=person, other=other))


def refused_pair(trial: Trial, mentee: str, mentor: str) -> list[str]:
    """The codes with which a pair by hand is refused."""
    return refused(lambda: trial.proposed(mentee, mentor))


def anew(trial: Trial, form: str = "mentor", **changes: str) -> str:
    """The same person registers a second time."""
    answers = trial.answers(form, {**PLAIN, "experience": "physical", **changes})
    return trial.desk().participants.apply(Apply(form=form, answers=answers, distinct=True)).person.id


def kept(trial: Trial) -> set[str]:
    """Of whom marks were kept."""
    with trial.programme.context.store.read() as tx:
        return {row[0] for row in tx.conn.exec_driver_sql("SELECT person FROM kept_marks")}


def suspend(trial: Trial, person: str, *, by: str = "") -> tuple[str, ...]:
    """Keep somebody out for now; the matches that pause."""
    return trial.desk(by).participants.suspend(SuspendPerson(person=person, reason=SECRET)).matches


def lift(trial: Trial, person: str, *, by: str = "") -> tuple[str, ...]:
    """Let somebody take part again; the matches that go on."""
    return trial.desk(by).participants.lift(LiftSuspension(person=person, reason="It is settled.")).matches


def terminate(trial: Trial, person: str, *, by: str = "") -> tuple[str, ...]:
    """Put somebody out; the matches that end."""
    return trial.desk(by).participants.terminate(TerminatePerson(person=person, reason=SECRET)).matches


def states(trial: Trial, person: str) -> set[RoleState]:
    """Where somebody stands in their roles."""
    found = trial.desk().participants.show(ShowParticipant(person=person)).person
    return {held.state for held in found.roles}


def match_state(trial: Trial, match: str) -> MatchState:
    """Where a match stands."""
    return trial.desk().matches.show(ShowMatch(match=match)).match.state
