"""The months: first sessions, what lies between sessions, and one pair that needs help."""

from __future__ import annotations

from datetime import date, timedelta

from at_the_heart.demo.acts import (
    AGREEMENT,
    HELPED,
    LEFT,
    WELL,
    SixMonths,
    answer,
    days_go_by,
    match_of,
    meet,
    others_answer,
    others_meet,
)
from at_the_heart.demo.pages import adherence, agenda
from mentorcore.domain.commands.closing import NoteReferral
from mentorcore.domain.commands.concerns import RaiseConcern, ResolveConcern
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.commands.sessions import (
    CancelSession,
    ListSessions,
    LogSession,
    PlanSession,
    RecordSession,
    ShowSession,
)
from mentorcore.domain.commands.tasks import AgreeTask, DoTask
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement
from mentorcore.domain.commands.workshops import AnnounceWorkshop, AttendWorkshop
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.records import TalkedOver
from mentorcore.domain.sessions import CancelledBy, Process
from mentorcore.stage import Stage


def first_sessions(stage: Stage) -> None:
    """The first session: without an agreement that both accept, its checklist is not complete."""
    well, helped, left = (match_of(stage, part) for part in (WELL, HELPED, LEFT))
    stage.tell("first.1", mentee=stage.who(well.mentee), mentor=stage.who(well.mentor))
    spoken = f"--on-behalf-of {well.mentee} --how phone"
    stage.types(f"sessions log {well.id} --minutes 75 --checklist {spoken}")
    complete = LogSession(well.id, minutes=75, checklist=True)
    stage.refused(lambda: stage.by_phone(well.mentee).sessions.log(complete))
    stage.types(f"agreement propose {well.id} --from agreement.toml {spoken}")
    stage.by_phone(well.mentee).agreement.propose(ProposeAgreement(well.id, AGREEMENT))
    stage.types(f"agreement accept {well.id} --version 1 {spoken}")
    accept = AcceptAgreement(well.id, version=1)
    stage.refused(lambda: stage.by_phone(well.mentee).agreement.accept(accept))
    stage.types(f"agreement accept {well.id} --version 1 --on-behalf-of {well.mentor} --how phone")
    stage.by_phone(well.mentor).agreement.accept(accept)
    stage.by_phone(well.mentee).sessions.log(complete)
    stage.tell("first.2")
    stage.tell("first.3", mentee=stage.who(helped.mentee), mentor=stage.who(helped.mentor))
    for match, changes in ((helped, {"cancelling": "later", "phone_when": "later"}), (left, {})):
        stage.desk(match.mentee).agreement.propose(ProposeAgreement(match.id, {**AGREEMENT, **changes}))
        settled = stage.desk(match.mentor).agreement.accept(AcceptAgreement(match.id, version=1))
        stage.desk(match.mentee).sessions.log(LogSession(match.id, minutes=60, checklist=True))
        stage.answer("first.settled", match=match.id, later=", ".join(settled.later) or "—")
    count = others_meet(stage)
    stage.tell("first.4", count=count)


def between(stage: Stage) -> None:
    """What the mentee writes down is read by the two, and by nobody else; tasks are owed by whoever took them on."""
    match = match_of(stage, WELL)
    (session,) = stage.desk().sessions.list(ListSessions(match.id)).sessions
    own = stage.desk(match.mentee)
    written = {"content": "Prices.", "went_well": "The list.", "plan_of_action": "Ask two customers."}
    own.sessions.record(RecordSession(match.id, session.id, written))
    show = ShowSession(match.id, session.id)
    stage.tell("between.1", mentee=stage.who(match.mentee))
    for who in (match.mentor, stage.teller):
        shown = stage.desk(who).sessions.show(show)
        name = "between.reads" if shown.record else "between.reads_not"
        stage.answer(name, who=stage.who(who) if who != stage.teller else "Wren")
    stage.types(f"sessions show {match.id} {session.id}")
    task = own.tasks.agree(
        AgreeTask(match.id, session.id, match.mentor, "Send the list", stage.today + timedelta(7))
    )
    stage.types(f"tasks done {match.id} {task.id} --on-behalf-of {match.mentor} --how phone")
    stage.by_phone(match.mentor).tasks.done(DoTask(match.id, task.id))
    stage.tell("between.2", mentor=stage.who(match.mentor))
    for part in (HELPED, LEFT):
        other = match_of(stage, part)
        (held,) = stage.desk().sessions.list(ListSessions(other.id)).sessions
        stage.types(
            f"sessions record {other.id} {held.id} --by-email --on-behalf-of {other.mentee} --how phone"
        )
        stage.by_phone(other.mentee).sessions.record(RecordSession(other.id, held.id, by_email=True))
    stage.tell("between.3")


