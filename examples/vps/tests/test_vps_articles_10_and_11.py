"""Who the participants are, and waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mentorcore import Refused
from mentorcore.domain.bundle import PURPOSES, Bundle, Grant
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.matches import (
    DeclineMatch,
    ProposeRound,
    ShowMatch,
)
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import (
    EditAnswers,
    ErasePerson,
    ExportPerson,
    ShowParticipant,
)
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate, RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.matching import PairRule, Trait
from mentorcore.testing import Trial, changed, held_in, traces

IDENTITY = {"family_name": "Grandsapin", "born_on": "1988-02-29", "street": "Chemin du Merle 7"}


# Article 10


@pytest.mark.clause("VPS-10")
@pytest.mark.parametrize("missing", ["family_name", "given_name", "born_on", "street", "postcode", "town"])
@pytest.mark.parametrize("form", ["mentee", "mentor"])
def test_vps_10_name_birth_and_address_are_needed_before_the_pool(
    vps: Trial, mentee: str, mentor: str, form: str, missing: str
) -> None:
    answers: dict[str, str | None] = {missing: None}
    person = vps.applicant(form, **answers)
    vps.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))
    pair = (person, mentor) if form == "mentee" else (mentee, person)
    with pytest.raises(Refused) as refused:
        vps.proposed(*pair)
    assert [(refusal.clauses, refusal.params["fields"]) for refusal in refused.value.refusals] == [
        (("VPS-10",), (missing,))
    ]
    assert [m.parties for m in vps.desk().matches.propose(ProposeRound()).proposed] in (
        [],
        [(mentee, mentor)],
    )


@pytest.mark.clause("VPS-10")
def test_vps_10_what_is_taken_away_again_keeps_out_again(vps: Trial, mentee: str, mentor: str) -> None:
    vps.desk(mentee, purpose="subject-access").participants.edit(
        EditAnswers(person=mentee, answers={"town": ""})
    )

    with pytest.raises(Refused) as refused:
        vps.desk().matches.propose(ProposeRound())
    assert [refusal.code for refusal in refused.value.refusals] == ["round.no_mentee"]


@pytest.mark.clause("VPS-10")
def test_vps_10_the_three_are_read_for_vetting_and_protection_alone(vps: Trial, ben: str) -> None:
    person = vps.participant("mentee", **IDENTITY)
    opened = {}
    for purpose in vps_purposes(vps):
        try:
            card = vps.desk(ben, purpose=purpose).participants.show(ShowParticipant(person=person))
        except Refused:
            continue
        opened[purpose] = traces(IDENTITY.values(), held_in(card))

    everything = list(IDENTITY.values())
    assert opened == {"vetting": everything, "protection": everything, "matching": [], "support": []}
    rows = [row for row in vps.desk().audit.show(ShowAudit(last=1000)) if row.verb == "participants.show"]
    assert {row.purpose for row in rows if "identity" in row.tiers} == {"vetting", "protection"}
    assert {row.purpose for row in rows if row.outcome == "refused"} == {*vps_purposes(vps)} - {
        "vetting",
        "protection",
        "matching",
        "support",
    }


def vps_purposes(vps: Trial) -> tuple[str, ...]:
    """Every purpose that somebody could state."""
    return (*PURPOSES, *vps.bundle.purposes)


@pytest.mark.clause("VPS-10")
@pytest.mark.parametrize("purpose", ["matching", "reporting", "introduction", "support"])
def test_vps_10_no_grant_of_a_bundle_opens_them_for_another_purpose(
    bundle: Bundle, on_disk: Callable[[Bundle], Trial], purpose: str
) -> None:
    generous = Grant("coordinator", "any", (purpose,), ("participants.show",), ("identity",))
    vps = on_disk(changed(bundle, grants=(*bundle.grants, generous)))
    person = vps.participant("mentee", **IDENTITY)

    card = vps.desk(purpose=purpose).participants.show(ShowParticipant(person=person))
    assert "identity" in card.closed
    assert traces(IDENTITY.values(), held_in(card)) == []


@pytest.mark.clause("VPS-10")
def test_vps_10_the_person_reads_corrects_and_erases_them(vps: Trial) -> None:
    person = vps.participant("mentee", **IDENTITY)
    own = vps.desk(person)
    exported = own.privacy.export(ExportPerson(person=person))
    assert traces(IDENTITY.values(), held_in(exported)) == list(IDENTITY.values())
    own.participants.edit(EditAnswers(person=person, answers={"street": "Rue Neuve 1"}))
    assert own.privacy.export(ExportPerson(person=person)).tiers["identity"]["street"] == "Rue Neuve 1"
    own.privacy.erase(ErasePerson(person=person))
    with pytest.raises(Refused):
        vps.desk(purpose="vetting").participants.show(ShowParticipant(person=person))


@pytest.mark.clause("VPS-10")
def test_vps_10_no_party_reads_them(vps: Trial, mentor: str) -> None:
    person = vps.participant("mentee", **IDENTITY)
    match = vps.introduced(person, mentor)
    for purpose in ("vetting", "protection", "support", "introduction", "subject-access"):
        with pytest.raises(Refused):
            vps.desk(mentor, purpose=purpose).participants.show(ShowParticipant(person=person))
        with pytest.raises(Refused):
            vps.desk(mentor, purpose=purpose).privacy.export(ExportPerson(person=person))
    told = (vps.desk(mentor).matches.show(ShowMatch(match=match.id)), vps.send_all())
    assert traces(IDENTITY.values(), held_in(told)) == []


@pytest.mark.clause("VPS-10")
def test_vps_10_rules_never_see_them(vps: Trial, mentor: str) -> None:
    class Curious:
        """Keeps whatever it is given."""

        def __init__(self) -> None:
            self.seen: list[object] = []

        @hookimpl
        def requirements(self, candidate: Candidate) -> list[Requirement]:
            self.seen.append(candidate)
            return []

        @hookimpl
        def pair_rules(self, traits: tuple[Trait, ...]) -> list[PairRule]:
            self.seen.append(traits)
            return []

    curious = Curious()
    vps.add_policy(curious)
    person = vps.participant("mentee", experience="physical", **IDENTITY)
    vps.desk().matches.propose(ProposeRound())

    assert traces(IDENTITY.values(), held_in(curious.seen), repr(curious.seen)) == []
    identity = {question.id for question in vps.bundle.questions if question.tier == "identity"}
    assert identity & {question.id for question in vps.bundle.questions if question.trait} == set()
    mine = [found for found in curious.seen if isinstance(found, Candidate) and found.person == person]
    assert {found.age for found in mine} == {36}
    assert {found.traits["canton"] for found in mine} == {"GE"}


@pytest.mark.clause("VPS-10")
def test_vps_10_they_stand_nowhere_in_the_files(
    bundle: Bundle, on_disk: Callable[[Bundle], Trial], tmp_path: Path
) -> None:
    vps = on_disk(bundle)
    vps.participant("mentee", **IDENTITY, avoid="Yvan Tornarel")
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    canaries = [*IDENTITY.values(), "Tornarel", "tornarel yvan", "grandsapin"]
    assert [canary for canary in canaries if canary.encode() in stored] == []


@pytest.mark.clause("VPS-10b")
def test_vps_10b_a_named_person_admits_each_with_a_date(vps: Trial, mentor: str, ben: str) -> None:
    person = vps.applicant("mentee", experience="physical")
    with pytest.raises(Refused) as refused:
        vps.proposed(person, mentor)
    assert refused.value.clauses == ("VPS-10b", "CORE-6")

    vps.clock.advance(2)
    vps.admit(person, by=ben)
    records = vps.desk().vetting.show(ShowVetting(person=person)).records
    admissions = [r for r in records if r.kind == RecordKind.ADMISSION]
    assert [(r.recorded_by, r.effective_on, r.on_behalf) for r in admissions] == [(ben, vps.today, False)]
    assert vps.proposed(person, mentor).mentee == person


@pytest.mark.clause("VPS-10b")
def test_vps_10b_nobody_admits_themselves_or_another_participant(vps: Trial, mentor: str) -> None:
    person = vps.applicant("mentee")
    admission = RecordEvidence(person=person, kind=RecordKind.ADMISSION)
    for desk in (vps.desk(person), vps.desk(mentor), vps.for_(person)):
        with pytest.raises(Refused):
            desk.vetting.record(admission)
    (row,) = vps.desk().vetting.show(ShowVetting(person=person)).rows
    assert row.state is RoleState.APPLIED


@pytest.mark.clause("VPS-10b")
def test_vps_10b_a_hold_keeps_out_whoever_was_admitted(vps: Trial, mentee: str, mentor: str) -> None:
    vps.desk().vetting.record(RecordEvidence(person=mentor, kind=RecordKind.HOLD))

    other = vps.participant("mentor", languages="it")
    made = vps.desk().matches.propose(ProposeRound())
    assert (made.proposed, {found.person for found in made.waiting}) == ((), {mentee, other})
    with pytest.raises(Refused) as refused:
        vps.proposed(mentee, mentor)
    assert "VPS-10b" in refused.value.clauses


@pytest.mark.clause("VPS-10b")
def test_vps_10b_identity_papers_are_neither_asked_for_nor_stored(bundle: Bundle) -> None:
    papers = ("passport", "passeport", "identity_card", "papers", "ahv", "avs", "scan", "upload", "file")
    names = " ".join(question.id for question in bundle.questions)

    assert traces(papers, names) == []
    assert "file" not in {question.kind for question in bundle.questions}
    assert "papers" not in {kind.value for kind in RecordKind}


# Article 11


@pytest.mark.clause("VPS-11")
@pytest.mark.parametrize(("language", "wait", "help_"), [("fr", "attente", "143"), ("en", "wait", "143")])
def test_vps_11_a_wait_and_other_help_are_shown_before_the_form(
    vps: Trial, language: str, wait: str, help_: str
) -> None:
    for form in vps.bundle.forms:
        _, text = vps.programme.context.texts.document(form.before, language)
        assert traces([wait, help_, "aide-aux-victimes.ch"], text) == [wait, help_, "aide-aux-victimes.ch"]
    person = vps.applicant("mentee")
    records = vps.desk().vetting.show(ShowVetting(person=person)).records
    assert ("shown", "before_form", "2024-1") in {(r.kind, r.document, r.version) for r in records}


@pytest.mark.clause("VPS-11")
def test_vps_11_whoever_is_not_matched_is_told_so_once_with_resources(vps: Trial, mentor: str) -> None:
    waiting = [vps.participant("mentee", experience="physical") for _ in range(3)]
    vps.send_all()
    made = vps.desk().matches.propose(ProposeRound())
    left = {found.person for found in made.waiting}
    assert left < set(waiting)
    told = {
        m.recipient: m.documents for m in vps.desk().messages.list(ListMessages()) if "waiting" in m.template
    }
    assert told.keys() == left
    assert set(told.values()) == {("welcome@2024-1", "services@2024-1")}

    stranger = vps.participant("mentor", languages="it")
    vps.send_all()
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    assert [message.recipient for message in vps.desk().messages.list(ListMessages())] == [stranger]


@pytest.mark.clause("VPS-11")
def test_vps_11_a_round_without_any_mentor_is_refused_and_takes_no_place(vps: Trial) -> None:
    first = vps.participant("mentee", canton="VD", experience="sexual")
    vps.send_all()
    with pytest.raises(Refused) as refused:
        vps.desk().matches.propose(ProposeRound())
    assert [refusal.code for refusal in refused.value.refusals] == ["round.no_mentor"]
    assert vps.desk().messages.list(ListMessages()) == ()

    vps.participant("mentor", languages="it")
    vps.desk().matches.propose(ProposeRound())
    told = {(m.recipient, m.template) for m in vps.desk().messages.list(ListMessages(person=first))}
    assert told == {(first, "message.waiting")}


@pytest.mark.clause("VPS-11")
def test_vps_11_waiting_raises_priority_in_later_rounds(vps: Trial) -> None:
    waited = vps.participant("mentee", canton="VD", experience="sexual")
    vps.participant("mentor", languages="it")
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    newer = [vps.participant("mentee", canton="VD", experience="sexual") for _ in range(4)]
    vps.participant("mentor", canton="VD", experience="sexual")

    made = vps.desk().matches.propose(ProposeRound())
    assert [match.mentee for match in made.proposed] == [waited]
    assert {found.person for found in made.waiting if found.role == "mentee"} == set(newer)


@pytest.mark.clause("VPS-11")
def test_vps_11_a_declined_proposal_does_not_cost_the_place(vps: Trial, mentee: str, mentor: str) -> None:
    (match,) = vps.desk().matches.propose(ProposeRound()).proposed
    vps.desk(mentor).matches.decline(DeclineMatch(match=match.id))
    other = vps.participant("mentor", experience="physical")

    assert [m.parties for m in vps.desk().matches.propose(ProposeRound()).proposed] == [(mentee, other)]


@pytest.mark.clause("VPS-11")
def test_vps_11_only_who_lacks_nothing_waits_for_a_round(vps: Trial) -> None:
    applicant = vps.applicant("mentee")
    vps.proposed(vps.participant("mentee"), vps.participant("mentor"))
    vps.participant("mentee", languages="it")
    vps.participant("mentor", languages="de")
    made = vps.desk().matches.propose(ProposeRound())

    assert (made.mentees, len(made.waiting), made.proposed) == (1, 2, ())
    assert vps.desk().messages.list(ListMessages(person=applicant)) == ()
