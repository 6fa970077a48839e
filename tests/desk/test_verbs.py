"""The door: no verb without its declaration, and nobody passes without a grant, whatever they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from attrs import evolve
from tests.support.state import audit_of, state_of
from tests.support.town import Town
from tests.support.verbs import UNKNOWN, VERBS, call, command_class, command_for

from mentorcore import InputFault, Programme, Refused
from mentorcore.domain.bundle import PURPOSES, RELATIONS
from mentorcore.domain.commands.participants import ErasePerson, Withdraw
from mentorcore.domain.commands.staff import EndStaff
from mentorcore.domain.errors import Problem
from mentorcore.hooks import ALL
from mentorcore.hooks.kinds import Veto
from mentorcore.storage.sealing import pseudonym

EVERY = pytest.mark.parametrize("name", VERBS)
ABOUT_SOMETHING = [name for name, verb in VERBS.items() if verb.spec.subject != "programme"]
LEAVING = [
    "consents.withdraw",
    "matches.close",
    "matches.decline",
    "matches.rematch",
    "participants.withdraw",
    "privacy.erase",
    "safety.block",
]
FOR_OTHERS = {"safety.block"}
"""Leavings that staff may bring about for somebody, with a grant: a block for protection waits for no plugin."""
UNADOPTED = {"programme.adopt"}


@EVERY
def test_a_verb_declares_what_the_door_has_to_know(name: str) -> None:
    verb = VERBS[name]
    spec = verb.spec

    assert verb.__doc__
    assert spec.name == name
    assert spec.subject == "programme" or spec.subject in {
        f.name for f in command_class(verb).__attrs_attrs__
    }
    assert spec.purpose in PURPOSES
    assert spec.grants
    assert set(spec.grants) <= set(RELATIONS)
    assert set(spec.vetoes) <= {hook.name for hook in ALL if isinstance(hook, Veto)}
    assert not (spec.leaves and (spec.vetoes or ("any" in spec.grants and name not in FOR_OTHERS)))
    assert spec.unadopted == (not spec.writes or name in UNADOPTED)


def test_leaving_is_what_the_design_says_it_is() -> None:
    assert sorted(name for name, verb in VERBS.items() if verb.spec.leaves) == LEAVING


def refusal(programme: Programme, name: str, actor: str, ids: Mapping[str, str], **how: str) -> str:
    """The whole text of a refusal; it left nothing behind but one entry of the audit."""
    before, entries = state_of(programme, without=("audit",)), audit_of(programme)
    with pytest.raises(Refused) as caught:
        call(programme, name, actor, command_for(VERBS[name], ids), **how)
    assert state_of(programme, without=("audit",)) == before
    *earlier, entry = audit_of(programme)
    assert earlier == entries
    codes = " ".join(found.code for found in caught.value.refusals)
    assert (entry["verb"], entry["outcome"], entry["codes"]) == (name, "refused", codes)
    assert entry["purpose"] == (how.get("purpose") or VERBS[name].spec.purpose)
    key = programme.context.store.keys.pseudonym_key()
    assert entry["actor"] == (pseudonym(key, actor) if actor else "")
    assert entry["on_behalf_of"] == (pseudonym(key, how["on_behalf_of"]) if "on_behalf_of" in how else "")
    return f"{codes}: {programme.context.texts.error(caught.value, 'en')}"


@EVERY
def test_without_a_grant_nobody_passes(lasting: Town, name: str) -> None:
    shut = Programme(evolve(lasting.trial.programme.context, grants=()))

    spec = VERBS[name].spec
    for actors, code in (
        ((lasting.trial.staff, lasting.committee), "grant.on_behalf" if spec.leaves else "grant.none"),
        ((lasting.outsider,), "grant.none"),
    ):
        said = {refusal(shut, name, actor, ids) for actor in actors for ids in (lasting.ids, UNKNOWN)}
        assert [words.partition(":")[0] for words in said] == [code]


@pytest.mark.parametrize("name", ABOUT_SOMETHING)
def test_to_a_party_it_reads_the_same_whether_it_exists_or_not(lasting: Town, name: str) -> None:
    programme = lasting.trial.programme

    said = {refusal(programme, name, lasting.outsider, ids) for ids in (lasting.ids, UNKNOWN)}

    assert [words.partition(":")[0] for words in said] == ["grant.none"]


@pytest.mark.parametrize("name", [name for name in ABOUT_SOMETHING if name.startswith("concerns.")])
def test_to_staff_named_in_a_concern_it_reads_the_same_whether_it_exists_or_not(
    lasting: Town, name: str
) -> None:
    programme = lasting.trial.programme
    with programme.context.store.write() as tx:
        tx.conn.exec_driver_sql(
            "INSERT OR IGNORE INTO concern_people VALUES (?, ?)", (lasting.concern, lasting.committee)
        )

    said = {refusal(programme, name, lasting.committee, ids) for ids in (lasting.ids, UNKNOWN)}

    assert [words.partition(":")[0] for words in said] == ["grant.none"]


@pytest.fixture(scope="module")
def gone(lasting: Town) -> tuple[str, str]:
    """Somebody who left the staff, and somebody who was erased."""
    trial = lasting.trial
    former, erased = trial.hire("coordinator"), trial.participant("mentor")
    trial.desk().staff.end(EndStaff(person=former, role="coordinator"))
    trial.desk(erased).privacy.erase(ErasePerson(person=erased))
    return former, erased


@EVERY
def test_nobody_somebody_who_left_and_an_erased_one_are_unknown(
    lasting: Town, gone: tuple[str, str], name: str
) -> None:
    programme = lasting.trial.programme

    said = {
        refusal(programme, name, actor, lasting.ids) for actor in (UNKNOWN["P"], *gone, "", "nobody at all")
    }
    assert [words.partition(":")[0] for words in said] == ["actor.unknown"]


def test_who_left_still_reaches_their_own_data(town: Town) -> None:
    town.trial.desk(town.outsider).participants.withdraw(Withdraw(person=town.outsider))

    erased = town.trial.desk(town.outsider).privacy.erase(ErasePerson(person=town.outsider))

    assert erased.person == town.outsider


@EVERY
def test_an_act_of_a_party_is_written_down_by_staff_alone(lasting: Town, name: str) -> None:
    programme = lasting.trial.programme

    by_another_party = refusal(programme, name, lasting.outsider, lasting.ids, on_behalf_of=lasting.mentee)
    for_nobody = refusal(programme, name, lasting.trial.staff, lasting.ids, on_behalf_of=UNKNOWN["P"])

    assert by_another_party == for_nobody
    assert for_nobody.startswith("grant.none: ")


@pytest.mark.parametrize("name", ABOUT_SOMETHING)
def test_nobody_acts_for_a_party_about_somebody_elses_things(lasting: Town, name: str) -> None:
    assert refusal(
        lasting.trial.programme, name, lasting.trial.staff, lasting.ids, on_behalf_of=lasting.outsider
    ).startswith("grant.none: ")


def test_nobody_acts_for_somebody_who_was_erased(town: Town) -> None:
    town.trial.desk(town.outsider).privacy.erase(ErasePerson(person=town.outsider))

    said = refusal(
        town.trial.programme, "concerns.raise", town.trial.staff, town.ids, on_behalf_of=town.outsider
    )
    assert said.startswith("grant.none: ")


def test_standing_in_for_oneself_is_acting_oneself(town: Town) -> None:
    programme = town.trial.programme
    own = programme.desk(town.outsider, on_behalf_of=town.outsider).participants

    assert own.withdraw(Withdraw(person=town.outsider)).role("mentee").state == "left"  # type: ignore[union-attr]  # they have it
    assert refusal(
        programme, "privacy.export", town.trial.staff, town.ids, on_behalf_of=town.trial.staff
    ).startswith("grant.none: ")


@pytest.mark.parametrize("name", ["matches.suspend", "matches.close", "participants.list", "privacy.erase"])
def test_nothing_happens_in_the_future(lasting: Town, name: str) -> None:
    programme = lasting.trial.programme
    before = state_of(programme, without=("audit",))
    actor = lasting.mentee if VERBS[name].spec.leaves else lasting.trial.staff
    tomorrow = lasting.trial.today + timedelta(days=1)
    with pytest.raises(InputFault) as caught:
        call(programme, name, actor, command_for(VERBS[name], lasting.ids), happened=tomorrow)

    assert caught.value.problems == (Problem("date.future", "happened"),)
    assert state_of(programme, without=("audit",)) == before
    entry = audit_of(programme)[-1]
    assert (entry["verb"], entry["outcome"], entry["codes"]) == (name, "failed", "problems")


def test_a_desk_is_opened_for_a_purpose_that_exists(lasting: Town) -> None:
    programme = lasting.trial.programme

    with pytest.raises(InputFault) as purpose:
        programme.desk(lasting.trial.staff, purpose="curiosity")
    with pytest.raises(InputFault) as how:
        programme.desk(lasting.trial.staff, how="x" * 41)
    assert [found.value.problems[0].where for found in (purpose, how)] == ["purpose", "how"]
    assert refusal(
        programme, "participants.list", lasting.trial.staff, lasting.ids, purpose="research"
    ).startswith("grant.none: ")
