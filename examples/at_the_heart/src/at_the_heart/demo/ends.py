"""Three ends: one early, one planned, and one that is none, since the two go on by themselves."""

from __future__ import annotations

from datetime import timedelta

from at_the_heart.demo.acts import (
    HELPED,
    LEFT,
    WELL,
    SixMonths,
    answer,
    days_go_by,
    match_of,
    others_answer,
    send_everything,
)
from at_the_heart.demo.pages import adherence, agenda
from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.closing import Reflect
from mentorcore.domain.commands.duties import DoneDuties, PlanDuties
from mentorcore.domain.commands.matches import CloseMatch, ListMatches, ShowMatch
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.matches import EndKind, MatchState
from mentorcore.stage import Stage


def early(stage: SixMonths) -> None:
    """Somebody leaves early: the team knows at once, nobody is held, and looking back is offered."""
    match = match_of(stage, LEFT)
    stage.tell("early.1", mentee=stage.who(match.mentee))
    stage.types(
        f"matches close {match.id} --as left --told-by staff --on-behalf-of {match.mentee} --how phone"
    )
    stage.by_phone(match.mentee).matches.close(CloseMatch(match.id, told_by="staff"))
    agenda(stage)
    stage.tell("early.2", mentor=stage.who(match.mentor))
    stage.types(f"matches reflect {match.id} separately --on-behalf-of {match.mentor} --how phone")
    stage.by_phone(match.mentor).matches.reflect(Reflect(match.id, ReflectionHow.SEPARATELY))
    stage.by_phone(match.mentee).matches.reflect(Reflect(match.id, ReflectionHow.DECLINED))
    send_everything(stage)
    answer(stage, match, match.mentee, "closing", "closing", purpose_achieved="changed")
    shown = stage.desk().matches.show(ShowMatch(match.id))
    stage.answer("early.reflected", took_place="yes" if shown.reflections.took_place else "no")
    (told,) = [d for d in stage.desk().agenda.show(ShowAgenda(match=match.id)).due if d.rule == "early-end"]
    stage.types(f"duties done {told.id}")
    stage.desk().duties.done(DoneDuties((told.id,)))
    days_go_by(stage, stage.today + timedelta(1))
    stage.types(f"contacts log {match.mentor} --match {match.id}")
    stage.desk().contacts.log(LogContact(person=match.mentor, match=match.id))
    stage.tell("early.3", mentor=stage.who(match.mentor))


def closing_stage(stage: Stage) -> None:
    """Four weeks ahead of the planned end the team is to talk with each pair about it."""
    match = match_of(stage, WELL)
    ends = stage.desk().matches.show(ShowMatch(match.id)).planned_end
    stage.types(f"matches show {match.id}")
    stage.tell("stage.1", end=stage.day(ends) if ends else "—")
    agenda(stage)
    for person in match.parties:
        stage.types(f"matches reflect {match.id} together --on-behalf-of {person} --how phone")
        stage.by_phone(person).matches.reflect(Reflect(match.id, ReflectionHow.TOGETHER))
    found = stage.desk().agenda.show(ShowAgenda())
    talks = [duty.id for duty in (*found.overdue, *found.due) if duty.rule == "closing"]
    stage.types(f"duties done {talks[0]}")
    stage.desk().duties.done(DoneDuties(tuple(talks)))
    stage.tell("stage.2", count=len(talks))


def month_6(stage: Stage) -> None:
    """The six months are over: the last reviews, and two ends that are no failure."""
    well, helped = match_of(stage, WELL), match_of(stage, HELPED)
    for match in (well, helped):
        for person in match.parties:
            answer(
                stage, match, person, "six_months", "month:6", mentee_leads="5", purpose_achieved="achieved"
            )
    others_answer(stage, "six_months", "month:6")
    stage.desk().duties.plan(PlanDuties())
    stage.tell("month_6.1")
    agenda(stage)
    for part in (WELL, HELPED, LEFT):
        adherence(stage, part, stage.cast[part])
    stage.tell("month_6.2", mentee=stage.who(well.mentee), mentor=stage.who(well.mentor))
    stage.types(f"matches close {well.id} --as independent --on-behalf-of {well.mentee} --how phone")
    stage.by_phone(well.mentee).matches.close(CloseMatch(well.id, as_=EndKind.INDEPENDENT))
    stage.types(f"matches close {helped.id} --as planned --on-behalf-of {helped.mentor} --how phone")
    stage.by_phone(helped.mentor).matches.close(CloseMatch(helped.id, as_=EndKind.PLANNED, told_by="staff"))
    for number, match in enumerate(stage.desk().matches.list(ListMatches(state=MatchState.ACTIVE))):
        end = (EndKind.INDEPENDENT, EndKind.PURPOSE_ACHIEVED, EndKind.PLANNED)[number % 3]
        stage.desk(match.mentee).matches.close(CloseMatch(match.id, as_=end))
    send_everything(stage)
    stage.tell("month_6.3")
