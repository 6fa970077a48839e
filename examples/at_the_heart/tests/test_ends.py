"""How a match ends, sending somebody on, issues that come to the team, and workshops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore import InputFault, Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.closing import NoteReferral, Reflect, ReopenMatch
from mentorcore.domain.commands.concerns import RaiseConcern, ShowConcern
from mentorcore.domain.commands.matches import CloseMatch, EndByProgramme, ShowMatch
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import ShowParticipant
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.tasks import AgreeTask
from mentorcore.domain.commands.workshops import AnnounceWorkshop, AttendWorkshop, ListWorkshops
from mentorcore.domain.concerns import ConcernKind, ConcernRisk, ConcernWish
from mentorcore.domain.duties import DutyState
from mentorcore.domain.matches import BY_A_PARTY, EndKind, Match, MatchState
from mentorcore.domain.records import TalkedOver
from mentorcore.domain.sessions import Session
from mentorcore.testing import Attempt, Trial, at_once, held_in, traces

Hold = Callable[..., Session]
Type = Callable[..., Result]
CANARY = "Zaphodia"
LEFT, INDEPENDENT, ACHIEVED = EndKind.LEFT, EndKind.INDEPENDENT, EndKind.PURPOSE_ACHIEVED


def offered(heart: Trial, match: Match) -> dict[str, set[str]]:
    """The documents that go with the messages about an end, side by side."""
    found: dict[str, set[str]] = {str(match.side(party)): set() for party in match.parties}
    for party in match.parties:
        for message in heart.desk().messages.list(ListMessages(person=party)):
            if message.template.startswith("message.closure"):
                found[str(match.side(party))] |= {name.partition("@")[0] for name in message.documents}
    return found


def figure(heart: Trial, code: str) -> int:
    """One figure of the programme, rounded to fives."""
    shown = heart.desk(purpose="reporting").programme.show(ShowProgramme())
    (found,) = [indicator.value for indicator in shown if indicator.code == code]
    return found


def issue(match: Match, talked_over: TalkedOver | None, **said: object) -> RaiseConcern:
    """Something between the two that one of them brings to the team."""
    values = {
        "wish": ConcernWish.UNDECIDED,
        "about": (),
        "kind": ConcernKind.ISSUE,
        "match": match.id,
        **said,
    }
    return RaiseConcern(talked_over=talked_over, **values)  # type: ignore[arg-type]  # as said


# Ends


@pytest.mark.clause("ATH-SESS-3")
@pytest.mark.parametrize("side", ["mentee", "mentor"])
@pytest.mark.parametrize("by_staff", [False, True])
def test_ath_sess_3_whoever_leaves_early_tells_the_team_at_once(
    heart: Trial, pair: Match, hold: Hold, side: str, by_staff: bool
) -> None:
    session = hold(pair)
    heart.desk(pair.mentee).tasks.agree(AgreeTask(pair.id, session.id, pair.mentor, "Call"))
    who = pair.mentee if side == "mentee" else pair.mentor
    desk = heart.for_(who) if by_staff else heart.desk(who)
    assert desk.matches.close(CloseMatch(pair.id, told_by="staff")).end is LEFT

    (told,) = heart.duties(pair.id, "early-end")
    assert (told.owner, told.due_on, told.state, told.clauses) == (
        "team",
        heart.today,
        DutyState.OPEN,
        ("ATH-SESS-3",),
    )
    assert told.id in {duty.id for duty in heart.desk().agenda.show(ShowAgenda()).due}
    assert who not in held_in(told)
    assert {duty.state for duty in heart.duties(pair.id, "task", "sessions", "session-record")} <= {
        DutyState.CANCELLED,
        DutyState.OPEN,
    }


@pytest.mark.clause("ATH-SESS-3")
def test_ath_sess_3_nobody_else_ends_it_and_nothing_holds_anybody(heart: Trial, pair: Match) -> None:
    for desk in (heart.desk(heart.participant("mentor")), heart.desk(heart.staff_of("trustee")[0])):
        with pytest.raises(Refused):
            desk.matches.close(CloseMatch(pair.id))
    for kind in set(EndKind) - set(BY_A_PARTY):
        with pytest.raises(InputFault):
            heart.desk(pair.mentee).matches.close(CloseMatch(pair.id, as_=kind))
    heart.desk(pair.mentee).concerns.raise_(issue(pair, TalkedOver.NOT_SAFE, about=(pair.mentor,)))

    assert heart.desk(pair.mentee).matches.close(CloseMatch(pair.id)).state is MatchState.ENDED


@pytest.mark.clause("ATH-SESS-3", "ATH-SESS-4", "ATH-SESS-2")
@pytest.mark.parametrize("end", BY_A_PARTY)
def test_ath_sess_3_looking_back_is_offered_to_each(heart: Trial, pair: Match, end: EndKind) -> None:
    heart.desk(pair.mentee).matches.close(CloseMatch(pair.id, as_=end, told_by="staff"))
    wanted = {"looking_back"} if end is LEFT else {"looking_back", "going_on"}
    found = offered(heart, pair)

    assert [wanted & found[side] for side in ("mentee", "mentor")] == [wanted, wanted]


@pytest.mark.clause("ATH-SESS-3", "ATH-CONF-2")
@pytest.mark.parametrize("after", ["a concern", "an end by the programme", "a wish for none"])
def test_ath_sess_3_after_a_concern_nothing_is_offered_and_all_reasons_look_alike(
    heart: Trial, pair: Match, after: str
) -> None:
    if after == "a concern":
        heart.desk(pair.mentee).concerns.raise_(issue(pair, TalkedOver.NOT_SAFE, about=(pair.mentor,)))
    if after == "an end by the programme":
        heart.desk(purpose="protection").matches.end(EndByProgramme(pair.id))
    else:
        none = after == "a wish for none"
        heart.desk(pair.mentor).matches.close(CloseMatch(pair.id, as_=ACHIEVED, no_reflection=none))

    assert [offered(heart, pair)[s] & {"looking_back", "going_on"} for s in ("mentee", "mentor")] == [
        set()
    ] * 2


@pytest.mark.clause("ATH-SESS-3")
def test_ath_sess_3_each_looks_back_in_their_own_way_and_the_closure_says_whether(
    heart: Trial, pair: Match
) -> None:
    heart.desk(pair.mentee).matches.close(CloseMatch(pair.id))
    assert not heart.desk().matches.show(ShowMatch(pair.id)).reflections.took_place
    own = Reflect(pair.id, ReflectionHow.SEPARATELY, {"learned": f"{CANARY}, mostly."})
    heart.desk(pair.mentee).matches.reflect(own)
    heart.for_(pair.mentor).matches.reflect(Reflect(pair.id, ReflectionHow.DECLINED))
    with pytest.raises(Refused):
        heart.desk().matches.reflect(own)

    shown = heart.desk().matches.show(ShowMatch(pair.id)).reflections
    assert [(noted.side, noted.how) for noted in shown.noted] == [
        ("mentee", ReflectionHow.SEPARATELY),
        ("mentor", ReflectionHow.DECLINED),
    ]
    assert shown.took_place
    others = heart.desk(pair.mentor).matches.show(ShowMatch(pair.id))
    assert traces([CANARY], held_in([shown, others])) == []
    assert CANARY in held_in(heart.desk(pair.mentee).matches.show(ShowMatch(pair.id)).reflections)


@pytest.mark.clause("ATH-SESS-2", "ATH-SESS-4")
def test_ath_sess_4_only_leaving_counts_as_leaving_early(heart: Trial) -> None:
    ended = []
    for end in BY_A_PARTY * 3:
        match = heart.introduced(heart.participant("mentee"), heart.participant("mentor"))
        heart.desk(match.mentee).matches.close(CloseMatch(match.id, as_=end))
        ended.append((end, len(heart.duties(match.id, "early-end"))))

    assert Counter(ended) == {(end, 1 if end is LEFT else 0): 3 for end in BY_A_PARTY}
    assert figure(heart, "indicator.early") == 5  # three, rounded as every figure is


@pytest.mark.clause("ATH-SESS-2", "ATH-SESS-3")
def test_ath_sess_3_who_changes_their_mind_takes_it_up_again_where_both_want_it(
    heart: Trial, pair: Match
) -> None:
    heart.desk(pair.mentee).matches.close(CloseMatch(pair.id))
    assert not heart.desk(pair.mentor).matches.reopen(ReopenMatch(pair.id)).reopened
    assert not heart.desk(pair.mentor).matches.reopen(ReopenMatch(pair.id)).reopened
    assert heart.for_(pair.mentee).matches.reopen(ReopenMatch(pair.id)).reopened
    assert [duty.state for duty in heart.duties(pair.id, "early-end")] != [DutyState.OPEN]

    heart.desk(pair.mentor).matches.close(CloseMatch(pair.id, as_=INDEPENDENT))
    heart.clock.advance(91)
    with pytest.raises(Refused) as late:
        heart.desk(pair.mentee).matches.reopen(ReopenMatch(pair.id))
    assert [refusal.code for refusal in late.value.refusals] == ["match.reopen_late"]


@pytest.mark.clause("ATH-SESS-3")
def test_ath_sess_3_two_who_leave_at_once_leave_once(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle, tmp_path: Path
) -> None:
    heart = on_disk(bundle)
    match = heart.introduced(heart.participant("mentee"), heart.participant("mentor"))
    attempts = [Attempt(party, "matches.close", CloseMatch(match.id)) for party in match.parties]
    said = at_once("at_the_heart", tmp_path / "heart.db", tmp_path / "heart.keys", attempts)

    assert sorted(bool(outcome.code) for outcome in said) == [False, True]
    assert len(heart.duties(match.id, "early-end")) == 1


# Sending somebody on


@pytest.mark.clause("ATH-RESP-2")
def test_ath_resp_2_a_mentor_notes_a_referral_and_it_stands_in_the_history(heart: Trial, pair: Match) -> None:
    note = NoteReferral(pair.id, f"{CANARY} Growth Hub", "Loans are beyond me.")
    with pytest.raises(Refused):
        heart.desk(pair.mentee).referrals.note(note)
    with pytest.raises(Refused):
        heart.desk(heart.participant("mentor")).referrals.note(note)
    with pytest.raises(InputFault):
        heart.desk(pair.mentor).referrals.note(NoteReferral(pair.id, " "))
    heart.desk(pair.mentor).referrals.note(note)
    heart.for_(pair.mentor).referrals.note(note)

    for desk in (heart.desk(), *(heart.desk(party) for party in pair.parties)):
        shown = desk.matches.show(ShowMatch(pair.id))
        assert [CANARY in held_in(referral) for referral in shown.referrals] == [True, True]
    history = heart.desk().matches.show(ShowMatch(pair.id)).events
    assert [event.type for event in history].count("referral.noted") == 2
    elsewhere = heart.desk(purpose="introduction").matches.show(ShowMatch(pair.id))
    assert traces([CANARY], held_in(elsewhere)) == []


# Issues


@pytest.mark.clause("ATH-RESP-4")
@pytest.mark.parametrize("by_staff", [False, True])
def test_ath_resp_4_a_mentor_declares_an_ethical_issue_and_the_team_owes_an_answer(
    heart: Trial, pair: Match, by_staff: bool
) -> None:
    declare = RaiseConcern(
        ConcernWish.UNDECIDED, (), kind=ConcernKind.ETHICAL_ISSUE, match=pair.id, account=CANARY
    )
    desk = heart.for_(pair.mentor) if by_staff else heart.desk(pair.mentor)
    raised = desk.concerns.raise_(declare)

    owed = heart.duties(raised.id, "acknowledge", "resolve")
    assert [(duty.policy, duty.rule, duty.state) for duty in owed] == [
        ("issues", "acknowledge", DutyState.OPEN),
        ("issues", "resolve", DutyState.OPEN),
    ]
    assert {"ATH-RESP-4"} <= set(owed[0].clauses)
    shown = heart.desk(purpose="protection").concerns.show(ShowConcern(raised.id))
    assert CANARY in held_in(shown)
    assert (
        traces([raised.id, CANARY], held_in(heart.desk(pair.mentee).matches.show(ShowMatch(pair.id)))) == []
    )


@pytest.mark.clause("ATH-RESP-4", "ATH-BOUND-1")
@pytest.mark.parametrize("kind", [ConcernKind.UNDECLARED_ISSUE, ConcernKind.EXPLOITATION])
def test_ath_resp_4_an_undeclared_issue_and_exploitation_are_concerns_of_a_mentee(
    heart: Trial, pair: Match, kind: ConcernKind
) -> None:
    command = RaiseConcern(ConcernWish.PROTECT_SILENTLY, kind=kind, about=(pair.mentor,), match=pair.id)
    raised = heart.desk(pair.mentee).concerns.raise_(command)
    clause = "ATH-RESP-4" if kind is ConcernKind.UNDECLARED_ISSUE else "ATH-BOUND-1"

    owed = heart.duties(raised.id, "acknowledge", "resolve")
    assert [clause in duty.clauses for duty in owed] == [True, True]
    with pytest.raises(Refused):
        heart.desk(pair.mentor).concerns.show(ShowConcern(raised.id))
    seen = (
        heart.desk(pair.mentor).matches.show(ShowMatch(pair.id)),
        heart.desk(pair.mentor).agenda.show(ShowAgenda()),
    )
    assert traces([raised.id], held_in(seen)) == []


@pytest.mark.clause("ATH-CONF-2")
@pytest.mark.parametrize("side", ["mentee", "mentor"])
@pytest.mark.parametrize("answer", TalkedOver)
def test_ath_conf_2_every_answer_brings_the_issue_to_the_team(
    heart: Trial, pair: Match, side: str, answer: TalkedOver
) -> None:
    raiser = pair.mentee if side == "mentee" else pair.mentor
    with pytest.raises(InputFault) as asked:
        heart.desk(raiser).concerns.raise_(issue(pair, None))
    assert [problem.where for problem in asked.value.problems] == ["talked_over"]
    before = heart.desk().messages.list(ListMessages(person=pair.other(raiser)))
    raised = heart.desk(raiser).concerns.raise_(issue(pair, answer, account=CANARY))

    advice = heart.programme.context.texts.document("talk_first", "en")
    assert (advice in raised.documents) is (answer is TalkedOver.NOT_YET)
    agenda = heart.desk().agenda.show(ShowAgenda())
    assert [concern.id for concern in agenda.concerns] == [raised.id]
    other = heart.desk(pair.other(raiser))
    assert heart.desk().messages.list(ListMessages(person=pair.other(raiser))) == before
    seen = (other.matches.show(ShowMatch(pair.id)), other.agenda.show(ShowAgenda()))
    assert traces([raised.id, CANARY], held_in(seen)) == []
    with pytest.raises(Refused):
        other.concerns.show(ShowConcern(raised.id))


@pytest.mark.clause("ATH-CONF-2")
@pytest.mark.parametrize(
    "said", [{"risk": ConcernRisk.SELF}, {"risk": ConcernRisk.OTHERS}, {"about": True}], ids=str
)
def test_ath_conf_2_danger_and_whatever_names_the_other_go_straight_to_the_team(
    heart: Trial, pair: Match, said: dict[str, object]
) -> None:
    values = {"about": (pair.mentor,)} if "about" in said else said
    raised = heart.desk(pair.mentee).concerns.raise_(issue(pair, TalkedOver.NOT_YET, **values))

    advice = heart.programme.context.texts.document("talk_first", "en")
    assert advice not in raised.documents
    with pytest.raises(Refused):
        heart.desk(pair.mentor).concerns.show(ShowConcern(raised.id))


@pytest.mark.clause("ATH-CONF-2", "ATH-RESP-2", "ATH-RESP-4", "ATH-SESS-3", "ATH-WORK-1")
def test_ath_conf_2_the_same_by_what_a_coordinator_types(house: Trial, type_: Type) -> None:
    match = house.introduced(house.participant("mentee"), house.participant("mentor"))
    mentee, mentor = match.parties
    bring = f"concerns raise undecided --kind issue --match {match.id}"
    assert type_(bring, for_=mentee).exit_code == 2
    told = type_(f"{bring} --talked-over not-yet", for_=mentee)
    assert (told.exit_code, "Talking it over first" in told.stdout) == (0, True)
    declare = f"concerns raise undecided --kind ethical-issue --match {match.id}"
    assert type_(declare, for_=mentor, said='account = "x"').exit_code == 0
    referral = f"referrals note {match.id}"
    assert type_(referral, for_=mentee, said='to = "x"').exit_code == 1
    assert type_(referral, for_=mentor, said='to = "x"').exit_code == 0
    assert type_("workshops announce Budgets --on 2025-02-03").exit_code == 0
    assert type_(f"matches close {match.id} --as programme", for_=mentee).exit_code == 2
    assert type_(f"matches close {match.id} --told-by staff", for_=mentee).exit_code == 0
    assert type_(f"matches reflect {match.id} together", for_=mentor).exit_code == 0

    assert "early-end" in type_("agenda --json").stdout


# Workshops


@pytest.mark.clause("ATH-WORK-1")
def test_ath_work_1_workshops_are_announced_attended_and_counted(heart: Trial, pair: Match) -> None:
    announce = AnnounceWorkshop("Budgets", on=heart.today + timedelta(7), place="Leeds")
    for party in pair.parties:
        with pytest.raises(Refused):
            heart.desk(party).workshops.announce(announce)
    workshop = heart.desk().workshops.announce(announce)
    for party in pair.parties:
        assert [line.workshop for line in heart.desk(party).workshops.list(ListWorkshops())] == [workshop]
    attended = [AttendWorkshop(party, workshop.id) for party in pair.parties]
    with pytest.raises(Refused) as early:
        heart.desk(pair.mentee).workshops.attend(attended[0])
    assert [refusal.code for refusal in early.value.refusals] == ["workshop.not_yet"]
    heart.clock.advance(7)
    with pytest.raises(Refused):
        heart.desk(pair.mentor).workshops.attend(attended[0])
    for command in (*attended, attended[0]):
        heart.desk(command.person).workshops.attend(command)
    others = [heart.participant("mentee") for _ in range(3)]
    for person in others:
        heart.desk().workshops.attend(AttendWorkshop(person, workshop.id))

    assert figure(heart, "indicator.attended") == 5
    (line,) = heart.desk(pair.mentee).workshops.list(ListWorkshops(all=True))
    assert line.attended
    assert traces([pair.mentor], held_in(line)) == []


@pytest.mark.clause("ATH-WORK-1")
def test_ath_work_1_attendance_is_a_condition_of_nothing(heart: Trial, mentee: str, mentor: str) -> None:
    heart.desk().workshops.announce(AnnounceWorkshop("Budgets", on=heart.today))
    match = heart.introduced(mentee, mentor)  # neither was there

    assert match.state is MatchState.ACTIVE
    assert {duty.rule for duty in heart.duties(match.id)} & {"workshop", "attend"} == set()
    card = heart.desk().participants.show(ShowParticipant(mentee))
    assert card.person.role("mentee") is not None
