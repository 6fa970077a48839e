"""A slow and simple planner: it walks from day to day and looks at each of them, without any of the real one's means.

It knows one rhythm: a session of an hour in all each month, six months long; reviews at three and six months; a record
after each session; check-ins that become rarer; and an end that is talked about four weeks ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from attrs import frozen

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event
from mentorcore_cadence.after_session import AfterSession
from mentorcore_cadence.check_ins import CheckIns, Step
from mentorcore_cadence.length import Length
from mentorcore_cadence.reviews import Reviews
from mentorcore_cadence.sessions_per_period import SessionsPerPeriod

DAY = timedelta(days=1)
MENTEE, MENTOR = "P-0000001G", "P-0000002J"
RHYTHM = (
    SessionsPerPeriod(1, 60, periods=6, remind_days=7, grace_days=7),
    Reviews((3, 6), "review", window_days=14, remind_days=7, closing="closing", closing_days=10),
    AfterSession(days=14, remind_days=1, grace_days=5),
    CheckIns("coordinator", (Step("14 days", "60 days"), Step("1 month", "1 year"), Step("3 months"))),
    Length(6, 28, owner="coordinator"),
)


@frozen
class Owed:
    """A duty as the reference sees it; one day or None where there is none."""

    rule: str
    owner: str
    occurrence: str
    due_on: date
    remind_on: date | None
    missed_from: date
    met_on: date | None

    @classmethod
    def of(cls, duty: DutyWanted) -> Owed:
        """The same from what a policy wants; the day from which what was met would be missed says nothing."""
        assert duty.missed_from is not None
        missed_from = duty.missed_from if duty.fulfilled_on is None else duty.due_on
        kept = (duty.rule, duty.owner, duty.occurrence, duty.due_on, duty.remind_on)
        return cls(*kept, missed_from, duty.fulfilled_on)


class Walk:
    """A match, day by day: which programme day each one is, as the days go by.

    Args:
        events: in the order of their days.
        last: how far to walk.
    """

    def __init__(self, events: Sequence[Event], last: date) -> None:
        self.start = next(event.effective_on for event in events if event.type == "match.introduced")
        self.ended: date | None = None
        self.stands = False
        still = self._still(events, last)
        self.programme_day: dict[date, date] = {}
        day = at = self.start
        while day <= last:
            self.programme_day[day] = at
            at += timedelta() if day in still else DAY
            day += DAY
        self.first_day: dict[date, date] = {}
        for day, at in self.programme_day.items():
            self.first_day.setdefault(at, day)

    def _still(self, events: Sequence[Event], last: date) -> set[date]:
        """The days after which the clock stands: those of pauses, and those between an end and a reopening."""
        still: set[date] = set()
        over: set[date] = set()
        day = self.start
        while day <= last:
            for event in events:
                if event.effective_on == day and event.type == "match.reopened" and self.ended is not None:
                    still |= over
                    over, self.ended, self.stands = set(), None, False
                elif event.effective_on == day and self.ended is None:
                    if event.type == "match.ended":
                        self.ended, self.stands = day, False
                    elif event.type in ("match.suspended", "match.resumed"):
                        self.stands = event.type == "match.suspended"
            if self.ended is not None:
                over.add(day)
            elif self.stands:
                still.add(day)
            day += DAY
        return still

    def ahead(self, day: date, days: int) -> date | None:
        """So many programme days further on."""
        return self.first_day.get(self.programme_day[day] + days * DAY)

    def over_by(self, day: date) -> bool:
        return self.ended is not None and day > self.ended


def months_on(day: date, months: int) -> date:
    """The same day months later; earlier in a month that is too short, a day at a time."""
    year, month, last = day.year, day.month, day.day
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    while True:
        try:
            return date(year, month, last)
        except ValueError:
            last -= 1


def owed(events: Sequence[Event], until: date) -> list[Owed]:
    """Every duty of the rhythm, up to a day."""
    lived = sorted((e for e in events if e.type.startswith("match.")), key=lambda event: event.effective_on)
    walk = Walk(lived, until + 900 * DAY)
    found = [
        *_sessions(walk, events),
        *_reviews(walk, events),
        *_records(walk, events),
        *_check_ins(walk, events),
        *_end(walk, events),
    ]
    return [duty for duty in found if duty.due_on <= until or duty.rule == "session-record"]


def _one(
    walk: Walk,
    rule: str,
    owner: str,
    occurrence: str,
    due: date,
    grace: int,
    met: date | None,
    remind: date | None = None,
) -> Iterator[Owed]:
    missed = walk.ahead(due, grace + 1)
    if met is None and missed is None:
        return
    if walk.stands or walk.ended is not None:
        remind = None
    if met is not None and missed is not None and met >= missed and rule != "sessions":
        met = None
    yield Owed(rule, owner, occurrence, due, remind, due if met else missed or due, met)


def _held(events: Iterable[Event]) -> dict[str, tuple[date, int]]:
    held: dict[str, tuple[date, int]] = {}
    for event in events:
        name = str(event.data.get("session"))
        if event.type == "session.held":
            held[name] = event.effective_on, int(event.data["minutes"])
        if event.type == "session.corrected" and name in held:
            held[name] = date.fromisoformat(str(event.data["on"])), int(event.data["minutes"])
        if event.type == "session.cancelled":
            held.pop(name, None)
    return held


def _sessions(walk: Walk, events: Sequence[Event]) -> Iterator[Owed]:
    months: dict[int, list[date]] = {}
    for day, at in walk.programme_day.items():
        number = 1
        while months_on(walk.start, number) <= at:
            number += 1
        if number > 7:
            break
        months.setdefault(number, []).append(day)
    for number, days in months.items():
        if number > 6 or number + 1 not in months or walk.over_by(days[-1]):
            continue
        minutes, met = 0, None
        for day in days:
            minutes += sum(length for held_on, length in _held(events).values() if held_on == day)
            met = met or (day if minutes >= 60 else None)
        yield from _one(walk, "sessions", MENTEE, f"month:{number}", days[-1], 7, met, days[-1] - 7 * DAY)


def _reviews(walk: Walk, events: Sequence[Event]) -> Iterator[Owed]:
    lost = False
    for months in (3, 6):
        due = walk.first_day.get(months_on(walk.start, months))
        if due is None or walk.over_by(due):
            lost = True
        else:
            yield from _both(walk, events, "review", "review", f"month:{months}", due, 14)
    kinds = [event.data.get("end") for event in events if event.type == "match.ended"]
    if lost and walk.ended is not None and kinds[-1] != "programme":
        due = walk.ended + 10 * DAY
        yield from _both(walk, events, "closing-survey", "closing", "closing", due, 10)


def _both(
    walk: Walk, events: Sequence[Event], rule: str, survey: str, occasion: str, due: date, grace: int
) -> Iterator[Owed]:
    for side, person in (("mentee", MENTEE), ("mentor", MENTOR)):
        answers = [
            event.effective_on
            for event in events
            if event.type == "survey.answered"
            and event.data == {"survey": survey, "occasion": occasion, "by": side}
        ]
        met = answers[0] if answers else None
        yield from _one(walk, rule, person, f"{occasion}:{side}", due, grace, met, due - 7 * DAY)


def _records(walk: Walk, events: Sequence[Event]) -> Iterator[Owed]:
    held = _held(events)
    days = {day for day, _ in held.values()}
    for name, (day, _) in held.items():
        written = [
            e.effective_on for e in events if e.type == "session.recorded" and e.data["session"] == name
        ]
        met = written[0] if written else None
        due: date | None = day
        for step in range(1, 15):
            due = walk.ahead(day, step)
        if due is None and met is None:
            continue
        due = due or day + 14 * DAY
        later = day + DAY
        while later <= due and later not in days:
            later += DAY
        due = min(due, max(day, later - DAY))
        yield from _one(walk, "session-record", MENTEE, name, due, 5, met, day + DAY)


def _check_ins(walk: Walk, events: Sequence[Event]) -> Iterator[Owed]:
    contacts = sorted(event.effective_on for event in events if event.type == "contact.logged")
    first, second = walk.start + 60 * DAY, months_on(walk.start, 12)
    names: dict[date, str] = {}
    names |= {walk.start + 14 * n * DAY: f"1:{n}" for n in range(1, 5)}
    names |= {months_on(first, n): f"2:{n}" for n in range(1, 13) if months_on(first, n) <= second}
    names |= {months_on(second, 3 * n): f"3:{n}" for n in range(1, 12)}
    before = walk.start - DAY
    for day, at in walk.programme_day.items():
        if at not in names or walk.first_day[at] != day or walk.over_by(day):
            continue
        last = walk.ahead(day, 7) or day
        met = next((contact for contact in contacts if before < contact <= last), None)
        if met is not None:
            contacts.remove(met)
        before = day
        yield from _one(walk, "check-in", "coordinator", names[at], day, 7, met)


def _end(walk: Walk, events: Sequence[Event]) -> Iterator[Owed]:
    at = months_on(walk.start, 6)
    end = walk.first_day.get(at)
    stage = walk.first_day.get(at - 28 * DAY)
    if end is None or stage is None or walk.over_by(stage):
        return
    noted = [e.effective_on for e in events if e.type == "reflection.noted" and e.effective_on >= stage]
    over = [walk.ended] if walk.ended else []
    yield from _one(walk, "closing", "coordinator", "once", stage, 28, min([*noted, *over], default=None))
    if not over or over[0] > end:
        yield from _one(walk, "end-or-go-on", "coordinator", "once", end + 7 * DAY, 28, walk.ended)
