"""What a pair of the sweep did and wrote: an agreement, sessions, a record, a task, surveys; every word is a canary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.canary.planting import PlantingTrial

from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.commands.closing import NoteReferral, Reflect
from mentorcore.domain.commands.sessions import LogSession, PlanSession, RecordSession
from mentorcore.domain.commands.surveys import AnswerSurvey, DraftSurvey
from mentorcore.domain.commands.tasks import AgreeTask
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement
from mentorcore.domain.commands.workshops import AnnounceWorkshop
from mentorcore.testing import plain_answers


def follow(trial: PlantingTrial, ids: Mapping[str, str]) -> dict[str, str]:
    """Let the pair that is active meet; returns what there is then, by part."""
    match, mentee, mentor = ids["active"], trial.desk(ids["mentee3"]), trial.desk(ids["mentor3"])
    agreed = {**answers(trial, "agreement", ids["mentee3"]), "level": "open"}
    proposed = mentee.agreement.propose(ProposeAgreement(match, agreed))
    mentor.agreement.accept(AcceptAgreement(match, version=proposed.version))
    place, themes = (trial.garden.text("session-details", ids["mentee3"]) for _ in range(2))
    next_week = trial.today + timedelta(days=7)
    planned = mentee.sessions.plan(PlanSession(match=match, on=next_week, at="18:30", place=place))
    held = mentee.sessions.log(LogSession(match=match, place=place, themes=themes))
    mentee.sessions.record(RecordSession(match, held.id, answers=answers(trial, "summary", ids["mentee3"])))
    words = trial.garden.text("task-words", ids["mentor3"])
    task = mentor.tasks.agree(AgreeTask(match, held.id, owner=ids["mentee3"], words=words))
    for desk, part in ((mentee, "mentee3"), (mentor, "mentor3")):
        told = answers(trial, "review", ids[part])
        desk.surveys.answer(AnswerSurvey(match, "review", "month:3", answers=told))
        told = {"words": trial.garden.text("draft", ids[part])}
        desk.surveys.draft(DraftSurvey(match, "farewell", "closing", answers=told))
    sent = (trial.garden.text("referral-words", ids["mentor3"]) for _ in range(2))
    mentor.referrals.note(NoteReferral(match, *sent))
    workshop = trial.desk().workshops.announce(AnnounceWorkshop(title="Letters", on=trial.today))
    for part in ("mentee5", "mentor5"):
        words = trial.garden.text("reflection", ids[part])
        trial.desk(ids[part]).matches.reflect(Reflect(ids["ended"], ReflectionHow.TOGETHER, words=words))
    again = mentor.sessions.log(LogSession(match=match))
    return {
        "planned": planned.id,
        "met": held.id,
        "met_again": again.id,
        "task": task.id,
        "workshop": workshop.id,
    }


def answers(trial: PlantingTrial, form: str, whose: str) -> dict[str, str]:
    """Plain choices, and canaries for everything that is told in words."""
    bundle = trial.bundle
    return {**plain_answers(bundle, form, 1), **trial.garden.answers(bundle, form, whose)}
