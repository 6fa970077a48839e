"""Distress, and behaviour that is a problem: raised in one step, acted on as the raiser wants it."""

from __future__ import annotations

from functools import partial

import pytest
from attrs import evolve, fields

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    FlagDistress,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
    ShowConcern,
)
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties, WaiveDuties
from mentorcore.domain.commands.matches import (
    EndByProgramme,
    PairByHand,
    ProposeRound,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import ListMessages, LogContact
from mentorcore.domain.concerns import (
    NOTICEABLE,
    ConcernAct,
    ConcernKind,
    ConcernState,
    ConcernWish,
)
from mentorcore.domain.events import Event
from mentorcore.domain.matches import MatchState
from mentorcore.hooks.kinds import hookimpl
from mentorcore.testing import Trial, held_in, traces

CANARY = "Rivière-Noire-77"
SILENT = ConcernWish.PROTECT_SILENTLY


def about(
    *named: str, wish: ConcernWish = SILENT, kind: ConcernKind = ConcernKind.ACCUSATION
) -> RaiseConcern:
    """A concern with a canary in its account."""
    return RaiseConcern(wish=wish, about=named, kind=kind, account=CANARY)


# Article 7


@pytest.mark.clause("VPS-7")
@pytest.mark.parametrize("by_staff", [False, True])
def test_vps_7_distress_is_flagged_without_saying_why(
    vps: Trial, mentee: str, mentor: str, by_staff: bool
) -> None:
    vps.introduced(mentee, mentor)
    vps.send_all()
    for person in (mentee, mentor):
        desk = vps.for_(person, how="phone") if by_staff else vps.desk(person)
        answer = desk.safety.distress(FlagDistress(person=person))
        assert (answer.record.on_behalf, answer.record.how) == (by_staff, "phone" if by_staff else "")
        services = vps.programme.context.texts.document("services", "fr")
        assert services in answer.documents

    assert {field.name for field in fields(FlagDistress)} == {"person", "contact"}
    agenda = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=2026)))
    assert (agenda.due, agenda.overdue) == ((), ())
    for letter in vps.send_all():
        assert "services@2024-1" in letter.message.documents


@pytest.mark.clause("VPS-7")
def test_vps_7_a_duty_opens_only_where_contact_is_wanted(vps: Trial, mentee: str, mentor: str) -> None:
    vps.desk(mentor).safety.distress(FlagDistress(person=mentor))
    vps.desk(mentee).safety.distress(FlagDistress(person=mentee, contact=True))
    (duty,) = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=2026))).due

    assert (duty.rule, duty.about, duty.owner, (duty.due_on - vps.today).days, duty.clauses) == (
        "contact-after-distress",
        mentee,
        "coordinator",
        1,
        ("VPS-7",),
    )
    vps.desk().contacts.log(LogContact(person=mentee, failed=True))
    assert len(vps.desk().agenda.show(ShowAgenda(until=duty.due_on)).due) == 1
    vps.desk().contacts.log(LogContact(person=mentee))
    assert vps.desk().agenda.show(ShowAgenda(until=duty.due_on)).due == ()


@pytest.mark.clause("VPS-7")
def test_vps_7_nobody_flags_it_for_another(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)
    for desk in (vps.desk(), vps.desk(mentor), vps.for_(mentor)):
        with pytest.raises(Refused):
            desk.safety.distress(FlagDistress(person=mentee))


# Article 8: raising


@pytest.mark.clause("VPS-8")
def test_vps_8_the_raiser_is_asked_first_what_should_happen(vps: Trial, mentee: str, mentor: str) -> None:
    assert fields(RaiseConcern)[0].name == "wish"
    with pytest.raises(TypeError, match="wish"):
        RaiseConcern(about=(mentor,))
    with pytest.raises(InputFault):
        RaiseConcern(wish="whatever", about=(mentor,))  # type: ignore[arg-type]  # as text comes in

    raised = vps.desk(mentee).concerns.raise_(about(mentor, wish=ConcernWish.UNDECIDED))
    assert (raised.agreed, raised.wish) == (False, ConcernWish.UNDECIDED)


