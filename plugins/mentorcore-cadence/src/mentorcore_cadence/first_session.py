"""What the first session has to settle: the working agreement, and later what was put off in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import define, field, validators

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.domain.session_history import planned_sessions
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.pair_time import sessions_of

MISSING = "agreement-missing"
PUT_OFF = "agreement-later"


@define(eq=False)
class FirstSession:
    """Both owe a working agreement with a level of confidentiality once they have met, and the points that they put
    off by their next session.

    Settings:
        days: calendar days from the first session to the day by which the agreement is settled, 0 to 90.
        later_days: calendar days from the day on which points were put off, where no session is planned, 1 to 366.
    """

    days: int = field(default=7, validator=[validators.ge(0), validators.le(90)])
    later_days: int = field(default=30, validator=[validators.ge(1), validators.le(366)])

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """The duties ``agreement-missing`` and ``agreement-later`` of a match, for each of the two."""
        if history.kind != "match" or history.state != "active":
            return []
        settled = history.all("agreement.settled")
        return [*self._missing(history, settled), *self._put_off(history, settled)]

    def _missing(self, history: History, settled: Sequence[Event]) -> list[DutyWanted]:
        held = sessions_of(history.events)
        if not held:
            return []
        with_level = [event.effective_on for event in settled if event.data["confidentiality"]]
        return [
            DutyWanted(
                rule=MISSING,
                owner=person,
                occurrence="once",
                due_on=held[0].day + timedelta(days=self.days),
                params={"match": history.subject},
                remedy=f"agreement show {history.subject}",
                fulfilled_on=with_level[0] if with_level else None,
            )
            for person in history.people
        ]

    def _put_off(self, history: History, settled: Sequence[Event]) -> list[DutyWanted]:
        wanted = []
        for place, event in enumerate(settled):
            if not event.data["later"]:
                continue
            newer = settled[place + 1].effective_on if place + 1 < len(settled) else None
            wanted += [
                DutyWanted(
                    rule=PUT_OFF,
                    owner=person,
                    occurrence=f"version:{event.data['version']}",
                    due_on=self._next(history, event.effective_on),
                    params={"match": history.subject, "points": len(str(event.data["later"]).split())},
                    remedy=f"agreement show {history.subject}",
                    fulfilled_on=newer,
                )
                for person in history.people
            ]
        return wanted

    def _next(self, history: History, settled_on: date) -> date:
        """The next session that is planned for after the day, or held after it; some days later where there is none."""
        days = [*planned_sessions(history.events).values()]
        days += [held.day for held in sessions_of(history.events)]
        after = sorted(day for day in days if day > settled_on)
        return after[0] if after else settled_on + timedelta(days=self.later_days)
