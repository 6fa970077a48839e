"""What happens again and again: a day begins, a pair meets, an agreement is settled, a survey is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from attrs import define

from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.duties import DoneDuties, PlanDuties
from mentorcore.domain.commands.matches import ListMatches
from mentorcore.domain.commands.messages import ListMessages, MarkSent
from mentorcore.domain.commands.sessions import LogSession, RecordSession
from mentorcore.domain.commands.surveys import AnswerSurvey
from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.messages import MessageState
from mentorcore.stage import Stage, morning

ZONE: Final = ZoneInfo("Europe/London")
WELL, HELPED, LEFT = "goes well", "is helped", "is left"
"""The parts of the three matches in the story."""
OTHERS = "others"

MEETINGS: Final[Mapping[date, tuple[str, ...]]] = {
    date(2025, 3, 20): (LEFT,),
    date(2025, 3, 24): (WELL,),
    date(2025, 3, 26): (OTHERS,),
    date(2025, 4, 22): (WELL,),
    date(2025, 4, 23): (OTHERS,),
    date(2025, 4, 29): (LEFT,),
    date(2025, 5, 22): (LEFT,),
    date(2025, 5, 27): (OTHERS,),
    date(2025, 5, 29): (WELL,),
    date(2025, 6, 12): (WELL,),
    date(2025, 6, 13): (OTHERS,),
    date(2025, 7, 8): (HELPED,),
    date(2025, 7, 11): (WELL, OTHERS),
    date(2025, 8, 7): (HELPED,),
}
"""Who meets on which day between the scenes. The second pair does not from February to June."""

AGREEMENT: Final[Mapping[str, str]] = {
    "confidentiality": "between-us",
    "leading": "mentee-gradually",
    "frequency": "monthly",
    "times": "weekday-evenings",
    "session_channels": "in-person, video",
    "between_content": "arrangements, questions",
    "between_frequency": "when-needed",
    "between_means": "email",
    "email_when": "any-time",
    "phone_when": "arrangements-only",
    "cancelling": "day-before",
    "disengaging": "say-it",
}
"""What two people settle in their first session."""

REVIEW: Final[Mapping[str, str]] = {"mentee_leads": "4", "purpose_achieved": "partly"}


@define(eq=False)
class SixMonths(Stage):
    """The stage, and how many reminders went out so far."""

    reminders: int = 0


def match_of(stage: Stage, part: str) -> Match:
    """The match that plays a part, as it stands now."""
    found = stage.desk().matches.list(ListMatches())
    return next(match for match in found if match.id == stage.cast[part])


def days_go_by(stage: SixMonths, until: date) -> None:
    """Let the days go by until a scene: pairs meet, duties are planned, and what is written goes out."""
    day = stage.today + timedelta(1)
    while day <= until:
        meeting = MEETINGS.get(day, ())
        if meeting or day.weekday() == 0 or day == until:
            stage.clock.set(morning(day, ZONE))
            for part in meeting:
                others_meet(stage) if part == OTHERS else meet(stage, match_of(stage, part))
            if day.weekday() == 0 or day == until:
                stage.desk().duties.plan(PlanDuties())
                stage.reminders += send_everything(stage)
            if day != until:
                _look_over(stage)
        day += timedelta(1)


def _look_over(stage: Stage) -> None:
    """On Mondays Wren looks over everything once."""
    found = stage.desk().agenda.show(ShowAgenda())
    digest = [duty.id for duty in (*found.overdue, *found.due) if duty.rule == "digest"]
    if digest:
        stage.desk().duties.done(DoneDuties(tuple(digest)))


def send_everything(stage: Stage) -> int:
    """Send every message that can go out, by hand, and note so; how many of them were reminders."""
    waiting = stage.desk().messages.list(ListMessages(state=MessageState.TO_SEND))
    if waiting:
        stage.desk().messages.sent(MarkSent(tuple(message.id for message in waiting)))
    return sum(message.template == "message.reminder" for message in waiting)


def meet(stage: Stage, match: Match, minutes: int = 60) -> None:
    """A pair notes that it met today, and the mentee that they sent what they wrote."""
    own = stage.desk(match.mentee)
    session = own.sessions.log(LogSession(match.id, minutes=minutes))
    own.sessions.record(RecordSession(match.id, session.id, by_email=True))


def others(stage: Stage) -> list[Match]:
    """The active matches that the story does not follow."""
    told = {stage.cast[part] for part in (WELL, HELPED, LEFT)}
    active = stage.desk().matches.list(ListMatches(state=MatchState.ACTIVE))
    return [match for match in active if match.id not in told]


def others_meet(stage: Stage) -> int:
    """All other pairs meet today; how many."""
    pairs = others(stage)
    for match in pairs:
        meet(stage, match)
    return len(pairs)


def answer(stage: Stage, match: Match, person: str, survey: str, occasion: str, **changes: str) -> None:
    """Somebody answers a survey on the phone; the teller writes it down."""
    stage.types(
        f"surveys answer {match.id} {survey} {occasion} --from answers.toml --on-behalf-of {person} --how phone"
    )
    said = AnswerSurvey(match.id, survey, occasion, {**REVIEW, **changes})
    stage.by_phone(person).surveys.answer(said)


def others_answer(stage: Stage, survey: str, occasion: str) -> None:
    """All other pairs answer a survey themselves."""
    for match in others(stage):
        for person in match.parties:
            stage.desk(person).surveys.answer(AnswerSurvey(match.id, survey, occasion, REVIEW))