@pytest.mark.clause("VPS-8")
def test_vps_8_staff_raise_it_on_behalf_and_marked_so(vps: Trial, mentee: str, mentor: str) -> None:
    raised = vps.for_(mentee, how="phone").concerns.raise_(about(mentor))

    assert raised.raised_by == mentee
    (event,) = vps.desk().concerns.show(ShowConcern(concern=raised.id)).events
    assert (event.type, event.actor, event.on_behalf_of) == ("concern.raised", vps.staff, mentee)
    (row,) = [row for row in vps.desk().audit.show(ShowAudit()) if row.verb == "concerns.raise"]
    assert (row.actor, row.on_behalf_of, row.subjects) == (vps.staff, mentee, (raised.id,))


@pytest.mark.clause("VPS-8")
def test_vps_8_a_party_names_only_a_match_of_their_own(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    stranger = vps.participant("mentee", experience="physical")
    for desk in (vps.desk(stranger), vps.for_(stranger)):
        with pytest.raises(Refused):
            desk.concerns.raise_(evolve(about(mentor), match=match.id))


@pytest.mark.clause("VPS-8")
@pytest.mark.parametrize("unnamed", [False, True])
def test_vps_8_the_way_to_the_authorities_is_shown_at_once(
    vps: Trial, mentee: str, mentor: str, unnamed: bool
) -> None:
    authorities = vps.programme.context.texts.document("authorities", "fr")
    for desk in (vps.desk(mentee), vps.for_(mentee), vps.desk()):
        assert authorities in desk.concerns.raise_(evolve(about(mentor), unnamed=unnamed)).documents


@pytest.mark.clause("VPS-8")
def test_vps_8_an_unnamed_raiser_stays_unnamed_to_the_handlers(
    vps: Trial, mentee: str, mentor: str, ben: str
) -> None:
    vps.send_all()
    raised = vps.desk(mentee).concerns.raise_(evolve(about(mentor), unnamed=True))
    for handler in (vps.staff, ben):
        desk = vps.desk(handler)
        shown = desk.concerns.list(ListConcerns()), desk.concerns.show(ShowConcern(concern=raised.id))
        rows = [row for row in desk.audit.show(ShowAudit()) if row.verb == "concerns.raise"]
        assert traces([mentee], held_in((shown, rows))) == []
        assert [row.actor for row in rows] == ["unnamed"]
        assert desk.messages.list(ListMessages()) == ()


# Article 8: protection that the other cannot notice


@pytest.mark.clause("VPS-8")
@pytest.mark.parametrize("wish", [ConcernWish.UNDECIDED, ConcernWish.LISTEN_ONLY, SILENT])
def test_vps_8_until_the_raiser_agrees_nothing_noticeable_is_done(
    vps: Trial, mentee: str, mentor: str, ben: str, wish: ConcernWish
) -> None:
    match = vps.introduced(mentee, mentor)
    raised = vps.desk(mentee).concerns.raise_(evolve(about(mentor, wish=wish), match=match.id))
    for handler in (vps.staff, ben):
        desk = vps.desk(handler)
        for act in sorted(NOTICEABLE):
            with pytest.raises(Refused) as refused:
                desk.concerns.act(ActOnConcern(concern=raised.id, act=act, note="Agreed words"))
            assert refused.value.clauses == ("VPS-8",)
        for past_it in (
            partial(desk.matches.suspend, SuspendMatch(match=match.id)),
            partial(desk.matches.end, EndByProgramme(match=match.id)),
        ):
            with pytest.raises(Refused) as refused:
                past_it()
            assert refused.value.clauses == ("VPS-8",)
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.state is MatchState.ACTIVE

    vps.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.AGREEMENT))
    vps.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.SUSPENSION))
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.state is MatchState.SUSPENDED


@pytest.mark.clause("VPS-8")
def test_vps_8_a_concern_between_two_protects_their_match_without_naming_it(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.introduced(mentee, mentor)
    vps.desk(mentee).concerns.raise_(about(mentor))
    with pytest.raises(Refused):
        vps.desk().matches.suspend(SuspendMatch(match=match.id))

    other = vps.introduced(vps.participant("mentee"), vps.participant("mentor"))
    assert vps.desk().matches.suspend(SuspendMatch(match=other.id)).state is MatchState.SUSPENDED


@pytest.mark.clause("VPS-8")
def test_vps_8_the_two_are_kept_apart_from_then_on(vps: Trial, mentee: str, mentor: str) -> None:
    raised = vps.desk(mentee).concerns.raise_(about(mentor, kind=ConcernKind.WORRY))
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    with pytest.raises(Refused) as refused:
        vps.proposed(mentee, mentor)
    assert [refusal.code for refusal in refused.value.refusals] == ["matching.kept_apart"]

    vps.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="resolved"))
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()


