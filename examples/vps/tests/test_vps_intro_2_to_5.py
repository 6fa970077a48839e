"""Whom the programme serves, and what comes before a match."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from mentorcore import InputFault, Refused, SetupFault
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.matches import (
    IntroduceMatch,
    PairByHand,
    ShowMatch,
)
from mentorcore.domain.commands.participants import Apply, EditAnswers
from mentorcore.domain.commands.programme import AdoptBundle
from mentorcore.domain.commands.vetting import ListVetting, RecordEvidence, ShowVetting
from mentorcore.domain.matches import MatchState
from mentorcore.domain.people import RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.loading.checks import check_bundle
from mentorcore.testing import Trial, changed, plain_answers

SERVED = ("GE", "VD", "NE", "JU", "FR", "VS")


def lacks(vps: Trial, person: str) -> set[str]:
    """What keeps a person out of the pool, by policy."""
    rows = vps.desk().vetting.show(ShowVetting(person=person)).rows
    return {lack.policy for row in rows for lack in row.lacks}


# The region


@pytest.mark.clause("VPS-INTRO-2")
def test_vps_intro_2_the_canton_is_asked_apart_from_the_address(bundle: Bundle) -> None:
    asked = {question.id: question.tier for question in bundle.questions}

    assert {asked["canton"]} != {asked["street"]} == {asked["postcode"]} == {asked["town"]}


@pytest.mark.clause("VPS-INTRO-2")
def test_vps_intro_2_six_cantons_are_served_and_all_others_held_never_refused(
    vps: Trial, bundle: Bundle
) -> None:
    question = bundle.question("canton")
    assert question is not None
    held = set()
    for canton in [option.id for option in question.options]:
        person = vps.applicant("mentee", canton=canton)
        if "region" in lacks(vps, person):
            held.add(canton)
    nowhere = vps.applicant("mentee", canton=None)

    assert held == {option.id for option in question.options} - set(SERVED)
    assert "region" in lacks(vps, nowhere)
    states = {row.state for row in vps.desk().vetting.list(ListVetting())}
    assert states == {RoleState.APPLIED}


@pytest.mark.clause("VPS-INTRO-2")
def test_vps_intro_2_a_named_person_admits_from_elsewhere_with_a_reason(vps: Trial) -> None:
    person = vps.applicant("mentor", canton="BE", experience="physical")
    bare = RecordEvidence(person=person, kind=RecordKind.ADMISSION)
    with pytest.raises(Refused) as refused:
        vps.desk().vetting.record(bare)
    assert refused.value.clauses == ("VPS-INTRO-2",)
    with pytest.raises(Refused):
        vps.desk().vetting.record(evolve(bare, reason="   "))

    vps.desk().vetting.record(evolve(bare, reason="Works in Lausanne."))
    assert lacks(vps, person) == set()
    assert vps.pairs() == set()
    mentee = vps.participant("mentee", experience="physical")
    assert vps.pairs() == {(mentee, person)}


@pytest.mark.clause("VPS-INTRO-2")
def test_vps_intro_2_whoever_moves_away_is_held_again(vps: Trial, mentee: str, mentor: str) -> None:
    """Admitted without a reason, since none was needed then."""
    local = vps.applicant("mentee", experience="physical")
    vps.desk().vetting.record(RecordEvidence(person=local, kind=RecordKind.ADMISSION))
    vps.desk().participants.edit(EditAnswers(person=local, answers={"canton": "ZH"}))

    assert lacks(vps, local) == {"region"}
    with pytest.raises(Refused) as refused:
        vps.proposed(local, mentor)
    assert refused.value.clauses == ("VPS-INTRO-2",)
    assert vps.pairs() == {(mentee, mentor)}


# The code of conduct


@pytest.mark.clause("VPS-INTRO-3")
@pytest.mark.parametrize("answer", [None, "no", "2023-1"])
def test_vps_intro_3_without_the_present_code_nobody_is_in_the_pool(
    vps: Trial, mentor: str, answer: str | None
) -> None:
    person = vps.applicant("mentee", experience="physical", code=answer)
    vps.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))

    assert lacks(vps, person) == {"code"}
    assert vps.pairs() == set()
    with pytest.raises(Refused) as refused:
        vps.proposed(person, mentor)
    assert refused.value.clauses == ("VPS-INTRO-3", "VPS-5")


@pytest.mark.clause("VPS-INTRO-3")
def test_vps_intro_3_only_the_person_accepts(vps: Trial, ben: str, mentor: str) -> None:
    person = vps.applicant("mentee", code=None)
    accepted = RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document="code")
    for desk in (vps.desk(), vps.desk(ben), vps.desk(mentor), vps.for_(mentor)):
        with pytest.raises(Refused):
            desk.vetting.record(accepted)
    assert "code" in lacks(vps, person)

    record = vps.for_(person, how="phone").vetting.record(accepted)
    assert (record.on_behalf, record.how, record.recorded_by) == (True, "phone", vps.staff)
    assert (record.document, record.version) == ("code", "2024-1")
    assert "code" not in lacks(vps, person)


@pytest.mark.clause("VPS-INTRO-3")
def test_vps_intro_3_a_new_version_asks_for_a_new_acceptance(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle
) -> None:
    vps = on_disk(bundle)
    mentee, mentor = (
        vps.participant("mentee", experience="physical"),
        vps.participant("mentor", experience="physical"),
    )
    match = vps.proposed(mentee, mentor)
    for party in match.parties:
        vps.accept(match, party)
    newer = [evolve(d, version="2025-1", digest="new") if d.id == "code" else d for d in bundle.documents]
    vps = on_disk(changed(bundle, documents=tuple(newer)))
    vps.desk().programme.adopt(AdoptBundle())

    assert {person: lacks(vps, person) for person in match.parties} == {mentee: {"code"}, mentor: {"code"}}
    with pytest.raises(Refused) as refused:
        vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert refused.value.clauses == ("VPS-INTRO-3", "VPS-5")
    for party in match.parties:
        vps.desk(party).vetting.record(
            RecordEvidence(person=party, kind=RecordKind.ACCEPTANCE, document="code")
        )
    assert vps.desk().matches.introduce(IntroduceMatch(match=match.id)).state is MatchState.ACTIVE


@pytest.mark.clause("VPS-INTRO-3")
def test_vps_intro_3_an_acceptance_taken_back_takes_effect_at_once(
    vps: Trial, mentee: str, mentor: str
) -> None:
    vps.desk(mentee).vetting.record(
        RecordEvidence(person=mentee, kind=RecordKind.WITHDRAWAL, document="code")
    )

    assert lacks(vps, mentee) == {"code"}
    assert vps.pairs() == set()
    with pytest.raises(Refused):
        vps.desk().matches.pair(PairByHand(mentee=mentee, mentor=mentor))


# The course of the support


@pytest.mark.clause("VPS-INTRO-4")
def test_vps_intro_4_a_template_comes_with_the_introduction_and_works_empty(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.introduced(mentee, mentor)
    letters = [letter for letter in vps.send_all() if letter.message.template == "message.introduction"]

    assert {letter.message.recipient for letter in letters} == {mentee, mentor}
    for letter in letters:
        assert "agreement@2024-1" in letter.message.documents
        assert letter.body.count("____") >= 5
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.state is MatchState.ACTIVE
    assert [document.id for document in vps.bundle.documents if "agreement" in document.id] == ["agreement"]
    assert "agreement" not in {question.document for question in vps.bundle.questions}


# Safety before anything else


@pytest.mark.clause("VPS-INTRO-5")
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("form", ["mentee", "mentor"])
def test_vps_intro_5_each_form_opens_with_the_numbers(vps: Trial, form: str, language: str) -> None:
    before = vps.bundle.form(form)
    assert before is not None
    _, body = vps.programme.context.texts.document(before.before, language)
    opening = body[:400]

    assert [number for number in ("117", "144", "143", "aide-aux-victimes.ch") if number not in opening] == []


@pytest.mark.clause("VPS-INTRO-5")
@pytest.mark.parametrize("form", ["mentee", "mentor"])
def test_vps_intro_5_a_safe_channel_is_asked_before_anything_else(
    vps: Trial, bundle: Bundle, form: str
) -> None:
    first, second, *_ = bundle.questions_of(form)
    assert (first.means, first.required) == ("channels", True)

    swapped = evolve(bundle, questions=(second, first, *bundle.questions[2:]))
    with pytest.raises(SetupFault) as fault:
        check_bundle(swapped)
    assert {problem.code for problem in fault.value.problems} == {"setup.safety_first"}
    answers = plain_answers(bundle, form, 1)
    del answers["safe_channels"]
    with pytest.raises(InputFault):
        vps.desk().participants.apply(Apply(form=form, answers=answers))
