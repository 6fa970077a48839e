"""Avoid-lists hold whichever way somebody comes in, however their name is written, and are noticed by nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mentorcore import Refused
from mentorcore.desk.imports import ImportRegistrations
from mentorcore.domain.commands.concerns import ListBlocks, SetAvoidList, ShowSafety
from mentorcore.domain.commands.matches import AskRematch, CloseMatch, DeclineMatch, ProposeRound
from mentorcore.domain.commands.participants import (
    Apply,
    EditAnswers,
    ListParticipants,
    ShowParticipant,
    Withdraw,
)
from mentorcore.domain.commands.staff import AddStaff
from mentorcore.engine.applications import build_application
from mentorcore.testing import Trial, held_in, traces

AVOIDED = "Zoltan Krähenbühl"
NAME = {"given_name": "Zoltan", "family_name": "Krähenbühl"}


@pytest.fixture
def avoiding(vps: Trial) -> str:
    """A mentee in the pool whose list names somebody who has never been here."""
    return vps.participant("mentee", experience="physical", avoid=AVOIDED)


def codes(vps: Trial, mentee: str, mentor: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        vps.proposed(mentee, mentor)
    return [refusal.code for refusal in refused.value.refusals]


def applied(vps: Trial) -> str:
    return vps.participant("mentor", experience="physical", **NAME)


def imported(vps: Trial) -> str:
    answers = vps.answers("mentor", {**NAME, "experience": "physical"})
    row = build_application(vps.bundle, "mentor", answers, day=vps.today, source="row 2")
    before = {person.id for person in vps.desk().participants.list(ListParticipants())}
    vps.desk().participants.import_(ImportRegistrations(applications=[row], digest="1" * 64))
    (new,) = {person.id for person in vps.desk().participants.list(ListParticipants())} - before
    return vps.admit(new)


def renamed(vps: Trial) -> str:
    person = vps.participant("mentor", experience="physical")
    vps.desk().participants.edit(EditAnswers(person=person, answers=NAME))
    return person


def already_staff(vps: Trial) -> str:
    """A colleague who takes up a second role, under the id that they have."""
    person = vps.hire("committee", called="Zoltan")
    answers = vps.answers("mentor", {**NAME, "experience": "physical"})
    vps.desk().participants.apply(Apply(form="mentor", answers=answers, person=person))
    return vps.admit(person, role="mentor")


def made_staff(vps: Trial) -> str:
    person = applied(vps)
    vps.desk().staff.add(AddStaff(role="committee", called="Zoltan", person=person))
    return person


def back_again(vps: Trial) -> str:
    """Somebody who was here under another name, left, and comes back."""
    person = vps.participant("mentor", experience="physical")
    vps.desk(person).participants.withdraw(Withdraw(person=person))
    answers = vps.answers("mentor", {**NAME, "experience": "physical"})
    vps.desk().participants.apply(Apply(form="mentor", answers=answers, person=person))
    return vps.admit(person)


WAYS = (applied, imported, renamed, already_staff, made_staff, back_again)


@pytest.mark.clause("CORE-1")
@pytest.mark.parametrize("way", WAYS)
def test_core_1_the_list_holds_whichever_way_somebody_comes(
    vps: Trial, avoiding: str, way: Callable[[Trial], str]
) -> None:
    person = way(vps)

    assert codes(vps, avoiding, person) == ["matching.kept_apart"]
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()


@pytest.mark.clause("CORE-1")
@pytest.mark.parametrize(
    ("listed", "family", "given"),
    [
        ("ZOLTAN KRAEHENBUEHL (1971-02-03)", "Krähenbühl", "Zoltan"),
        ("Krahenbuhl, Zoltan", "Krähenbühl-Meier", "Zoltan Peter"),
        ("Zoltan Krähenbühl-Meier", "Krähenbühl", "Zoltan"),
        ("Zoltan Krähenbühl", "Zoltan", "Krähenbühl"),
        ("Krähenbühl", "Krähenbühl", "Zoltan"),
        ("Marco Deluca", "De Luca", "Marco"),
        ("Jeanpierre de la Roche", "de la Roche", "Jean-Pierre"),
    ],
)
def test_core_1_a_name_is_found_however_it_is_written(
    vps: Trial, listed: str, family: str, given: str
) -> None:
    mentee = vps.participant("mentee", experience="physical", avoid=listed.replace(", ", " "))
    mentor = vps.participant("mentor", experience="physical", family_name=family, given_name=given)
    assert codes(vps, mentee, mentor) == ["matching.kept_apart"]


@pytest.mark.clause("CORE-1")
def test_core_1_who_is_listed_is_kept_from_that_person_alone(vps: Trial, avoiding: str) -> None:
    listed, other = applied(vps), vps.participant("mentee", experience="physical")
    (match,) = vps.desk().matches.propose(ProposeRound()).proposed
    assert match.parties == (other, listed)
    vps.desk(other).matches.decline(DeclineMatch(match=match.id))
    assert vps.proposed(other, vps.participant("mentor", experience="physical")).mentee == other


@pytest.mark.clause("CORE-1")
def test_core_1_staff_who_protect_see_a_separation_without_a_name(vps: Trial, avoiding: str) -> None:
    listed, other = applied(vps), vps.participant("mentor")
    desk = vps.desk(purpose="protection")
    found = desk.safety.blocks(ListBlocks(person=listed))
    assert (found.avoided, desk.safety.blocks(ListBlocks(person=other)).avoided) == (True, False)
    assert avoiding not in held_in(found)
    assert not vps.desk(listed).safety.blocks(ListBlocks(person=listed)).avoided
    for purpose in ("support", "matching", "vetting"):
        with pytest.raises(Refused):
            vps.desk(purpose=purpose).safety.blocks(ListBlocks(person=listed))


@pytest.mark.clause("CORE-1")
def test_core_1_a_listed_colleague_neither_reads_nor_drops_their_own_name(vps: Trial, avoiding: str) -> None:
    """The colleague takes part as a mentor too, and protects people at the desk."""
    colleague = applied(vps)
    vps.desk().staff.add(AddStaff(role="coordinator", called="Zoltan", person=colleague))
    both = SetAvoidList(person=avoiding, names=f"{AVOIDED}, Anna Muster")
    vps.for_(avoiding).safety.avoid(both)
    desk = vps.desk(colleague, purpose="protection")

    assert desk.safety.show(ShowSafety(person=avoiding)).avoid == ("Anna Muster",)
    shown = desk.participants.show(ShowParticipant(person=avoiding))
    assert traces([AVOIDED], held_in(shown)) == []
    assert desk.safety.avoid(SetAvoidList(person=avoiding, names="Somebody Else")) == 1
    assert vps.desk(avoiding).safety.show(ShowSafety(person=avoiding)).avoid == ("Somebody Else", AVOIDED)
    vps.desk(colleague, purpose="vetting").participants.edit(
        EditAnswers(person=avoiding, answers={"avoid": ""})
    )
    assert vps.desk(avoiding).safety.show(ShowSafety(person=avoiding)).avoid == (AVOIDED,)
    assert codes(vps, avoiding, colleague) == ["matching.kept_apart"]
    vps.desk(avoiding).safety.avoid(SetAvoidList(person=avoiding))
    assert vps.proposed(avoiding, colleague).mentor == colleague


@pytest.mark.clause("CORE-1")
def test_core_1_a_list_written_during_a_match_counts_once_it_has_ended(vps: Trial, avoiding: str) -> None:
    vps.desk(avoiding).safety.avoid(SetAvoidList(person=avoiding))
    listed = applied(vps)
    match = vps.introduced(avoiding, listed)
    vps.desk(avoiding).safety.avoid(SetAvoidList(person=avoiding, names=AVOIDED))
    vps.desk(avoiding).matches.close(CloseMatch(match=match.id))
    for person, role in ((avoiding, "mentee"), (listed, "mentor")):
        other = listed if person == avoiding else avoiding
        vps.desk(person).matches.rematch(AskRematch(person=person, role=role, again_with=other))
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    assert codes(vps, avoiding, listed) == ["matching.kept_apart"]
