"""What every programme keeps: people decide, hear, help, read, correct, erase and leave."""

from __future__ import annotations

import pytest
from attrs import fields

from mentorcore import InputFault, Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.agenda import PlanDuties, ShowAgenda, ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    FlagDistress,
    ListConcerns,
    RaiseConcern,
    ShowConcern,
)
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
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernWish
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.errors import StoreBusy
from mentorcore.domain.matches import MatchState
from mentorcore.domain.people import RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.hooks.kinds import hookimpl
from mentorcore.testing import Trial, changed, held_in, traces


def role_state(vps: Trial, person: str) -> RoleState:
    """Where somebody stands in their one role."""
    (row,) = vps.desk().vetting.show(ShowVetting(person=person)).rows
    return row.state


# CORE-6


@pytest.mark.clause("CORE-6")
def test_core_6_a_rejection_needs_a_named_person_and_a_reason(vps: Trial, mentor: str) -> None:
    person = vps.applicant("mentee")
    rejection = RecordEvidence(person=person, kind=RecordKind.REJECTION)
    with pytest.raises(Refused) as refused:
        vps.desk().vetting.record(rejection)
    assert refused.value.clauses == ("CORE-6",)
    reasoned = RecordEvidence(person=person, kind=RecordKind.REJECTION, reason="Lives abroad.")
    for desk in (vps.desk(person), vps.desk(mentor), vps.for_(person)):
        with pytest.raises(Refused):
            desk.vetting.record(reasoned)
    assert role_state(vps, person) is RoleState.APPLIED

    record = vps.desk().vetting.record(reasoned)
    assert (record.recorded_by, record.effective_on) == (vps.staff, vps.today)
    assert "Lives abroad" not in repr(reasoned)


@pytest.mark.clause("CORE-6")
def test_core_6_another_person_can_look_at_it_again(vps: Trial, ben: str, carol: str) -> None:
    person = vps.applicant("mentee")
    vps.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.REJECTION, reason="No."))
    review = RecordEvidence(person=person, kind=RecordKind.REVIEW, role="mentee")
    with pytest.raises(Refused) as refused:
        vps.desk().vetting.record(review)
    assert [refusal.code for refusal in refused.value.refusals] == ["vetting.review_by_another"]
    for actor in (vps.staff, ben):
        with pytest.raises(Refused) as refused:
            vps.desk(actor).vetting.record(
                RecordEvidence(person=person, kind=RecordKind.ADMISSION, role="mentee")
            )
        assert [refusal.code for refusal in refused.value.refusals] == ["vetting.review_first"]

    assert vps.desk(carol).vetting.record(review).recorded_by == carol
    assert role_state(vps, person) is RoleState.APPLIED
    vps.admit(person)
    assert role_state(vps, person) is RoleState.ADMITTED


@pytest.mark.clause("CORE-6")
def test_core_6_rules_hold_and_explain_and_never_reject(vps: Trial) -> None:
    person = vps.applicant("mentor", canton="TI", code=None, free=None, street=None)
    vps.desk().duties.plan(PlanDuties())
    (row,) = vps.desk().vetting.show(ShowVetting(person=person)).rows

    assert row.state is RoleState.APPLIED
    assert {lack.policy for lack in row.lacks} == {
        "region",
        "identity",
        "code",
        "free-of-charge",
        "admission",
    }
    texts = vps.programme.context.texts
    for lack in row.lacks:
        for language in ("fr", "en"):
            words = texts.reason(lack, language)
            assert not words.startswith(lack.code)
        assert lack.remedy
        assert lack.clauses


@pytest.mark.clause("CORE-6")
def test_core_6_the_bound_of_age_is_the_one_exception(vps: Trial) -> None:
    with pytest.raises(Refused) as refused:
        vps.applicant("mentee", born_on="2008-06-01")
    assert refused.value.clauses == ("CORE-6",)
    assert "2008" not in held_in(refused.value)
    assert vps.applicant("mentee", born_on="2007-02-03")
    assert vps.applicant("mentee", born_on=None)


# CORE-7


