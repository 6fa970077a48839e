"""Confidentiality, the code shown again, and professional help beside the mentoring."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from mentorcore import Desk, Refused
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.consents import GiveConsent, WithdrawConsent
from mentorcore.domain.commands.matches import (
    AcceptMatch,
    CloseMatch,
    DeclineMatch,
    IntroduceMatch,
)
from mentorcore.domain.commands.messages import ListMessages, NextMessage
from mentorcore.domain.commands.participants import Disclose
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.matches import MatchState
from mentorcore.domain.records import RecordKind
from mentorcore.testing import Trial, held_in, traces

POLICE = "Cantonal police, Lausanne"
LAW = "Article 364 of the criminal code"
DANGER = "Threatened with a knife"


def consent(vps: Trial, person: str, recipient: str = "Maître Dupré", tier: str = "contact") -> str:
    """The person agrees that something is told; returns the id of the record."""
    return vps.desk(person).consents.give(GiveConsent(person, "protection", tier, recipient=recipient)).id


# Article 4


@pytest.mark.clause("VPS-4")
@pytest.mark.parametrize("missing", ["tier", "recipient", "person"])
def test_vps_4_a_disclosure_says_who_what_and_to_whom(missing: str) -> None:
    said: dict[str, Any] = {
        "person": "P-7K3F9Q2H",
        "tier": "contact",
        "recipient": POLICE,
        "legal_basis": LAW,
    }
    del said[missing]

    with pytest.raises(TypeError, match=missing):
        Disclose(**said)


@pytest.mark.clause("VPS-4")
def test_vps_4_without_consent_and_law_it_is_refused_and_logged(vps: Trial, mentee: str) -> None:
    with pytest.raises(Refused) as refused:
        vps.desk().privacy.disclose(Disclose(person=mentee, tier="contact", recipient=POLICE))
    assert refused.value.clauses == ("VPS-4",)

    (entry,) = [row for row in vps.desk().audit.show(ShowAudit()) if row.verb == "privacy.disclose"]
    assert (entry.actor, entry.subjects, entry.outcome, entry.tiers) == (vps.staff, (mentee,), "refused", ())
    assert entry.codes == ("confidentiality.outside[VPS-4]",)
    assert entry.purpose == "protection"


@pytest.mark.clause("VPS-4")
def test_vps_4_to_protect_on_a_legal_basis_it_is_granted_and_logged(vps: Trial, mentee: str) -> None:
    told = vps.desk().privacy.disclose(
        Disclose(person=mentee, tier="contact", recipient=POLICE, legal_basis=LAW, risk=DANGER)
    )
    assert sorted(told) == ["called", "email", "phone"]

    rows = vps.desk().audit.show(ShowAudit())
    (entry,) = [row for row in rows if row.verb == "privacy.disclose"]
    assert (entry.outcome, entry.tiers, entry.codes) == ("done", ("contact",), ("disclosure.by_law",))
    assert traces([POLICE, LAW, *map(str, told.values())], held_in(rows)) == []


@pytest.mark.clause("VPS-4")
@pytest.mark.parametrize(
    "purpose", ["support", "matching", "introduction", "vetting", "reporting", "research"]
)
def test_vps_4_a_legal_basis_serves_no_other_purpose(vps: Trial, mentee: str, purpose: str) -> None:
    with pytest.raises(Refused):
        vps.desk(purpose=purpose).privacy.disclose(
            Disclose(person=mentee, tier="contact", recipient=POLICE, legal_basis=LAW, risk=DANGER)
        )


@pytest.mark.clause("VPS-4")
def test_vps_4_no_party_discloses_another(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)
    command = Disclose(person=mentee, tier="contact", recipient=POLICE, legal_basis=LAW, risk=DANGER)
    for desk in (vps.desk(mentor), vps.desk(mentor, purpose="protection"), vps.for_(mentor)):
        with pytest.raises(Refused):
            desk.privacy.disclose(command)


@pytest.mark.clause("VPS-4")
def test_vps_4_consent_opens_this_to_this_recipient_alone(vps: Trial, mentee: str, mentor: str) -> None:
    given = consent(vps, mentee)
    command = Disclose(person=mentee, tier="contact", recipient=" maître dupré", consent=given)
    assert "phone" in vps.desk().privacy.disclose(command)
    (entry,) = [row for row in vps.desk().audit.show(ShowAudit()) if row.verb == "privacy.disclose"]
    assert entry.codes == ("disclosure.by_consent",)

    for other in (
        evolve(command, recipient=POLICE),
        evolve(command, tier="identity"),
        evolve(command, person=mentor),
        evolve(command, consent="E-7K3F9Q2H"),
    ):
        with pytest.raises(Refused):
            vps.desk().privacy.disclose(other)


@pytest.mark.clause("VPS-4")
def test_vps_4_a_consent_taken_back_opens_nothing(vps: Trial, mentee: str) -> None:
    given = consent(vps, mentee)
    vps.desk(mentee).consents.withdraw(WithdrawConsent(mentee, given))

    with pytest.raises(Refused) as refused:
        vps.desk().privacy.disclose(
            Disclose(person=mentee, tier="contact", recipient="Maître Dupré", consent=given)
        )
    assert refused.value.clauses == ("VPS-4",)


@pytest.mark.clause("VPS-4")
def test_vps_4_nobody_consents_for_another(vps: Trial, mentee: str, mentor: str) -> None:
    said = GiveConsent(mentee, "protection", "contact", recipient=POLICE)
    for desk in (vps.desk(), vps.desk(mentor), vps.for_(mentor)):
        with pytest.raises(Refused):
            desk.consents.give(said)
    given = vps.for_(mentee, how="in person").consents.give(said)
    (own,) = [r for r in vps.desk().vetting.show(ShowVetting(mentee)).records if r.id == given.id]
    assert (own.on_behalf, own.how) == (True, "in person")


@pytest.mark.clause("VPS-4b")
def test_vps_4b_nothing_is_sent_until_both_have_accepted(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.proposed(mentee, mentor)
    vps.send_all()
    for party in (None, mentee):
        if party:
            vps.accept(match, party)
        with pytest.raises(Refused) as refused:
            vps.desk().matches.introduce(IntroduceMatch(match=match.id))
        assert refused.value.clauses == ("VPS-4b",)
        assert vps.desk().messages.next(NextMessage()) is None

    vps.accept(match, mentor)
    assert vps.desk().messages.next(NextMessage()) is None
    assert vps.desk().matches.introduce(IntroduceMatch(match=match.id)).state is MatchState.ACTIVE
    assert {letter.message.recipient for letter in vps.send_all()} == {mentee, mentor}


@pytest.mark.clause("VPS-4b")
def test_vps_4b_confidentiality_is_accepted_for_each_introduction(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.proposed(mentee, mentor)
    command = AcceptMatch(match=match.id, shown_name="Lou", shown_channel="sms")
    for desk in (vps.desk(mentee), vps.for_(mentee)):
        with pytest.raises(Refused) as refused:
            desk.matches.accept(command)
        assert refused.value.clauses == ("VPS-4b",)

    vps.desk(mentee).matches.accept(evolve(command, confidential=True))
    other = vps.participant("mentee", experience="physical")
    vps.desk(mentor).matches.decline(DeclineMatch(match=match.id))
    again = vps.proposed(other, mentor)
    vps.accept(again, mentor)
    with pytest.raises(Refused) as refused:
        vps.desk().matches.introduce(IntroduceMatch(match=again.id))
    assert [refusal.params["person"] for refusal in refused.value.refusals] == [other]


@pytest.mark.clause("VPS-4b")
def test_vps_4b_nobody_accepts_for_another(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.proposed(mentee, mentor)
    stranger = vps.participant("mentor", experience="physical")
    command = AcceptMatch(match=match.id, shown_name="Lou", shown_channel="sms", confidential=True)
    ways: list[Desk] = [vps.desk(), vps.desk(stranger), vps.for_(stranger)]
    for desk in ways:
        with pytest.raises(Refused):
            desk.matches.accept(command)
    for party in match.parties:
        vps.desk(mentor).matches.accept(command) if party == mentor else None
    with pytest.raises(Refused):
        vps.desk().matches.introduce(IntroduceMatch(match=match.id))


@pytest.mark.clause("VPS-4b")
def test_vps_4b_an_acceptance_taken_back_stops_the_introduction(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.proposed(mentee, mentor)
    for party in match.parties:
        vps.accept(match, party)
    taken = RecordEvidence(person=mentee, kind=RecordKind.WITHDRAWAL, document="confidentiality")
    vps.desk(mentee).vetting.record(taken)
    with pytest.raises(Refused) as refused:
        vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert refused.value.clauses == ("VPS-4b",)

    vps.accept(match, mentee, name="Anemone")
    assert vps.desk().matches.introduce(IntroduceMatch(match=match.id)).state is MatchState.ACTIVE


@pytest.mark.clause("VPS-4b")
def test_vps_4b_each_chooses_the_name_and_a_channel_that_can_be_shown(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.proposed(mentee, mentor)
    command = AcceptMatch(match=match.id, shown_name="Lou", shown_channel="sms", confidential=True)
    for changes in ({"shown_channel": "via-someone"}, {"shown_channel": "pigeon"}, {"shown_name": "  "}):
        with pytest.raises(Exception, match=r"choice\.unknown|answer\.required"):
            vps.desk(mentee).matches.accept(evolve(command, **changes))  # type: ignore[arg-type]  # texts all of them
    assert "Lou" not in repr(command)


# Article 5


@pytest.mark.clause("VPS-5")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("sans juger", "ressent", "en sécurité, entendu")),
        ("en", ("listen", "without judging", "safe, heard and supported")),
    ],
)
def test_vps_5_the_code_that_is_accepted_says_how_to_be_together(
    vps: Trial, language: str, words: tuple[str, ...]
) -> None:
    _, code = vps.programme.context.texts.document("code", language)

    assert traces(words, code) == list(words)
    for form in ("mentee", "mentor"):
        accepted = {question.document for question in vps.bundle.questions_of(form)}
        assert "code" in accepted


@pytest.mark.clause("VPS-5")
def test_vps_5_the_code_is_shown_again_at_the_introduction(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)
    letters = [letter for letter in vps.send_all() if letter.message.template == "message.introduction"]
    _, code = vps.programme.context.texts.document("code", "fr")

    assert sorted(letter.message.recipient for letter in letters) == sorted((mentee, mentor))
    for letter in letters:
        assert "code@2024-1" in letter.message.documents
        assert "VPS-5" in letter.message.clauses
        assert code in letter.body


# Article 6


@pytest.mark.clause("VPS-6")
@pytest.mark.parametrize("form", ["mentee", "mentor"])
def test_vps_6_both_acknowledge_that_professional_help_is_not_replaced(
    vps: Trial, mentee: str, mentor: str, form: str
) -> None:
    person = vps.applicant(form, complement=None, experience="physical")
    vps.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))
    pair = (person, mentor) if form == "mentee" else (mentee, person)

    with pytest.raises(Refused) as refused:
        vps.proposed(*pair)
    assert refused.value.clauses == ("VPS-6",)


@pytest.mark.clause("VPS-6")
@pytest.mark.parametrize("told_by", ["staff", "self"])
def test_vps_6_services_are_given_at_admission_introduction_and_closure(
    vps: Trial, mentee: str, mentor: str, told_by: str
) -> None:
    """At acceptance they stand on the form as well, before its first question."""
    match = vps.introduced(mentee, mentor)
    letters = vps.send_all()
    vps.desk(mentee).matches.close(CloseMatch(match=match.id, told_by=told_by))
    letters += vps.send_all()
    vps.clock.advance(30)
    given = {
        (letter.message.template, letter.message.recipient)
        for letter in (*letters, *vps.send_all())
        if "services@2024-1" in letter.message.documents
    }

    both = {"message.admission", "message.introduction"}
    expected = {(template, person) for template in both for person in (mentee, mentor)}
    other = "message.closure.other" if told_by == "staff" else "message.closure.later"
    assert given == expected | {("message.closure.left", mentee), (other, mentor)}
    for language in ("fr", "en"):
        _, before = vps.programme.context.texts.document("before_form", language)
        assert traces(["aide-aux-victimes.ch", "143"], before) == ["aide-aux-victimes.ch", "143"]


@pytest.mark.clause("VPS-6")
def test_vps_6_the_list_names_every_canton_that_is_served(vps: Trial) -> None:
    for language, cantons in {
        "fr": ("Genève", "Vaud", "Neuchâtel", "Jura", "Fribourg", "Valais"),
        "en": ("Geneva", "Vaud", "Neuchâtel", "Jura", "Fribourg", "Valais"),
    }.items():
        _, services = vps.programme.context.texts.document("services", language)
        assert traces(cantons, services) == list(cantons)


@pytest.mark.clause("VPS-6")
def test_vps_6_whoever_waits_gets_the_list_as_well(vps: Trial) -> None:
    mentee, _ = vps.participant("mentee"), vps.participant("mentor", languages="it")
    vps.send_all()
    assert vps.pairs() == set()

    (waiting,) = vps.desk().messages.list(ListMessages(person=mentee))
    assert waiting.template == "message.waiting"
    assert "services@2024-1" in waiting.documents
