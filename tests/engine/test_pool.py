"""The pool: who can be matched now, and who never with whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve, frozen
from tests.support.town import Town

from mentorcore import PluginFault
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.concerns import SetAvoidList
from mentorcore.domain.commands.matches import AskRematch, CloseMatch
from mentorcore.domain.commands.participants import EditAnswers
from mentorcore.engine.apart import KEPT_APART
from mentorcore.engine.pair_rules import rules, signed
from mentorcore.engine.pool import Participant, participants, separations, traits
from mentorcore.hooks import hookimpl
from mentorcore.hooks.matching import Trait
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import Trial, changed


def pool(trial: Trial) -> dict[str, Participant]:
    context = trial.programme.context
    with context.store.read() as tx:
        return {found.candidate.person: found for found in participants(context, tx)}


def apart(trial: Trial) -> set[tuple[str, str, str]]:
    context = trial.programme.context
    with context.store.read() as tx:
        found = separations(context, tx, participants(context, tx))
    return {(one.mentee, one.mentor, one.code) for one in found}


def test_who_is_in_the_pool_and_who_is_not(town: Town) -> None:
    trial = town.trial
    applicant, mentor = trial.applicant("mentor"), trial.participant("mentor", capacity="3")
    found = pool(trial)

    assert {person for person, one in found.items() if one.in_pool} == {town.outsider, mentor}
    assert [lack.code for lack in found[applicant].lacks].count("vetting.admission") == 1
    assert (found[town.mentee].free, found[town.mentee].waiting) == (0, None)
    assert (found[town.mentor].silently_held, found[town.outsider].silently_held) == (True, False)
    assert "silently" not in repr(found[town.mentor])
    member = found[mentor].member
    assert (member.role, member.capacity, member.waiting_days, member.waited_rounds) == ("mentor", 3, 0, 0)
    assert found[applicant].member.capacity == 0


def test_waiting_is_counted_in_days(town: Town) -> None:
    town.trial.clock.advance(12)

    assert pool(town.trial)[town.outsider].member.waiting_days == 12


def test_rules_see_derived_values_and_no_more(town: Town) -> None:
    member = pool(town.trial)[town.mentee].member

    assert set(member.traits) == {q.id for q in town.trial.bundle.questions if q.trait}
    declared = {trait.name: trait for trait in traits(town.trial.programme.context)}
    assert declared["languages"].kind == "set"
    canton = town.trial.bundle.question("canton")
    assert canton is not None
    assert declared["canton"] == Trait("canton", "choice", tuple(option.id for option in canton.options))


def test_a_round_sees_the_traits_of_its_kinds_and_vetting_all_of_them(
    programme_of: Callable[[str | Bundle], Trial],
) -> None:
    bundle = load_bundle("vps")
    marked = ("voicemail", "town", "born_on")
    trial = programme_of(
        changed(bundle, questions=tuple(evolve(q, trait=q.trait or q.id in marked) for q in bundle.questions))
    )
    person = trial.participant("mentee", voicemail="yes", experience="physical")
    trial.participant("mentor", experience="physical")

    found = pool(trial)[person]
    assert (found.candidate.traits["voicemail"], found.member.traits["voicemail"]) == ("yes", "yes")
    assert set(found.candidate.traits) - set(found.member.traits) == {"town", "born_on"}
    declared = {trait.name: trait for trait in traits(trial.programme.context)}
    assert declared["voicemail"] == Trait("voicemail", "choice", ("yes", "no"))
    assert set(declared) == set(found.member.traits)
    assert {mentee for mentee, _ in trial.pairs()} == {person}


def test_whom_one_avoids_and_whom_both_avoid(town: Town) -> None:
    trial = town.trial
    pia = trial.participant("mentor", family_name="Ruf", given_name="Pia")
    other = trial.participant("mentor")
    trial.desk(town.outsider).safety.avoid(SetAvoidList(town.outsider, "pia ruf, Yvan Tornarel (1979)"))
    assert (town.outsider, pia, KEPT_APART) in apart(trial)
    assert (town.outsider, other, KEPT_APART) not in apart(trial)

    trial.desk(other).safety.avoid(SetAvoidList(other, "TORNAREL Yvan"))  # the same person harmed both
    assert (town.outsider, other, KEPT_APART) in apart(trial)


def test_a_mentor_can_avoid_as_well(town: Town) -> None:
    mentor = town.trial.participant("mentor")
    names = {"family_name": "Blanc", "given_name": "Zoé"}
    town.trial.for_(town.outsider).participants.edit(EditAnswers(town.outsider, names))
    town.trial.desk(mentor).safety.avoid(SetAvoidList(mentor, "Zoe Blanc"))

    assert (town.outsider, mentor, KEPT_APART) in apart(town.trial)


def test_those_of_an_ended_match_come_together_again_if_both_ask(town: Town) -> None:
    trial = town.trial
    mentor = trial.participant("mentor")
    pair = (town.outsider, mentor)
    match = trial.introduced(*pair)
    trial.desk(mentor).matches.close(CloseMatch(match=match.id))
    assert (*pair, "matching.not_asked_by_both") in apart(trial)

    trial.desk(town.outsider).matches.rematch(AskRematch(town.outsider, again_with=mentor))
    assert (*pair, "matching.not_asked_by_both") in apart(trial)
    trial.desk(mentor).matches.rematch(AskRematch(mentor, again_with=town.outsider))
    assert {one for one in apart(trial) if one[:2] == pair} == set()


def test_what_a_concern_keeps_apart_has_the_same_name(town: Town) -> None:
    assert (town.mentee, town.mentor, KEPT_APART) in apart(town.trial)


@frozen
class Rule:
    """A pair rule with a name of its own."""

    name: str = ""
    kind: str = "hard"
    weight: int = 1
    policy: str = ""
    clauses: tuple[str, ...] = ()

    def evaluate(self, *_: Any) -> Any:
        raise AssertionError

    def explain(self, *_: Any) -> Any:
        raise AssertionError


def test_rules_stand_under_their_policys_name(town: Town) -> None:
    class Rules:
        @hookimpl
        def pair_rules(self) -> list[Any]:
            return [Rule(), Rule("answered", clauses=("VPS-1",))]

    town.trial.add_policy(Rules(), id_="mine", serves=("VPS-2",))

    found = [rule for rule in rules(town.trial.programme.context) if rule.policy == "mine"]
    assert [(rule.name, rule.clauses) for rule in found] == [
        ("mine", ("VPS-2",)),
        ("mine.answered", ("VPS-1",)),
    ]


def test_a_rule_that_cannot_be_named_is_a_fault() -> None:
    class Loose:
        name, kind, weight, policy, clauses = "", "hard", 1, "", ()
        evaluate = explain = None

    with pytest.raises(PluginFault) as caught:
        signed(Loose(), "mine", ())  # type: ignore[arg-type]  # wrong on purpose
    assert (caught.value.code, caught.value.params) == ("rule.part", {"policy": "mine", "rule": "Loose"})
