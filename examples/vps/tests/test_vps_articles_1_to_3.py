"""What VPS does and what it leaves to the two; and that mentoring is free."""

from __future__ import annotations

import pytest
from attrs import evolve

from mentorcore import Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import ListConcerns, RaiseConcern
from mentorcore.domain.commands.duties import DoneDuties, PlanDuties
from mentorcore.domain.commands.matches import (
    AcceptMatch,
    CloseMatch,
    IntroduceMatch,
    KeepAgreement,
    ResendIntroduction,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.commands.participants import ErasePerson
from mentorcore.domain.commands.sessions import LogSession
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.matches import MatchState
from mentorcore.domain.records import RecordKind
from mentorcore.testing import Trial, held_in, traces

CANARY = "Sapin-Bleu-42"


def acceptance(match: str, **shown: str) -> AcceptMatch:
    """What a party chose to show."""
    return AcceptMatch(match=match, confidential=True, **shown)


# Article 1


@pytest.mark.clause("VPS-1")
def test_vps_1_each_role_has_a_form(bundle: Bundle) -> None:
    participants = {role.id for role in bundle.roles if role.kind == "participant"}

    assert {form.role for form in bundle.forms} == participants


@pytest.mark.clause("VPS-1")
def test_vps_1_each_receives_what_the_other_chose_and_nothing_else(vps: Trial) -> None:
    mentee = vps.participant("mentee", called="Secret-A", phone="+41791234501", experience="physical")
    mentor = vps.participant("mentor", called="Secret-B", phone="+41791234502", experience="physical")
    match = vps.proposed(mentee, mentor)
    vps.desk(mentee).matches.accept(
        acceptance(match.id, shown_name="Lilas", shown_channel="email", shown_address="lilas@example.org")
    )
    vps.for_(mentor).matches.accept(acceptance(match.id, shown_name="Cyprès", shown_channel="signal"))
    vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    bodies = {
        letter.message.recipient: letter.body
        for letter in vps.send_all()
        if letter.message.template == "message.introduction"
    }

    assert traces(["Cyprès", "+41791234502", "Signal"], bodies[mentee]) == [
        "Cyprès",
        "+41791234502",
        "Signal",
    ]
    assert traces(["Lilas", "lilas@example.org"], bodies[mentor]) == ["Lilas", "lilas@example.org"]
    secrets = ["Secret-A", "Secret-B", "Testli"]
    assert traces(secrets, *bodies.values()) == []
    assert traces(["Lilas", "+41791234501"], bodies[mentee]) == traces(["Cyprès"], bodies[mentor]) == []


@pytest.mark.clause("VPS-1")
def test_vps_1_it_is_sent_again_on_request_and_that_is_logged(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    vps.send_all()
    vps.desk(mentee).matches.resend(ResendIntroduction(match=match.id))
    vps.for_(mentor).matches.resend(ResendIntroduction(match=match.id))

    again = [letter.message for letter in vps.send_all()]
    assert {(message.recipient, message.template) for message in again} == {
        (mentee, "message.introduction"),
        (mentor, "message.introduction"),
    }
    happened = vps.desk().matches.show(ShowMatch(match=match.id)).events
    resent = [
        (e.data["side"], e.actor, e.on_behalf_of) for e in happened if e.type == "match.introduction_resent"
    ]
    assert resent == [("mentee", mentee, ""), ("mentor", vps.staff, mentor)]


@pytest.mark.clause("VPS-1")
def test_vps_1_nobody_else_has_it_sent_again(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    stranger = vps.participant("mentee", experience="physical")
    for desk in (vps.desk(), vps.desk(stranger), vps.for_(stranger)):
        with pytest.raises(Refused):
            desk.matches.resend(ResendIntroduction(match=match.id))
    vps.desk(mentor).matches.close(CloseMatch(match=match.id))
    with pytest.raises(Refused):
        vps.desk(mentee).matches.resend(ResendIntroduction(match=match.id))


@pytest.mark.clause("VPS-1")
def test_vps_1_a_session_is_refused_with_this_clause_whoever_logs_it(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.introduced(mentee, mentor)
    ways = [vps.desk(), vps.desk(mentee), vps.desk(mentor), vps.for_(mentee), vps.for_(mentor)]
    for state in ("active", "suspended", "ended"):
        if state == "suspended":
            vps.desk().matches.suspend(SuspendMatch(match=match.id))
        if state == "ended":
            vps.desk(mentee).matches.close(CloseMatch(match=match.id))
        for desk in ways:
            with pytest.raises(Refused) as refused:
                desk.sessions.log(LogSession(match=match.id))
            assert refused.value.clauses == ("VPS-1",)


@pytest.mark.clause("VPS-1")
def test_vps_1_the_agenda_holds_nothing_about_what_a_pair_does(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    vps.send_all()
    for _ in range(14):
        vps.clock.advance(30)
        vps.desk().duties.plan(PlanDuties())
        agenda = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=vps.today.year + 2)))
        assert (agenda.due, agenda.overdue, agenda.messages) == ((), (), ())
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.state is MatchState.ACTIVE


@pytest.mark.clause("VPS-1")
@pytest.mark.parametrize("form", ["mentee", "mentor"])
def test_vps_1_both_acknowledge_the_limit_of_the_role_beforehand(
    vps: Trial, mentee: str, mentor: str, form: str
) -> None:
    person = vps.applicant(form, role=None, experience="physical")
    vps.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))
    pair = (person, mentor) if form == "mentee" else (mentee, person)

    with pytest.raises(Refused) as refused:
        vps.proposed(*pair)
    assert refused.value.clauses == ("VPS-1",)


