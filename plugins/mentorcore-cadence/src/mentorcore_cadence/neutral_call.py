"""When a match is suspended or ended by others, nobody is left without a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import define, field, validators

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.domain.matches import EndKind
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.settings import NAME

RULE = "neutral-call"


@define(eq=False)
class NeutralCall:
    """A call in words that give nothing away, to each person who would otherwise wonder.

    Settings:
        days: calendar days from the day of the event, 0 (the same day) to 90.
        owner: the staff role that owes it, or a person's public id.

    Both are called at a suspension, so that the call tells nobody who asked for it, and when the programme
    ends the match. When one of the two left, the other is called if the one who left chose that staff tells
    them. The first contact with that person (``contact.logged``, which tells of people who were reached) that
    was recorded on the match afterwards, and took place that day or later, fulfils it.
    """

    days: int = field(validator=[validators.ge(0), validators.le(90)])
    owner: str = field(validator=NAME)

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """The duties ``neutral-call`` of a match, one for each suspension or end and person."""
        if history.kind != "match":
            return []
        wanted: list[DutyWanted] = []
        suspensions = ends = 0
        for place, event in enumerate(history.events):
            if event.type == "match.suspended":
                suspensions += 1
                occasion, people = f"suspension:{suspensions}", history.people
            elif event.type == "match.ended":
                ends += 1  # a match that was taken up again can end once more
                occasion = "end" if ends == 1 else f"end:{ends}"
                people = _told_by_staff(event, history.people)
            else:
                continue
            wanted += [self._call(history, place, occasion, person) for person in people]
        return wanted

    def _call(self, history: History, place: int, occasion: str, person: str) -> DutyWanted:
        since = history.events[place].effective_on
        return DutyWanted(
            rule=RULE,
            owner=self.owner,
            occurrence=f"{occasion}:{person}",
            due_on=since + timedelta(days=self.days),
            about=person,
            params={"person": person, "match": history.subject},
            remedy=f"contacts log {person}",
            fulfilled_on=_first_contact(history.events[place + 1 :], person, since),
        )


def _told_by_staff(ended: Event, people: Sequence[str]) -> tuple[str, ...]:
    """Whom staff have to call about an end."""
    left_by = ended.data.get("left_by")
    by_programme = ended.data.get("end") == EndKind.PROGRAMME
    chosen = bool(left_by) and ended.data.get("told") == "staff"
    return tuple(person for person in people if person != left_by) if by_programme or chosen else ()


def _first_contact(later: Sequence[Event], person: str, since: date) -> date | None:
    contacts = (
        event for event in later if event.type == "contact.logged" and event.data.get("person") == person
    )
    return next((contact.effective_on for contact in contacts if contact.effective_on >= since), None)
