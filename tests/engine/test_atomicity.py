"""All of an action is stored, or nothing of it but the audit's entry that it failed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from tests.support.policies import raising
from tests.support.state import audit_of, state_of
from tests.support.town import Town
from tests.support.verbs import VERBS

from mentorcore import PluginFault, Refused
from mentorcore.domain.commands.concerns import ActOnConcern, ResolveConcern
from mentorcore.domain.commands.matches import (
    AskRematch,
    CloseMatch,
    EndByProgramme,
    PairByHand,
    ProposeRound,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.participants import Apply, Disclose
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.sessions import LogSession, PlanSession
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernAct
from mentorcore.domain.errors import Incident
from mentorcore.domain.messages import MessageState
from mentorcore.domain.records import RecordKind
from mentorcore.hooks import ALL, Hook
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.kinds import Veto
from mentorcore.storage import audit, matches, messages
from mentorcore.storage.transaction import Tx

HOOKS: dict[str, Hook[Any, Any]] = {hook.name: hook for hook in ALL}
FAULT = RuntimeError("Coralie")


def apply(town: Town) -> Any:
    return town.trial.desk().participants.apply(Apply(form="mentor", answers=town.trial.answers("mentor")))


def admit(town: Town) -> Any:
    command = RecordEvidence(person=town.outsider, kind=RecordKind.ADMISSION, reason="We talked.")
    return town.trial.desk().vetting.record(command)


def pair(town: Town) -> Any:
    return town.trial.desk().matches.pair(PairByHand(mentee=town.outsider, mentor=town.ids["free mentor"]))


def propose(town: Town) -> Any:
    return town.trial.desk().matches.propose(ProposeRound())


def disclose(town: Town) -> Any:
    command = Disclose(
        person=town.mentor, tier="contact", recipient="the court", legal_basis="article 1", risk="a threat"
    )
    return town.trial.desk().privacy.disclose(command)


def act(town: Town) -> Any:
    return town.trial.desk().concerns.act(ActOnConcern(concern=town.concern, act=ConcernAct.NOTE))


def resolve(town: Town) -> Any:
    return town.trial.desk().concerns.resolve(ResolveConcern(concern=town.concern, outcome="referred"))


def suspend(town: Town) -> Any:
    return town.trial.desk().matches.suspend(SuspendMatch(match=town.match))


def end(town: Town) -> Any:
    return town.trial.desk().matches.end(EndByProgramme(match=town.match))


def log(town: Town) -> Any:
    return town.trial.desk().sessions.log(LogSession(match=town.match))


def plan(town: Town) -> Any:
    command = PlanSession(match=town.match, on=town.trial.today)
    return town.trial.desk().sessions.plan(command)


def show(town: Town) -> Any:
    return town.trial.desk().matches.show(ShowMatch(match=town.match))


ACTIONS: dict[str, Callable[[Town], Any]] = {
    "guidance": apply,
    "may_apply": apply,
    "requirements": pair,
    "may_admit": admit,
    "pair_rules": pair,
    "solver": propose,
    "may_disclose": disclose,
    "may_act_on_concern": act,
    "may_resolve_concern": resolve,
    "plan_duties": suspend,
    "may_log_session": log,
    "may_plan_session": plan,
    "closing_guidance": end,
    "may_match_again": pair,
    "planned_end": show,
}
"""A hook to an action that asks it. `may_send` holds a message, `happened` comes after the commit, `grants` before
everything, `indicators` and `survey_figures` are only read: each has a test of its own."""


@pytest.fixture
def crowded(town: Town) -> Town:
    town.ids["free mentor"] = town.trial.participant("mentor")
    return town


def test_every_hook_is_shown_to_fail() -> None:
    assert {*ACTIONS, "may_send", "happened", "grants", "indicators", "survey_figures"} == set(HOOKS)


@pytest.mark.parametrize("fault", [FAULT, SystemExit(1)], ids=["raises", "exits"])
@pytest.mark.parametrize("name", ACTIONS)
def test_a_policy_that_fails_leaves_nothing_behind(crowded: Town, name: str, fault: BaseException) -> None:
    programme = crowded.trial.programme
    if name == "may_match_again":
        former = crowded.trial.introduced(crowded.outsider, crowded.ids["free mentor"])
        crowded.trial.desk(crowded.outsider).matches.close(CloseMatch(match=former.id))
        for person, role in ((former.mentee, "mentee"), (former.mentor, "mentor")):
            crowded.trial.desk(person).matches.rematch(AskRematch(person=person, role=role))
    context = programme.context
    faulty = Named("faulty", (), lambda: raising(fault, HOOKS[name]))  # first, since one solver is enough
    context.hooks = Hooks(ALL, (faulty, *context.hooks.policies))
    before, entries = state_of(programme, without=("audit",)), audit_of(programme)

    with pytest.raises(Refused if isinstance(HOOKS[name], Veto) else PluginFault) as caught:
        ACTIONS[name](crowded)

    assert state_of(programme, without=("audit",)) == before
    *earlier, entry = audit_of(programme)
    assert earlier == entries
    if isinstance(caught.value, PluginFault):
        assert caught.value.params == {"policy": "faulty", "hook": name, "fault": type(fault).__name__}
        assert (entry["outcome"], entry["codes"]) == ("failed", "plugin.raised")
    else:
        assert isinstance(caught.value, Refused)
        assert entry["outcome"] == "refused"
        assert {found.code for found in caught.value.refusals} >= {"plugin.fault"}
    assert "Coralie" not in str(entry)


def test_a_fault_in_may_send_holds_the_message(town: Town) -> None:
    town.trial.add_policy(raising(FAULT, HOOKS["may_send"]))

    person = town.trial.participant("mentor")

    with town.trial.programme.context.store.read() as tx:
        found = messages.messages_in(tx, recipient=person)
    assert [(message.state, message.held_for) for message in found] == [(MessageState.HELD, "plugin.fault")]


def test_a_fault_in_happened_comes_too_late_to_stop_anything(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.trial.add_policy(raising(FAULT, HOOKS["happened"]), id_="feed")
    with caplog.at_level(logging.WARNING, "mentorcore"):
        assert suspend(town).state == "suspended"

    assert caplog.messages == [
        "policy.fault policy=feed hook=happened code=plugin.raised fault=RuntimeError",
        "tell.failed policy=feed code=plugin.raised fault=RuntimeError",
    ]


def test_a_fault_in_a_reading_is_remembered(town: Town) -> None:
    programme = town.trial.programme
    town.trial.add_policy(raising(FAULT, HOOKS["indicators"]))
    before = state_of(programme, without=("audit",))

    with pytest.raises(PluginFault):
        town.trial.desk().programme.show(ShowProgramme())

    assert state_of(programme, without=("audit",)) == before
    assert audit_of(programme)[-1]["outcome"] == "failed"


def test_a_mistake_of_the_software_itself_leaves_nothing_behind(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = town.trial.programme

    def broken(*_: object) -> None:
        raise ZeroDivisionError("Coralie")

    before = state_of(programme, without=("audit",))
    monkeypatch.setattr(matches, "save_match", broken)
    with pytest.raises(Incident) as caught:
        end(town)
    assert caught.value.params["fault"] == "ZeroDivisionError"
    assert "Coralie" not in str(caught.value)

    assert state_of(programme, without=("audit",)) == before
    entry = audit_of(programme)[-1]
    assert (entry["verb"], entry["outcome"], entry["codes"]) == ("matches.end", "failed", "ZeroDivisionError")


@pytest.mark.parametrize("do", [suspend, log], ids=["an action", "a refusal"])
def test_what_cannot_be_remembered_does_not_happen(
    town: Town, monkeypatch: pytest.MonkeyPatch, do: Callable[[Town], Any]
) -> None:
    programme = town.trial.programme
    real, tried = audit.append, 0

    def once(tx: Tx, entries: Iterable[audit.Entry]) -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise OSError("disk")
        real(tx, entries)

    before, earlier = state_of(programme, without=("audit",)), audit_of(programme)
    monkeypatch.setattr(audit, "append", once)
    with pytest.raises(Incident, match="OSError"):
        do(town)

    assert state_of(programme, without=("audit",)) == before
    new = [(entry["outcome"], entry["codes"]) for entry in audit_of(programme)[len(earlier) :]]
    assert new == ([("failed", "OSError")] if do is suspend else [])


def test_what_was_read_is_not_handed_out_when_it_cannot_be_remembered(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(audit, "append", never)
    with pytest.raises(Incident, match="OSError"):
        town.trial.desk().programme.show(ShowProgramme())


def test_a_verb_that_forgets_its_veto_stores_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state_of(town.trial.programme, without=("audit",))
    monkeypatch.setattr(
        VERBS["sessions.log"], "body", lambda facet, work, command: work.event("a", town.match)
    )
    with pytest.raises(Incident, match="RuntimeError"):
        log(town)

    assert state_of(town.trial.programme, without=("audit",)) == before
