"""Everyone can leave: no rule, no fault of a plugin and no bundle holds anybody, and what follows is made good."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from tests.support.policies import raising
from tests.support.town import Town

from mentorcore import Programme, Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import AskRematch, CloseMatch, DeclineMatch
from mentorcore.domain.commands.participants import ErasePerson, Withdraw
from mentorcore.domain.duties import DutyState
from mentorcore.domain.messages import MessageState
from mentorcore.engine.repairs import REPAIR
from mentorcore.hooks import ALL
from mentorcore.storage import duties, matches, messages, people
from mentorcore.testing import Trial, changed


class MadeUp(BaseException):
    """Neither an error nor an exit."""


def close(town: Town, desk: Any) -> None:
    assert desk.matches.close(CloseMatch(match=town.match)).state == "ended"


def decline(town: Town, desk: Any) -> None:
    assert desk.matches.decline(DeclineMatch(match=town.ids["proposal"])).state == "declined"


def withdraw(town: Town, desk: Any) -> None:
    assert [held.state for held in desk.participants.withdraw(Withdraw(person=town.mentee)).roles] == ["left"]


def rematch(town: Town, desk: Any) -> None:
    assert desk.matches.rematch(AskRematch(person=town.mentee)).kind == "rematch"


def erase(town: Town, desk: Any) -> None:
    assert desk.privacy.erase(ErasePerson(person=town.mentee)).person == town.mentee


LEAVING: list[Callable[[Town, Any], None]] = [close, decline, withdraw, rematch, erase]
WAYS = pytest.mark.parametrize("leave", LEAVING, ids=lambda leave: leave.__name__)


def leaver(town: Town, leave: Callable[[Town, Any], None]) -> str:
    return town.outsider if leave is decline else town.mentee


@pytest.fixture
def ready(town: Town) -> Town:
    """With a proposal to decline."""
    mentor = town.trial.participant("mentor")
    town.ids["proposal"] = town.trial.proposed(town.outsider, mentor).id
    return town


def repairs(trial: Trial, state: DutyState) -> list[str]:
    with trial.programme.context.store.read() as tx:
        subjects = [person.id for person in people.people(tx)] + [
            match.id for match in matches.matches_of(tx)
        ]
        found = duties.duties_about(tx, subjects)
    return sorted(
        duty.subject
        for owed in found.values()
        for duty in owed
        if duty.rule == REPAIR and duty.state is state
    )


def ended(trial: Trial, match: str) -> bool:
    """Whether a match has ended and holds no seat any more."""
    with trial.programme.context.store.read() as tx:
        found = matches.match(tx, match)
        assert found is not None
        seats = [matches.seats_taken(tx, role, found.parties) for role in ("mentee", "mentor")]
    return not found.state.open and seats == [{}, {}]


@WAYS
@pytest.mark.parametrize("by_staff", [False, True], ids=["themselves", "by staff"])
@pytest.mark.parametrize("fault", [RuntimeError("Coralie"), SystemExit(1), MadeUp()], ids=repr)
def test_no_policy_can_hold_anybody(
    ready: Town,
    leave: Callable[[Town, Any], None],
    by_staff: bool,
    fault: BaseException,
    caplog: pytest.LogCaptureFixture,
) -> None:
    trial, person = ready.trial, leaver(ready, leave)
    hooks = trial.programme.context.hooks
    trial.add_policy(raising(fault), id_="worst")
    with caplog.at_level(logging.CRITICAL, "mentorcore"):
        leave(ready, trial.for_(person) if by_staff else trial.desk(person))

    if leave is not decline:
        assert ended(trial, ready.match)
    owed = repairs(trial, DutyState.OPEN)
    assert owed  # somebody has to look after what did not follow
    assert repairs(trial, DutyState.DONE) == []
    rules = (
        [duty.rule for duty in trial.desk().agenda.show(ShowAgenda()).due] if leave is not erase else [REPAIR]
    )
    assert REPAIR in rules

    trial.programme.context.hooks = hooks  # the plugin was mended
    trial.desk().duties.plan(PlanDuties())
    assert (repairs(trial, DutyState.OPEN), repairs(trial, DutyState.DONE)) == ([], owed)


@WAYS
def test_where_all_goes_well_nobody_has_to_repair_anything(
    ready: Town, leave: Callable[[Town, Any], None]
) -> None:
    leave(ready, ready.trial.desk(leaver(ready, leave)))

    assert repairs(ready.trial, DutyState.OPEN) == []
    assert repairs(ready.trial, DutyState.CANCELLED) != []


@WAYS
def test_a_bundle_that_grants_nothing_lets_people_go(ready: Town, leave: Callable[[Town, Any], None]) -> None:
    mean = Programme(evolve(ready.trial.programme.context, grants=()))

    leave(ready, mean.desk(leaver(ready, leave)))

    assert ended(ready.trial, ready.match if leave is not decline else ready.ids["proposal"])


@WAYS
def test_a_bundle_that_nobody_adopted_lets_people_go(ready: Town, leave: Callable[[Town, Any], None]) -> None:
    context = ready.trial.programme.context
    header = evolve(context.bundle.programme, version="next")
    newer = Programme(evolve(context, bundle=changed(context.bundle, programme=header)))
    with pytest.raises(Refused):
        newer.desk(ready.trial.staff).duties.plan(PlanDuties())

    leave(ready, newer.desk(leaver(ready, leave)))


def test_one_step_that_fails_keeps_none_of_the_others_back(town: Town) -> None:
    """The words of goodbye cannot be found; the key of the erased goes all the same."""
    hooks = [hook for hook in ALL if hook.name == "closing_guidance"]
    town.trial.add_policy(raising(RuntimeError(), *hooks))
    other = town.trial.participant("mentor")
    match = town.trial.introduced(town.outsider, other)

    town.trial.desk(town.outsider).privacy.erase(ErasePerson(person=town.outsider))

    assert ended(town.trial, match.id)
    assert town.trial.programme.context.store.keys.keys_for([town.outsider]) == {}


def test_what_cannot_be_done_after_the_commit_is_only_logged(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(_: object) -> None:
        raise OSError("Coralie")

    monkeypatch.setattr("mentorcore.desk.held_data.finish_erasures", busy)
    town.trial.desk(town.outsider).privacy.erase(ErasePerson(person=town.outsider))

    (line,) = caplog.messages
    assert line.rpartition(" incident=")[0] == (
        "action.follow_up_failed verb=privacy.erase code=incident fault=OSError"
    )
    assert repairs(town.trial, DutyState.OPEN) == [town.outsider]
    monkeypatch.undo()
    town.trial.desk().duties.plan(PlanDuties())
    assert town.trial.programme.context.store.keys.keys_for([town.outsider]) == {}
    assert repairs(town.trial, DutyState.OPEN) == []


def test_leaving_twice_at_the_same_instant(town: Town) -> None:
    """A clock that stands still must not make the second one fail."""
    for _ in range(3):
        rematch(town, town.trial.desk(town.mentee))

    assert ended(town.trial, town.match)


def test_the_other_is_told_unless_the_one_who_leaves_does_it(town: Town) -> None:
    def told() -> list[tuple[str, str]]:
        with town.trial.programme.context.store.read() as tx:
            found = messages.messages_in(tx)
        return sorted(
            (message.template, message.recipient)
            for message in found
            if message.template.startswith("message.closure") and message.state is not MessageState.WITHDRAWN
        )

    town.trial.desk(town.mentee).matches.close(CloseMatch(match=town.match))
    before = [("message.closure.later", town.mentor), ("message.closure.left", town.mentee)]
    assert told() == before

    mentor = town.trial.participant("mentor")
    match = town.trial.introduced(town.outsider, mentor)
    town.trial.desk(mentor).matches.close(CloseMatch(match=match.id, told_by="staff"))
    assert told() == sorted(
        [
            *before,
            ("message.closure.left", mentor),
            ("message.closure.other", town.outsider),
        ]
    )
