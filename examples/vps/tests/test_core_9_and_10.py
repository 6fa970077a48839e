"""What every programme keeps: everybody reads, corrects, erases, and leaves."""

from __future__ import annotations

import pytest
from attrs import fields

from mentorcore import InputFault, Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import (
    FlagDistress,
    RaiseConcern,
)
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import (
    AskRematch,
    CloseMatch,
    DeclineMatch,
    IntroduceMatch,
    ProposeRound,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import (
    EditAnswers,
    ErasePerson,
    ExportPerson,
    Find,
    ShowParticipant,
    Withdraw,
)
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.errors import StoreBusy
from mentorcore.domain.matches import MatchState
from mentorcore.domain.people import RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.hooks.kinds import hookimpl
from mentorcore.testing import Trial, changed, held_in, traces

# CORE-9


@pytest.mark.clause("CORE-9")
def test_core_9_one_reads_everything_and_nobody_elses(vps: Trial) -> None:
    mine = {
        "called": "Églantine",
        "phone": "+41791112233",
        "family_name": "Dubosson",
        "remarks": "mine alone",
    }
    theirs = {
        "called": "Aubépine",
        "phone": "+41794445566",
        "family_name": "Crettenand",
        "remarks": "theirs alone",
    }
    mentee = vps.participant("mentee", experience="physical", avoid="Yvan Tornarel", **mine)
    mentor = vps.participant("mentor", experience="physical", **theirs)
    match = vps.proposed(mentee, mentor)
    vps.accept(match, mentee, name="Pivoine")
    vps.accept(match, mentor, name="Glycine")
    vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    vps.send_all()

    for desk in (vps.desk(mentee), vps.for_(mentee, how="letter")):
        found = desk.privacy.export(ExportPerson(person=mentee))
        assert sorted(found.tiers) == sorted(tier.id for tier in vps.bundle.tiers)
        own = [*mine.values(), "physical", "Yvan Tornarel", "Pivoine", match.id]
        assert traces(own, held_in(found)) == own
        assert traces([*theirs.values(), "Glycine", mentor], held_in(found)) == []
        assert traces([*mine.values(), "Yvan", "Pivoine"], repr(found)) == []


@pytest.mark.clause("CORE-9")
def test_core_9_nobody_reads_corrects_or_erases_another(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)
    for desk in (
        vps.desk(mentor, purpose="subject-access"),
        vps.for_(mentor),
        vps.desk(purpose="subject-access"),
    ):
        with pytest.raises(Refused):
            desk.privacy.export(ExportPerson(person=mentee))
        with pytest.raises(Refused):
            desk.privacy.erase(ErasePerson(person=mentee))
        with pytest.raises(Refused):
            desk.participants.edit(EditAnswers(person=mentee, answers={"called": "X"}))


@pytest.mark.clause("CORE-9")
def test_core_9_one_corrects_in_one_command(vps: Trial, mentee: str) -> None:
    own = vps.desk(mentee, purpose="subject-access")
    own.participants.edit(EditAnswers(person=mentee, answers={"town": "Sion", "experience": ""}))
    found = own.privacy.export(ExportPerson(person=mentee)).tiers
    assert (found["identity"]["town"], found["grounds"].get("experience")) == ("Sion", None)

    with pytest.raises(InputFault) as fault:
        own.participants.edit(EditAnswers(person=mentee, answers={"born_on": "31.02.1990", "nonsense": "x"}))
    assert "1990" not in str(fault.value)


@pytest.mark.clause("CORE-9")
def test_core_9_an_erasure_leaves_nothing_personal_and_names_what_stays(
    vps: Trial, mentor: str, caplog: pytest.LogCaptureFixture
) -> None:
    canaries = {"called": "Églantine", "family_name": "Dubosson", "remarks": "mine alone"}
    mentee = vps.participant("mentee", experience="physical", **canaries)
    match = vps.proposed(mentee, mentor)
    vps.accept(match, mentee, name="Pivoine")
    vps.accept(match, mentor)
    vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    receipt = vps.desk(mentee).privacy.erase(ErasePerson(person=mentee))

    for reason in receipt.kept:
        for language in ("fr", "en"):
            assert not vps.programme.context.texts.reason(reason, language).startswith("erasure.")
    assert vps.programme.context.store.keys.keys_for([mentee]) == {}
    desk = vps.desk()
    left = [
        vps.send_all(),
        desk.matches.show(ShowMatch(match=match.id)),
        desk.agenda.show(ShowAgenda(until=vps.today.replace(year=2026))),
        desk.participants.find(Find(words="Églantine")),
        desk.audit.show(ShowAudit(last=1000)),
    ]
    assert traces([*canaries.values(), "Pivoine"], held_in(left), repr(left), caplog.text) == []
    assert traces([mentee], held_in(desk.audit.show(ShowAudit(last=1000)))) == []
    with pytest.raises(Refused):
        desk.participants.show(ShowParticipant(person=mentee))
    assert desk.audit.verify(VerifyAudit()) > 0
    kept = desk.matches.show(ShowMatch(match=match.id)).match
    assert (kept.state, kept.ended_on, kept.introduced_on) == (MatchState.ENDED, vps.today, vps.today)


@pytest.mark.clause("CORE-9")
def test_core_9_messages_to_the_erased_never_go_out(vps: Trial, mentee: str) -> None:
    assert vps.desk().messages.list(ListMessages(person=mentee)) != ()
    vps.desk(mentee).privacy.erase(ErasePerson(person=mentee))

    assert vps.desk().messages.list(ListMessages(person=mentee)) == ()
    assert vps.send_all() == ()


@pytest.mark.clause("CORE-9")
@pytest.mark.parametrize("document", ["code", "consent", "role", "complement", "free"])
def test_core_9_a_consent_taken_back_takes_effect_at_once(
    vps: Trial, mentee: str, mentor: str, document: str
) -> None:
    for desk in (vps.desk(mentor), vps.for_(mentor)):
        desk.vetting.record(RecordEvidence(person=mentor, kind=RecordKind.WITHDRAWAL, document=document))
    assert vps.pairs() == set()
    with pytest.raises(Refused):
        vps.proposed(mentee, mentor)

    vps.desk(mentor).vetting.record(
        RecordEvidence(person=mentor, kind=RecordKind.ACCEPTANCE, document=document)
    )
    assert vps.pairs() == {(mentee, mentor)}


@pytest.mark.clause("CORE-9")
def test_core_9_an_erasure_that_was_interrupted_is_finished(
    vps: Trial, mentee: str, mentor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine stops between the commit and the end of the key; the daily planning destroys it."""

    def stopped(dossiers: object) -> None:
        raise StoreBusy("keys.busy", file="keys")

    match = vps.introduced(mentee, mentor)
    keys = vps.programme.context.store.keys
    with monkeypatch.context() as patch:
        patch.setattr(keys, "drop", stopped)
        vps.desk(mentee).privacy.erase(ErasePerson(person=mentee))
    assert len(keys.keys_for([mentee])) == 1

    vps.desk().duties.plan(PlanDuties())
    assert keys.keys_for([mentee]) == {}
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.ended_by == mentee


# CORE-10


class Faulty:
    """Breaks whenever it is asked anything that has to do with an ending."""

    @hookimpl
    def plan_duties(self) -> list[DutyWanted]:
        raise RuntimeError("broken")

    @hookimpl
    def closing_guidance(self) -> None:
        raise SystemExit(3)

    @hookimpl
    def guidance(self) -> str:
        return "not what the hook allows"

    @hookimpl
    def may_send(self) -> None:
        raise RuntimeError("broken")

    @hookimpl
    def may_match_again(self) -> None:
        raise RuntimeError("broken")

    @hookimpl
    def happened(self) -> None:
        raise RuntimeError("broken")


@pytest.mark.clause("CORE-10")
@pytest.mark.parametrize("way", ["close", "decline", "withdraw", "erase", "rematch"])
@pytest.mark.parametrize("by_staff", [False, True])
def test_core_10_a_faulty_plugin_holds_nobody(
    vps: Trial, mentee: str, mentor: str, way: str, by_staff: bool, caplog: pytest.LogCaptureFixture
) -> None:
    match = vps.proposed(mentee, mentor) if way == "decline" else vps.introduced(mentee, mentor)
    vps.add_policy(Faulty())
    leave(way, vps, mentee, match.id, by_staff)

    ended = vps.desk().matches.show(ShowMatch(match=match.id)).match
    assert (ended.state.open, ended.ended_by, ended.ended_on) == (False, mentee, vps.today)
    repairs = [d for d in vps.desk().agenda.show(ShowAgenda()).due if d.rule == "repair-plan"]
    assert match.id in {duty.subject for duty in repairs}
    assert traces(["broken"], caplog.text) == []


def leave(way: str, vps: Trial, person: str, match: str, by_staff: bool) -> None:
    """Somebody leaves in one of the five ways."""
    desk = vps.for_(person) if by_staff else vps.desk(person)
    if way == "close":
        desk.matches.close(CloseMatch(match=match))
    elif way == "decline":
        desk.matches.decline(DeclineMatch(match=match))
    elif way == "withdraw":
        desk.participants.withdraw(Withdraw(person=person))
    elif way == "erase":
        desk.privacy.erase(ErasePerson(person=person))
    else:
        desk.matches.rematch(AskRematch(person=person))


@pytest.mark.clause("CORE-10")
@pytest.mark.parametrize("way", ["close", "withdraw", "erase", "rematch"])
def test_core_10_no_open_duty_and_no_concern_holds_anybody(
    vps: Trial, mentee: str, mentor: str, way: str
) -> None:
    match = vps.introduced(mentee, mentor)
    vps.desk(mentee).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(mentor,), match=match.id, kind=ConcernKind.ACCUSATION)
    )
    vps.desk(mentor).safety.distress(FlagDistress(person=mentor, contact=True))
    vps.desk().matches.suspend(SuspendMatch(match=match.id))
    vps.desk().vetting.record(RecordEvidence(person=mentor, kind=RecordKind.HOLD))
    vps.clock.advance(10)
    assert vps.desk().agenda.show(ShowAgenda()).overdue != ()

    leave(way, vps, mentor, match.id, by_staff=False)
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.ended_by == mentor


@pytest.mark.clause("CORE-10")
def test_core_10_who_was_held_or_rejected_or_left_one_role_still_leaves(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.introduced(mentee, mentor)
    vps.desk().vetting.record(RecordEvidence(person=mentor, kind=RecordKind.HOLD))

    leave("close", vps, mentor, match.id, by_staff=False)
    vps.desk().vetting.record(RecordEvidence(person=mentor, kind=RecordKind.REJECTION, reason="Found out."))
    assert vps.desk(mentor).participants.withdraw(Withdraw(person=mentor)).roles[0].state is RoleState.LEFT
    assert vps.desk(mentor).participants.withdraw(Withdraw(person=mentor)).roles[0].state is RoleState.LEFT


@pytest.mark.clause("CORE-10")
@pytest.mark.parametrize("way", ["close", "rematch", "withdraw", "erase"])
def test_core_10_no_bundle_can_forget_to_let_people_go(
    vps: Trial, mentee: str, mentor: str, way: str
) -> None:
    match = vps.introduced(mentee, mentor)
    granted = vps.programme.context.grants
    vps.programme.context.grants = ()
    leave(way, vps, mentee, match.id, by_staff=False)
    vps.programme.context.grants = granted

    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.ended_by == mentee


@pytest.mark.clause("CORE-10")
def test_core_10_a_bundle_that_was_not_adopted_holds_nobody(
    bundle: Bundle, vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.introduced(mentee, mentor)
    vps.programme.context.bundle = changed(bundle, purposes=("another",))
    with pytest.raises(Refused) as refused:
        vps.desk().matches.propose(ProposeRound())
    assert [refusal.code for refusal in refused.value.refusals] == ["programme.not_adopted"]

    leave("close", vps, mentee, match.id, by_staff=False)


@pytest.mark.clause("CORE-10")
def test_core_10_leaving_needs_no_reason_and_is_not_asked_for_one() -> None:
    for command in (CloseMatch, DeclineMatch, Withdraw, ErasePerson, AskRematch):
        names = {field.name for field in fields(command)}
        assert traces(["reason", "why", "note"], *names) == []


@pytest.mark.clause("CORE-10")
def test_core_10_what_follows_is_repaired_by_planning_anew(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    sound = vps.programme.context.hooks
    vps.add_policy(Faulty())
    vps.desk(mentee).matches.close(CloseMatch(match=match.id, told_by="staff"))
    vps.programme.context.hooks = sound
    vps.desk().duties.plan(PlanDuties())

    agenda = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=2026)))
    assert [(duty.rule, duty.about) for duty in agenda.due] == [("neutral-call", mentor)]
