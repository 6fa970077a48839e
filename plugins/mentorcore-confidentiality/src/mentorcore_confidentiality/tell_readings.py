"""Whoever has to know that something of theirs was read is told of it, by a person and when it is safe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import define, field, validators

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.hooks.kinds import hookimpl
from mentorcore_confidentiality.settings import NAME


@define(eq=False)
class TellReadings:
    """One duty for all that was read of a person, under a grant with ``inform``, until somebody reaches them.

    Settings:
        days: calendar days from the day of the first reading, 0 (the same day) to 90.
        owner: the staff role that owes it, or a person's public id.

    The first contact (``contact.logged``, which tells of people who were reached) after a reading fulfils it; what
    is read later opens another one.
    """

    days: int = field(validator=[validators.ge(0), validators.le(90)])
    owner: str = field(validator=NAME)

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """The duties ``tell-of-reading`` of a person, numbered."""
        if history.kind != "person":
            return []
        return [
            self._duty(history.subject, number, read, told)
            for number, (read, told) in enumerate(_readings(history.events), start=1)
        ]

    def _duty(self, person: str, number: int, read: date, told: date | None) -> DutyWanted:
        return DutyWanted(
            rule="tell-of-reading",
            owner=self.owner,
            occurrence=f"reading:{number}",
            due_on=read + timedelta(days=self.days),
            about=person,
            params={"person": person},
            remedy=f"contacts log {person}",
            fulfilled_on=told,
        )


def _readings(events: tuple[Event, ...]) -> Iterator[tuple[date, date | None]]:
    """The day of each first reading, and the day on which the person was reached after it."""
    first: date | None = None
    for event in events:
        if event.type == "disclosure.read" and first is None:
            first = event.effective_on
        elif event.type == "contact.logged" and first is not None and event.effective_on >= first:
            yield first, event.effective_on
            first = None
    if first is not None:
        yield first, None
