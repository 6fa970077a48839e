"""Registering, correcting, finding and leaving."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.concerns import SetAvoidList, SetSafety, ShowSafety
from mentorcore.domain.commands.matches import ProposeRound
from mentorcore.domain.commands.participants import (
    Apply,
    EditAnswers,
    Find,
    ListParticipants,
    ShowParticipant,
    Withdraw,
)
from mentorcore.domain.decisions import Guidance
from mentorcore.domain.people import Person, RoleState
from mentorcore.hooks import hookimpl
from mentorcore.storage import matches, people, sealed


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def problems(caught: pytest.ExceptionInfo[InputFault]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in caught.value.problems]


def apply(town: Town, form: str, answers: dict[str, str], **more: Any) -> Person:
    return town.trial.desk().participants.apply(Apply(form=form, answers=answers, **more)).person


def sealed_of(town: Town, person: str, tier: str) -> dict[str, Any]:
    with town.trial.programme.context.store.read() as tx:
        return sealed.get(tx, person, tier)


def marks_of(town: Town, person: str, kind: str) -> set[str]:
    with town.trial.programme.context.store.read() as tx:
        return {digest for (_, digest), who in sealed.marks_of(tx, [person], [kind]).items() if who}


def test_the_same_person_is_not_registered_twice_unless_somebody_made_sure(town: Town) -> None:
    answers = town.trial.answers("mentee")
    first = apply(town, "mentee", answers)

    with pytest.raises(Refused) as caught:
        apply(town, "mentor", answers)
    assert [(r.code, r.params) for r in caught.value.refusals] == [("person.duplicate", {"ids": (first.id,)})]
    assert apply(town, "mentee", answers, distinct=True).id != first.id


def test_too_young_is_refused_by_rule(town: Town) -> None:
    with pytest.raises(Refused) as caught:
        apply(town, "mentee", town.trial.answers("mentee", {"born_on": "2015-01-01"}))
    assert codes(caught) == ["vetting.age_bound"]


class Greeting:
    """Shows the guide to whoever applies."""

    @hookimpl
    def guidance(self, moment: str, role: str) -> list[Guidance]:
        return [Guidance("guidance", document="guide")] if moment == "application" else []


def test_what_is_shown_at_an_application_goes_out_with_a_message(town: Town) -> None:
    town.trial.add_policy(Greeting(), serves=("VPS-2",))

    applied = town.trial.desk().participants.apply(Apply(form="mentee", answers=town.trial.answers("mentee")))

    assert applied.shown == (Guidance("guidance", policy="mine", clauses=("VPS-2",), document="guide"),)
    letters = [m for m in town.trial.send_all() if m.message.recipient == applied.person.id]
    assert [(m.message.template, m.message.documents, m.message.clauses) for m in letters] == [
        ("message.application", ("guide@2024-1",), ("VPS-2",))
    ]


def test_a_second_role_keeps_what_the_first_form_said(town: Town) -> None:
    first = town.trial.answers("mentee", {"avoid": "Yvan Tornarel", "remarks": "Be gentle."})
    person = apply(town, "mentee", first)
    second = {**town.trial.answers("mentor", {"avoid": "Pia Ruf", "remarks": None}), "called": "Lou"}

    both = apply(town, "mentor", second, person=person.id)

    assert [(held.role, held.state) for held in both.roles] == [("mentee", "applied"), ("mentor", "applied")]
    assert sealed_of(town, person.id, "avoid")["avoid"] == ["Yvan Tornarel", "Pia Ruf"]
    assert sealed_of(town, person.id, "notes")["remarks"] == "Be gentle."
    assert sealed_of(town, person.id, "contact")["called"] == "Lou"
    assert len(marks_of(town, person.id, "avoid")) == 4  # each name as it is compared, and as one word
    with pytest.raises(Refused) as caught:
        apply(town, "mentor", town.trial.answers("mentor"), person=person.id)
    assert codes(caught) == ["person.has_role"]


def test_a_second_form_without_a_list_loses_none(town: Town) -> None:
    person = apply(town, "mentee", town.trial.answers("mentee", {"avoid": "Yvan Tornarel"}))
    before = marks_of(town, person.id, "avoid")

    apply(town, "mentor", town.trial.answers("mentor", {"avoid": None}), person=person.id)

    assert marks_of(town, person.id, "avoid") == before
    assert len(before) == 2


def test_who_left_can_come_back(town: Town) -> None:
    town.trial.desk(town.outsider).participants.withdraw(Withdraw(person=town.outsider))

    back = apply(town, "mentee", town.trial.answers("mentee"), person=town.outsider)

    assert [(held.role, held.state) for held in back.roles] == [("mentee", RoleState.APPLIED)]


def test_nobody_is_added_to_somebody_who_is_not_there(town: Town) -> None:
    with pytest.raises(Refused) as caught:
        apply(town, "mentor", town.trial.answers("mentor"), person=UNKNOWN["P"])
    assert codes(caught) == ["person.unknown"]


def test_corrections_are_cleaned_sealed_and_found(town: Town) -> None:
    desk = town.trial.desk().participants
    edited = desk.edit(
        EditAnswers(person=town.outsider, answers={"family_name": "Zimmermann", "canton": "VD"})
    )

    assert edited.id == town.outsider
    assert [card.person.id for card in desk.find(Find(words="zimmer"))] == [town.outsider]
    assert sealed_of(town, town.outsider, "wishes")["canton"] == "VD"
    desk.edit(EditAnswers(person=town.outsider, answers={"canton": ""}))
    assert "canton" not in sealed_of(town, town.outsider, "wishes")


def test_every_wrong_correction_is_told_and_nothing_is_stored(town: Town) -> None:
    before = sealed_of(town, town.outsider, "contact")
    wrong = {"called": "Lou", "email": "x", "shoe": "42", "code": "yes", "phone": "12"}
    with pytest.raises(InputFault) as caught:
        town.trial.desk().participants.edit(EditAnswers(person=town.outsider, answers=wrong))

    assert problems(caught) == [
        ("email.invalid", "email"),
        ("question.unknown", ""),
        ("question.unknown", ""),
        ("phone.invalid", "phone"),
    ]
    assert sealed_of(town, town.outsider, "contact") == before


def capacity(town: Town, person: str) -> int:
    with town.trial.programme.context.store.read() as tx:
        found = people.people(tx, [person])[0].role("mentor")
    assert found is not None
    return found.capacity


def waits(town: Town, person: str) -> bool:
    with town.trial.programme.context.store.read() as tx:
        return any(waiting.person == person for waiting in matches.waiting_list(tx))


def test_capacity_is_what_was_last_stated(town: Town) -> None:
    mentor = town.trial.participant("mentor", capacity="2")
    desk = town.trial.for_(mentor).participants
    assert capacity(town, mentor) == 2
    town.trial.introduced(town.outsider, mentor)

    desk.edit(EditAnswers(person=mentor, answers={"capacity": ""}))
    assert capacity(town, mentor) == 1
    desk.edit(EditAnswers(person=mentor, answers={"capacity": "5"}))
    assert (capacity(town, mentor), waits(town, mentor)) == (5, True)


def test_lists_hold_nothing_confidential(town: Town) -> None:
    desk = town.trial.desk().participants
    everybody = {town.mentee, town.mentor, town.outsider}

    assert {person.id for person in desk.list(ListParticipants())} == everybody
    assert {person.id for person in desk.list(ListParticipants(role="mentor"))} == {town.mentor}
    assert {person.id for person in desk.list(ListParticipants(state="applied"))} == set()
    for wrong in (ListParticipants(role="coordinator"), ListParticipants(state="lost")):
        with pytest.raises(InputFault):
            desk.list(wrong)


def test_finding_goes_by_the_beginnings_of_names(town: Town) -> None:
    desk = town.trial.desk().participants
    person = town.trial.participant("mentor", family_name="De la Rivière", given_name="Élodie", called="Lou")

    for words in ("rivi", "elodie", "LOU", "elo riv", "de la"):
        assert person in {card.person.id for card in desk.find(Find(words=words))}
    assert desk.find(Find(words="viere")) == ()
    assert desk.find(Find(words="elodie nobody")) == ()
    assert desk.find(Find(words="!")) == ()
    (card,) = desk.find(Find(words="elodie"))
    assert (card.called, card.tiers) == ("Lou", {})
    assert "Lou" not in repr(card)


def test_a_card_without_the_safety_tier_tells_no_plan(town: Town) -> None:
    card = town.trial.desk(purpose="matching").participants.show(ShowParticipant(person=town.mentee))

    assert card.plan is None
    assert "safety" in card.closed
    with pytest.raises(Refused) as caught:
        town.trial.desk().participants.show(ShowParticipant(person=UNKNOWN["P"]))
    assert codes(caught) == ["person.unknown"]


def test_leaving_ends_everything_at_once(town: Town) -> None:
    left = town.trial.desk(town.mentee).participants.withdraw(Withdraw(person=town.mentee))

    assert [held.state for held in left.roles] == [RoleState.LEFT]
    assert not waits(town, town.mentee)
    with pytest.raises(InputFault) as caught:
        town.trial.desk(town.mentor).participants.withdraw(Withdraw(person=town.mentor, told_by="nobody"))
    assert problems(caught) == [("choice.unknown", "told_by")]


def test_a_safety_plan_is_replaced_as_a_whole(town: Town) -> None:
    desk = town.trial.desk().safety
    plan = desk.set(SetSafety(person=town.mentee, channels="sms, email", hours="after eight", voicemail=True))

    assert (plan.channels, plan.hours, plan.voicemail, plan.sender) == (
        ("sms", "email"),
        "after eight",
        True,
        "",
    )
    assert desk.show(ShowSafety(person=town.mentee)).plan == plan
    with pytest.raises(InputFault) as caught:
        desk.set(SetSafety(person=town.mentee, channels="pigeon"))
    assert problems(caught) == [("choice.unknown", "safe_channels")]


def test_an_avoid_list_is_read_for_protection_alone(town: Town) -> None:
    own = town.trial.desk(town.mentee).safety
    assert own.avoid(SetAvoidList(person=town.mentee, names="Yvan Tornarel, TORNAREL yvan, Pia Ruf")) == 2

    names = ("Yvan Tornarel", "TORNAREL yvan", "Pia Ruf")
    assert own.show(ShowSafety(person=town.mentee)).avoid == names
    assert town.trial.desk(purpose="protection").safety.show(ShowSafety(person=town.mentee)).avoid == names
    card = town.trial.desk().safety.show(ShowSafety(person=town.mentee))
    assert card.avoid == ()
    assert "Tornarel" not in repr(own.show(ShowSafety(person=town.mentee)))
    assert own.avoid(SetAvoidList(person=town.mentee)) == 0


def test_somebody_on_an_avoid_list_is_never_proposed(town: Town) -> None:
    mentor = town.trial.participant("mentor", family_name="Ruf", given_name="Pia")
    town.trial.desk(town.outsider).safety.avoid(SetAvoidList(person=town.outsider, names="pia RUF"))

    made = town.trial.desk().matches.propose(ProposeRound())

    assert (made.mentees, made.mentors, made.proposed) == (1, 1, ())
    with pytest.raises(Refused) as caught:
        town.trial.proposed(town.outsider, mentor)
    assert [(r.code, r.params, r.clauses) for r in caught.value.refusals] == [
        ("matching.kept_apart", {}, ("CORE-1",))
    ]