@pytest.mark.clause("VPS-1")
def test_vps_1_an_acknowledgement_taken_back_stops_the_introduction(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.proposed(mentee, mentor)
    for party in match.parties:
        vps.accept(match, party)
    vps.desk(mentor).vetting.record(
        RecordEvidence(person=mentor, kind=RecordKind.WITHDRAWAL, document="role")
    )

    with pytest.raises(Refused) as refused:
        vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert refused.value.clauses == ("VPS-1",)


# Article 2


@pytest.mark.clause("VPS-2")
def test_vps_2_both_get_a_guide_to_means_frequency_and_limits(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)
    letters = [letter for letter in vps.send_all() if letter.message.template == "message.introduction"]

    assert sorted(letter.message.recipient for letter in letters) == sorted((mentee, mentor))
    for language, words in {
        "fr": ("Moyens", "Rythme", "Limites"),
        "en": ("Means", "Frequency", "Limits"),
    }.items():
        _, guide = vps.programme.context.texts.document("guide", language)
        assert traces(words, guide) == list(words)
    _, french = vps.programme.context.texts.document("guide", "fr")
    assert [french in letter.body for letter in letters] == [True, True]


@pytest.mark.clause("VPS-2")
def test_vps_2_a_copy_is_kept_only_if_both_ask(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    wish, text = KeepAgreement(match=match.id), KeepAgreement(match=match.id, agreement=CANARY)
    with pytest.raises(Refused) as refused:
        vps.desk(mentee).matches.keep(text)
    assert [refusal.code for refusal in refused.value.refusals] == ["agreement.not_both"]

    first = vps.desk(mentee).matches.keep(wish)
    assert (first.asked_by, first.kept) == (("mentee",), False)
    with pytest.raises(Refused):
        vps.desk(mentee).matches.keep(text)
    assert vps.desk(mentee).matches.show(ShowMatch(match=match.id)).agreement == ""
    second = vps.desk(mentor).matches.keep(text)
    assert (second.asked_by, second.kept) == (("mentee", "mentor"), True)
    for party in match.parties:
        assert vps.desk(party).matches.show(ShowMatch(match=match.id)).agreement == CANARY


@pytest.mark.clause("VPS-2")
def test_vps_2_staff_neither_read_nor_ask_for_it(vps: Trial, mentee: str, mentor: str, ben: str) -> None:
    match = vps.introduced(mentee, mentor)
    for party in match.parties:
        vps.for_(party).matches.keep(KeepAgreement(match=match.id))
    vps.desk(mentor).matches.keep(KeepAgreement(match=match.id, agreement=CANARY))

    for desk in (vps.desk(), vps.desk(ben, purpose="protection"), vps.for_(mentee)):
        assert traces([CANARY], held_in(desk.matches.show(ShowMatch(match=match.id)))) == []
    with pytest.raises(Refused):
        vps.desk().matches.keep(KeepAgreement(match=match.id, agreement="ours"))


@pytest.mark.clause("VPS-2")
def test_vps_2_it_gates_nothing_and_either_has_it_forgotten(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    vps.desk(mentee).matches.keep(KeepAgreement(match=match.id))
    vps.desk(mentor).matches.keep(KeepAgreement(match=match.id, agreement=CANARY))
    gone = vps.desk(mentee).matches.keep(KeepAgreement(match=match.id, forget=True))
    assert (gone.asked_by, gone.kept) == (("mentor",), False)
    with pytest.raises(Refused):
        vps.desk(mentor).matches.keep(KeepAgreement(match=match.id, agreement=CANARY))

    vps.desk(mentee).matches.keep(KeepAgreement(match=match.id, agreement=CANARY))
    vps.desk(mentee).privacy.erase(ErasePerson(person=mentee))
    assert vps.desk(mentor).matches.show(ShowMatch(match=match.id)).agreement == ""
    assert vps.desk(mentor).matches.show(ShowMatch(match=match.id)).match.state is MatchState.ENDED


@pytest.mark.clause("VPS-2")
def test_vps_2_no_duty_follows_the_agreement(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    for party in match.parties:
        vps.desk(party).matches.keep(KeepAgreement(match=match.id))
    vps.clock.advance(400)
    vps.desk().duties.plan(PlanDuties())

    agenda = vps.desk().agenda.show(ShowAgenda(until=vps.today))
    assert (agenda.due, agenda.overdue) == ((), ())


# Article 3


@pytest.mark.clause("VPS-3")
@pytest.mark.parametrize("answer", [None, "no"])
def test_vps_3_mentors_accept_that_it_is_free_before_the_pool(
    vps: Trial, mentee: str, answer: str | None
) -> None:
    person = vps.applicant("mentor", free=answer, experience="physical")
    vps.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))
    with pytest.raises(Refused) as refused:
        vps.proposed(mentee, person)
    assert refused.value.clauses == ("VPS-3",)

    vps.desk(person).vetting.record(
        RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document="free")
    )
    assert vps.proposed(mentee, person).mentor == person


@pytest.mark.clause("VPS-3")
def test_vps_3_it_is_not_asked_of_mentees(vps: Trial) -> None:
    person = vps.applicant("mentee")
    rows = vps.desk().vetting.show(ShowVetting(person=person)).rows

    assert "VPS-3" not in {clause for row in rows for lack in row.lacks for clause in lack.clauses}


@pytest.mark.clause("VPS-3")
def test_vps_3_anyone_can_say_that_compensation_was_asked_for(
    vps: Trial, mentee: str, mentor: str, ben: str
) -> None:
    match = vps.introduced(mentee, mentor)
    said = RaiseConcern(wish=ConcernWish.UNDECIDED, kind=ConcernKind.COMPENSATION, about=(mentor,))
    applicant = vps.applicant("mentee")
    ways = [
        vps.desk(mentee).concerns.raise_(evolve(said, match=match.id)),
        vps.desk(applicant).concerns.raise_(said),
        vps.for_(mentee).concerns.raise_(said),
        vps.desk(ben).concerns.raise_(said),
    ]

    found = vps.desk().concerns.list(ListConcerns())
    assert sorted(concern.id for concern in found) == sorted(concern.id for concern in ways)
    assert {concern.kind for concern in found} == {ConcernKind.COMPENSATION}


@pytest.mark.clause("VPS-3")
def test_vps_3_it_stays_open_until_an_outcome(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)
    vps.desk(mentee).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, kind=ConcernKind.COMPENSATION, about=(mentor,))
    )
    vps.desk().contacts.log(LogContact(person=mentor))
    _, duty = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=2026))).due

    assert (duty.rule, duty.owner) == ("resolve", "coordinator")
    with pytest.raises(Refused):
        vps.desk().duties.done(DoneDuties(duties=(duty.id,)))
