"""Deadlines of settings: so many hours, or so many working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import field, frozen, validators

from mentorcore.domain.calendar import WorkCalendar
from mentorcore.domain.events import Event


@frozen
class Deadline:
    """By when: ``{ hours = 24 }`` or ``{ working_days = 2 }``, one of the two.

    Args:
        hours: hours from when it was written down, nights and weekends included; 1 to 720.
        working_days: days without weekends and public holidays, from the day it happened on; 1 to 90.
    """

    hours: int = field(default=0, validator=[validators.ge(0), validators.le(720)])
    working_days: int = field(default=0, validator=[validators.ge(0), validators.le(90)])

    def __attrs_post_init__(self) -> None:
        if bool(self.hours) == bool(self.working_days):
            raise ValueError("hours or working_days, one of the two")

    def after(self, event: Event, calendar: WorkCalendar) -> tuple[date, datetime | None]:
        """Its last day in the programme's time zone, and its instant where hours are counted.

        Hours run from the instant of the event, or from the end of its day where it was written down later:
        whoever was told a week ago and writes it down today is late.
        """
        if self.working_days:
            return calendar.after(event.effective_on, self.working_days), None
        since = min(event.recorded_at, calendar.end_of(event.effective_on))
        moment = since + timedelta(hours=self.hours)
        return calendar.day_of(moment), moment