@pytest.mark.clause("CORE-7")
def test_core_7_only_the_handler_puts_agreed_words_to_the_person(
    vps: Trial, mentee: str, mentor: str, ben: str, carol: str
) -> None:
    raised = vps.desk(mentee).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(mentor, ben), kind=ConcernKind.ACCUSATION)
    )
    words = ActOnConcern(concern=raised.id, act=ConcernAct.HEARING, note="What we agreed on.")
    for actor in (mentee, mentor, ben, carol):
        with pytest.raises(Refused) as refused:
            vps.desk(actor).concerns.act(words)
        assert [refusal.code for refusal in refused.value.refusals] == ["grant.none"]
    with pytest.raises(Refused) as refused:
        vps.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.HEARING))
    assert refused.value.clauses == ("CORE-7",)

    vps.desk().concerns.act(words)
    file = vps.desk().concerns.show(ShowConcern(concern=raised.id))
    assert [(note["act"], note["note"], note["by"]) for note in file.notes] == [
        ("hearing", "What we agreed on.", vps.staff)
    ]
    rows = [row for row in vps.desk().audit.show(ShowAudit()) if row.verb == "concerns.act"]
    assert [(row.actor, row.outcome, row.subjects) for row in rows if row.outcome == "done"] == [
        (vps.staff, "done", (raised.id,))
    ]


@pytest.mark.clause("CORE-7")
def test_core_7_being_worried_about_is_told_apart_from_being_accused(
    vps: Trial, mentee: str, mentor: str
) -> None:
    other = vps.participant("mentee", experience="physical")
    worry = RaiseConcern(wish=ConcernWish.PROTECT_SILENTLY, about=(mentor,), kind=ConcernKind.WORRY)
    vps.desk(mentee).concerns.raise_(worry)
    assert [m.parties for m in vps.desk().matches.propose(ProposeRound()).proposed] == [(other, mentor)]

    second = vps.participant("mentor", experience="physical")
    vps.desk(other).concerns.raise_(
        RaiseConcern(wish=ConcernWish.PROTECT_SILENTLY, about=(second,), kind=ConcernKind.ACCUSATION)
    )
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    assert [found.kind for found in vps.desk().concerns.list(ListConcerns())] in (
        [ConcernKind.WORRY, ConcernKind.ACCUSATION],
        [ConcernKind.ACCUSATION, ConcernKind.WORRY],
    )


# CORE-8


@pytest.mark.clause("CORE-8")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("117", "144", "143", "pas promettre", "danger immédiat")),
        ("en", ("117", "144", "143", "What not to promise", "Immediate danger")),
    ],
)
def test_core_8_the_card_says_whom_to_call_what_to_do_and_what_not_to_promise(
    vps: Trial, language: str, words: tuple[str, ...]
) -> None:
    _, card = vps.programme.context.texts.document("emergency", language)

    assert traces(words, card) == list(words)


@pytest.mark.clause("CORE-8")
def test_core_8_it_comes_with_each_introduction(vps: Trial, mentee: str) -> None:
    mentor = vps.participant("mentor", experience="physical", capacity="2")
    for person in (mentee, vps.participant("mentee", experience="physical")):
        vps.send_all()
        vps.introduced(person, mentor)
        letters = [x for x in vps.send_all() if x.message.template == "message.introduction"]
        assert {x.message.recipient for x in letters} == {person, mentor}
        assert [x for x in letters if "emergency@2024-1" not in x.message.documents] == []


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
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    with pytest.raises(Refused):
        vps.proposed(mentee, mentor)

    vps.desk(mentor).vetting.record(
        RecordEvidence(person=mentor, kind=RecordKind.ACCEPTANCE, document=document)
    )
    assert [m.parties for m in vps.desk().matches.propose(ProposeRound()).proposed] == [(mentee, mentor)]


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
def test_core_10_who_was_rejected_or_left_one_role_still_leaves(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    vps.desk().vetting.record(RecordEvidence(person=mentor, kind=RecordKind.REJECTION, reason="Found out."))

    leave("close", vps, mentor, match.id, by_staff=False)
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
