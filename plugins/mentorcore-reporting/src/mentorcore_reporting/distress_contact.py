"""Whoever says that the exchanges weigh on them, and wants to hear from the programme, hears from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import define, field, validators

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.hooks.kinds import hookimpl
from mentorcore_reporting.settings import NAME

RULE = "contact-after-distress"


@define(eq=False)
class DistressContact:
    """One duty for each time somebody asks to be contacted; none for who does not want it.

    Settings:
        days: calendar days from the day of the flag, 0 (the same day) to 90.
        owner: the staff role that owes it, or a person's public id.

    The first contact (``contact.logged``, which tells of people who were reached) that was recorded after the
    flag, and took place that day or later, fulfils it.
    """

    days: int = field(validator=[validators.ge(0), validators.le(90)])
    owner: str = field(validator=NAME)

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """The duties ``contact-after-distress`` of a person, numbered by flag, asked for contact or not."""
        if history.kind != "person":
            return []
        places = [place for place, event in enumerate(history.events) if event.type == "distress.flagged"]
        return [
            self._duty(history, number, place)
            for number, place in enumerate(places, start=1)
            if history.events[place].data.get("contact") is True
        ]

    def _duty(self, history: History, number: int, place: int) -> DutyWanted:
        flagged = history.events[place]
        return DutyWanted(
            rule=RULE,
            owner=self.owner,
            occurrence=f"flag:{number}",
            due_on=flagged.effective_on + timedelta(days=self.days),
            about=history.subject,
            params={"person": history.subject},
            remedy=f"contacts log {history.subject}",
            fulfilled_on=_first_contact(history.events[place + 1 :], flagged.effective_on),
        )


def _first_contact(later: Sequence[Event], since: date) -> date | None:
    days = (event.effective_on for event in later if event.type == "contact.logged")
    return next(
        (day for day in days if day >= since), None
    )  # one written down late may be older than the flag