def month_1(stage: Stage) -> None:
    """After a month: everybody met, and the agenda is short."""
    _report(stage, "month_1.1")
    match = match_of(stage, WELL)
    offered = stage.desk().sessions.list(ListSessions(match.id)).offered_to
    stage.types(f"sessions list {match.id}")
    stage.tell("month_1.2", offered=offered)


def month_3(stage: SixMonths) -> None:
    """After three months: one pair missed two of them; the first reviews."""
    stage.tell("month_3.1", reminders=stage.reminders)
    for part in (WELL, LEFT):
        match = match_of(stage, part)
        for person in match.parties:
            answer(stage, match, person, "three_months", "month:3")
    helped = match_of(stage, HELPED)
    answer(
        stage, helped, helped.mentor, "three_months", "month:3", purpose_achieved="not-yet", mentee_leads="2"
    )
    others_answer(stage, "three_months", "month:3")
    _report(stage, "month_3.2")


def help_(stage: SixMonths) -> None:
    """The pair that missed months is helped: a call, a talk about what waits, a referral, and a workshop."""
    match = match_of(stage, HELPED)
    mentee, mentor = stage.who(match.mentee), stage.who(match.mentor)
    stage.tell("help.1", mentee=mentee)
    stage.types(f"contacts log {match.mentee} --match {match.id}")
    stage.desk().contacts.log(LogContact(person=match.mentee, match=match.id))
    stage.tell("help.2")
    raising = f"concerns raise undecided --kind issue --match {match.id}"
    spoken = f"--on-behalf-of {match.mentee} --how phone"
    stage.types(f"{raising} --talked-over not-yet {spoken}")
    issue = RaiseConcern(
        ConcernWish.UNDECIDED, (), ConcernKind.ISSUE, match.id, talked_over=TalkedOver.NOT_YET
    )
    raised = stage.by_phone(match.mentee).concerns.raise_(issue)
    stage.answer("help.advice", document=raised.documents[0][0])
    plan = stage.by_phone(match.mentee).sessions.plan(PlanSession(match.id, on=date(2025, 5, 26), at="18:30"))
    stage.types(f"sessions plan {match.id} --on 2025-05-26 --at 18:30 {spoken}")
    stage.types(f"sessions cancel {match.id} {plan.id} mentor agreed {spoken}")
    cancel = CancelSession(match.id, plan.id, CancelledBy.MENTOR, Process.AGREED)
    stage.by_phone(match.mentee).sessions.cancel(cancel)
    stage.tell("help.3", mentor=mentor)
    days_go_by(stage, date(2025, 6, 2))
    stage.types(f"sessions log {match.id} --minutes 90 {spoken}")
    meet(stage, match, 90)
    newer = {"cancelling": "two-days", "phone_when": "any-time"}
    version = stage.desk(match.mentor).agreement.propose(ProposeAgreement(match.id, newer)).version
    stage.desk(match.mentee).agreement.accept(AcceptAgreement(match.id, version=version))
    stage.tell("help.4", mentee=mentee, mentor=mentor, version=version)
    stage.types(f"referrals note {match.id} --from referral.toml --on-behalf-of {match.mentor} --how phone")
    stage.by_phone(match.mentor).referrals.note(NoteReferral(match.id, "The growth hub", "A loan"))
    stage.types("workshops announce 'Money without fear' --on 2025-06-04 --place Leeds")
    workshop = stage.desk().workshops.announce(
        AnnounceWorkshop("Money without fear", on=date(2025, 6, 4), place="Leeds")
    )
    stage.types(f"concerns resolve {raised.id} resolved --from reason.toml")
    resolve = ResolveConcern(raised.id, "resolved", no_agency="Nobody is in danger; they talked it over.")
    stage.desk().concerns.resolve(resolve)
    days_go_by(stage, date(2025, 6, 5))
    stage.types(f"workshops attend {match.mentee} {workshop.id}")
    stage.desk().workshops.attend(AttendWorkshop(match.mentee, workshop.id))
    stage.tell("help.5")


def _report(stage: Stage, name: str) -> None:
    stage.desk().duties.plan(PlanDuties())
    stage.tell(name)
    agenda(stage)
    for part in (WELL, HELPED, LEFT):
        adherence(stage, part, stage.cast[part])
