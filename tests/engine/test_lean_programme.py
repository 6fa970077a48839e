"""A programme that asks for less than VPS does: what the core knows of, and the bundle leaves out, is missed nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attrs import evolve
from tests.support.town import Town

from mentorcore import InputFault, Refused, load_bundle
from mentorcore.desk.participants import Participants
from mentorcore.domain.commands.concerns import RaiseConcern, SetAvoidList, SetSafety, ShowSafety
from mentorcore.domain.commands.matches import AcceptMatch, IntroduceMatch
from mentorcore.domain.commands.participants import Apply, Find, ShowParticipant
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.decisions import Guidance
from mentorcore.domain.duties import DutyState
from mentorcore.domain.matches import MatchState
from mentorcore.domain.people import SafetyPlan
from mentorcore.engine import repairs
from mentorcore.engine.verbs import Verb
from mentorcore.hooks import hookimpl
from mentorcore.storage import duties
from mentorcore.testing import Trial, changed, staffed

VPS = load_bundle("vps")
LEFT_OUT = ("avoid", "hours", "called", "places", "sender")
"""Meanings that no question has here."""


@pytest.fixture
def lean() -> Iterator[Trial]:
    bundle = changed(
        VPS,
        documents=tuple(found for found in VPS.documents if found.id != "confidentiality"),
        questions=tuple(found for found in VPS.questions if found.means not in LEFT_OUT),
        imports=None,
    )
    with staffed(bundle) as trial:
        yield trial


def test_an_introduction_without_a_document_on_confidentiality(lean: Trial) -> None:
    match = lean.proposed(lean.participant("mentee"), lean.participant("mentor"))
    for party in match.parties:
        lean.desk(party).matches.accept(AcceptMatch(match.id, "Lou", "sms"))

    assert lean.desk().matches.introduce(IntroduceMatch(match=match.id)).state is MatchState.ACTIVE


def test_nobody_is_called_anything(lean: Trial) -> None:
    person = lean.participant("mentee", family_name="Ruf", given_name="Pia")

    (card,) = lean.desk().participants.find(Find("pia"))
    assert (card.person.id, card.called) == (person, "")
    assert lean.desk().participants.show(ShowParticipant(person)).called == ""


def test_what_the_programme_has_no_place_for_is_refused_and_not_lost(lean: Trial) -> None:
    person = lean.participant("mentee")
    for more, means in (({"hours": "after eight"}, "hours"), ({"sender": "the library"}, "sender")):
        with pytest.raises(InputFault) as caught:
            lean.desk().safety.set(SetSafety(person, "sms", **more))  # type: ignore[arg-type]  # texts both
        assert [(p.code, p.where) for p in caught.value.problems] == [("question.not_asked", means)]
    with pytest.raises(InputFault):
        lean.desk(person).safety.avoid(SetAvoidList(person, "Yvan Tornarel"))

    assert lean.desk().safety.set(SetSafety(person, "sms")) == SafetyPlan(("sms",))
    assert lean.desk(person).safety.show(ShowSafety(person)).avoid == ()


def test_a_second_role_without_any_list_to_join(lean: Trial) -> None:
    person = lean.participant("mentee")
    command = Apply("mentor", lean.answers("mentor"), person=person)

    assert {held.role for held in lean.desk().participants.apply(command).person.roles} == {
        "mentee",
        "mentor",
    }


def test_without_safe_channels_every_message_waits_for_a_person() -> None:
    questions = tuple(
        evolve(found, means="") if found.means == "channels" else found for found in VPS.questions
    )
    with staffed(changed(VPS, questions=questions)) as trial:
        person = trial.participant("mentee")
        card = trial.desk().participants.show(ShowParticipant(person))
        shown = trial.desk().safety.show(ShowSafety(person))

        assert (card.plan, shown.plan.channels) == (None, ())
        assert trial.send_all() == ()


def test_somebody_accused_since_the_proposal_is_not_introduced(town: Town) -> None:
    mentor = town.trial.participant("mentor")
    match = town.trial.proposed(town.outsider, mentor)
    for party in match.parties:
        town.trial.accept(match, party)
    about = RaiseConcern(ConcernWish.PROTECT_SILENTLY, (mentor,), ConcernKind.ACCUSATION)
    town.trial.desk(town.mentee).concerns.raise_(about)

    with pytest.raises(Refused) as caught:
        town.trial.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert [(r.code, r.params) for r in caught.value.refusals] == [("matching.kept_apart", {})]


def test_a_text_that_the_bundle_does_not_have_is_not_said_to_be_shown(town: Town) -> None:
    class Odd:
        @hookimpl
        def guidance(self, moment: str, role: str) -> list[Guidance]:
            return [Guidance("guidance", document="nothing")] if moment == "admission" else []

    town.trial.add_policy(Odd())
    person = town.trial.participant("mentor")

    (letter,) = [letter for letter in town.trial.send_all() if letter.message.recipient == person]
    assert "nothing" not in str(letter.message.documents)


def test_a_repair_that_somebody_closed_meanwhile_stays_closed(town: Town) -> None:
    with town.trial.programme.context.store.write() as tx:
        done = evolve(duties.open_duties(tx)[0], state=DutyState.DONE)
        duties.save_duty(tx, done)

        class Left:
            repairs = (done.id, "D-unknown")
            today = town.trial.today

        repairs.close_repair(Left(), tx)  # type: ignore[arg-type]  # only these two are looked at
        assert duties.duty(tx, done.id) == done


def test_a_verb_is_found_on_its_class() -> None:
    assert isinstance(Participants.apply, Verb)
    assert Participants.apply.spec.name == "participants.apply"