@pytest.mark.clause("VPS-8")
def test_vps_8_who_only_wants_to_be_heard_changes_nothing(vps: Trial, mentee: str, mentor: str) -> None:
    vps.desk(mentee).concerns.raise_(about(mentor, wish=ConcernWish.LISTEN_ONLY))

    assert [m.parties for m in vps.desk().matches.propose(ProposeRound()).proposed] == [(mentee, mentor)]


# Article 8: it is acted on, and leaks nowhere


@pytest.mark.clause("VPS-8")
def test_vps_8_the_duty_to_act_stays_open_until_an_outcome(vps: Trial, mentee: str, mentor: str) -> None:
    raised = vps.desk(mentee).concerns.raise_(about(mentor))
    year = ShowAgenda(until=vps.today.replace(year=2026))
    taken_on, duty = vps.desk().agenda.show(year).due
    for found, rule in ((taken_on, "acknowledge"), (duty, "resolve")):
        assert (found.rule, found.subject, found.clauses) == (rule, raised.id, ("VPS-8",))
    for act in (ConcernAct.AGREEMENT, ConcernAct.NOTE, ConcernAct.AUTHORITIES, ConcernAct.HEARING):
        vps.desk().concerns.act(ActOnConcern(concern=raised.id, act=act, note="Words"))
    for closing in (
        partial(vps.desk().duties.done, DoneDuties(duties=(duty.id,))),
        partial(vps.desk().duties.waive, WaiveDuties(duties=(duty.id,), reason="Too busy")),
    ):
        with pytest.raises(Refused) as refused:
            closing()
        assert refused.value.clauses == ("VPS-8",)
    vps.desk().duties.defer(DeferDuties(duties=(duty.id,), until=vps.today))
    assert [found.id for found in vps.desk().agenda.show(year).due] == [duty.id]

    with pytest.raises(InputFault):
        vps.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="forgotten"))
    resolved = vps.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="referred"))
    assert (resolved.state, resolved.outcome) == (ConcernState.RESOLVED, "referred")
    assert vps.desk().agenda.show(year).due == ()


@pytest.mark.clause("VPS-8")
def test_vps_8_the_account_is_read_by_handlers_alone(
    vps: Trial, mentee: str, mentor: str, carol: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Listener:
        """Another system that follows what happens."""

        def __init__(self) -> None:
            self.heard: list[Event] = []

        @hookimpl
        def happened(self, event: Event) -> None:
            self.heard.append(event)

    listener = Listener()
    vps.add_policy(listener)
    vps.desk().messages.list(ListMessages())
    command = about(mentor)
    raised = vps.desk(mentee).concerns.raise_(command)
    assert vps.desk().concerns.show(ShowConcern(concern=raised.id)).account == CANARY
    for desk in (vps.desk(mentee), vps.desk(mentor), vps.desk(carol)):
        with pytest.raises(Refused) as refused:
            desk.concerns.show(ShowConcern(concern=raised.id))
        assert traces([CANARY, raised.id], held_in(refused.value)) == []

    told = [event for event in listener.heard if event.recorded_at >= vps.clock.now()]
    assert traces([CANARY, raised.id, "concern", "authorities"], held_in(told)) == []
    file = vps.desk().concerns.show(ShowConcern(concern=raised.id))
    rows = vps.desk().audit.show(ShowAudit(last=1000))
    assert traces([CANARY], repr(command), repr(file), held_in(rows), held_in(file.events), caplog.text) == []


@pytest.mark.clause("VPS-8")
def test_vps_8_whoever_is_accused_is_in_no_new_match_and_nobody_says_why(
    vps: Trial, mentee: str, mentor: str
) -> None:
    other = vps.participant("mentee", experience="physical")
    vps.desk(mentee).concerns.raise_(about(mentor))
    made = vps.desk().matches.propose(ProposeRound())
    assert made.proposed == ()
    assert mentor not in {left.person for left in made.waiting}

    with pytest.raises(Refused) as refused:
        vps.desk().matches.pair(PairByHand(mentee=other, mentor=mentor))
    assert [refusal.code for refusal in refused.value.refusals] == ["matching.kept_apart"]
