"""What has to be done after each session: the mentee's record, for instance, before the two meet again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import define, field

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.programme_time import ProgrammeTime
from mentorcore.domain.session_history import planned_sessions
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.pair_time import ONE_DAY, clock_of, days_of, sessions_of
from mentorcore_cadence.settings import DAYS, MAYBE_DAYS, NAME, for_them, owner_in


@define(eq=False)
class AfterSession:
    """A duty after each session that took place, due before the next one, or after some days.

    Settings:
        rule: name of the duty; its text is ``duty.<rule>``.
        owner: ``mentee``, ``mentor``, a staff role or a person's public id.
        days: programme days after the session by which it is due at the latest.
        fulfilled_by: the event that meets it, with the same ``session``.
        remind_days: days after the session on which the owner is reminded; left out for no reminder.
        grace_days: programme days after its day on which it can still be met; it is missed after them.
    """

    rule: str = field(default="session-record", validator=NAME)
    owner: str = field(default="mentee", validator=NAME)
    days: int = field(default=14, validator=DAYS)
    fulfilled_by: str = field(default="session.recorded", validator=NAME)
    remind_days: int | None = field(default=None, validator=MAYBE_DAYS)
    grace_days: int = field(default=14, validator=DAYS)

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """One duty for each session that took place; its occurrence is the session's id."""
        time = clock_of(history)
        return [] if time is None else list(self._duties(history, time))

    def _duties(self, history: History, time: ProgrammeTime) -> Iterator[DutyWanted]:
        held = sessions_of(history.events)
        meetings = sorted({found.day for found in held} | set(planned_sessions(history.events).values()))
        done = _first_days(history, self.fulfilled_by)
        for found in held:
            met, latest = done.get(found.id), time.after(found.day, self.days)
            if latest is None and met is None:
                continue
            latest = latest or found.day + timedelta(days=self.days)
            following = next((day for day in meetings if day > found.day), None)
            due_on = latest if following is None else max(found.day, min(latest, following - ONE_DAY))
            remind = None if self.remind_days is None else found.day + timedelta(days=self.remind_days)
            days = days_of(time, due_on, grace=self.grace_days, remind=remind, met=met)
            if days is None:
                continue
            yield DutyWanted(
                rule=self.rule,
                owner=owner_in(history, self.owner),
                occurrence=found.id,
                due_on=due_on,
                params={"match": history.subject, "session": found.id},
                remedy=for_them(
                    f"sessions record {history.subject} {found.id} --by-email", history.people[0], history
                ),
                fulfilled_on=days.fulfilled_on,
                remind_on=days.remind_on,
                missed_from=days.missed_from,
            )


def _first_days(history: History, type_: str) -> dict[str, date]:
    """Session to the first day on which something of a type was noted about it."""
    found: dict[str, date] = {}
    for event in history.all(type_):
        found.setdefault(str(event.data.get("session", "")), event.effective_on)
    return found
