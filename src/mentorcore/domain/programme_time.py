"""Programme time: the days of a match, without those on which it was interrupted.

A programme of six months is one of six months together. So the clock of a match stops on the day of a suspension and
goes on with the day of the resumption: the days between collapse onto the day of the suspension. What falls due later
is unknown while the clock stands, and comes back when it goes on.

A match that has ended goes on counting, so that what was owed by then keeps its days; who asks for more looks at
`ProgrammeTime.ended`. The days between an end and a reopening count as a pause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count

from attrs import frozen

from mentorcore.domain.calendar import add_months
from mentorcore.domain.events import Event

_DAY = timedelta(days=1)


@frozen
class ProgrammeTime:
    """The clock of one match.

    All days are days in the programme's time zone.

    Args:
        start: the day of the introduction.
        pauses: each pause that is over: its first day, and the first day that counts again; one after another.
        paused_since: the first day of the pause that lasts still, or None.
        ended: the day of the end, or None while the match has none.
        ended_in_pause: whether it was suspended when it ended, so that nobody took it up again.
    """

    start: date
    pauses: tuple[tuple[date, date], ...] = ()
    paused_since: date | None = None
    ended: date | None = None
    ended_in_pause: bool = False

    def stands_on(self, day: date) -> bool:
        """Whether the match was interrupted on a day; on the day on which it went on, it was not.

        An end takes nothing up: a match that ended in a pause stays interrupted, though its clock counts again.
        """
        if self.paused_since is not None and self.paused_since <= day:
            return True
        if self.ended_in_pause and self.ended is not None and self.ended <= day:
            return True
        return any(since <= day < back for since, back in self.pauses)

    def programme_day(self, day: date) -> date:
        """The programme day of a day: the day itself, less the paused days before it."""
        lost = timedelta()
        for since, back in self.pauses:
            if since < day:
                lost += min(day, back) - since
        if self.paused_since is not None and self.paused_since < day:
            lost += day - self.paused_since
        return day - lost

    def actual_day(self, programme_day: date) -> date | None:
        """The first day that is this programme day; None where a pause that lasts still keeps it from coming."""
        day = programme_day
        for since, back in self.pauses:
            if day <= since:
                return day
            day += back - since
        return day if self.paused_since is None or day <= self.paused_since else None

    def after(self, day: date, days: int) -> date | None:
        """The day that comes so many programme days after a day; None where nobody knows it yet."""
        if not self.pauses and self.paused_since is None:  # as with most matches
            return day + timedelta(days=days)
        return self.actual_day(self.programme_day(day) + timedelta(days=days))

    def milestone(self, months: int) -> date | None:
        """The day on which so many months of the match are over; 0 is its first day, None where it is unknown."""
        return self.actual_day(add_months(self.start, months))

    def months(self, *, weeks: bool = False) -> Iterator[tuple[date, date]]:
        """First and last day of each month of the match, one after another, without end; up to the one before a pause
        keeps the next from beginning.

        Args:
            weeks: weeks instead of months.
        """
        first = self.start
        for number in count(1):
            at = self.start + timedelta(weeks=number) if weeks else add_months(self.start, number)
            following = self.actual_day(at)
            if following is None:
                return
            yield first, following - _DAY
            first = following

    def calendar_months(self) -> Iterator[tuple[date, date]]:
        """First and last day of each month of the calendar from that of the introduction on, without end."""
        first = self.start.replace(day=1)
        while True:
            following = add_months(first, 1)
            yield first, following - _DAY
            first = following

    def is_whole(self, first: date, last: date) -> bool:
        """Whether neither beginning, end nor pause of the match cuts these days short."""
        inside = self.start <= first and (self.ended is None or last <= self.ended)
        running = self.paused_since is None or last < self.paused_since
        return inside and running and all(back <= first or last < since for since, back in self.pauses)


def programme_time(events: Iterable[Event]) -> ProgrammeTime | None:
    """The clock of a match, or None where nobody was introduced.

    What is written down later never reaches behind what was written down before it: a resumption with an earlier day
    than its suspension takes no time away, and a pause begins no earlier than the one before it was over.

    Args:
        events: the events of the match, oldest first.
    """
    start: date | None = None
    pauses: list[tuple[date, date]] = []
    since: date | None = None
    ended: date | None = None
    for event in events:
        if start is None:
            start = event.effective_on if event.type == "match.introduced" else None
            continue
        day = max(event.effective_on, since or (pauses[-1][1] if pauses else start))
        if event.type == "match.suspended" and ended is None and since is None:
            since = day
        elif event.type == "match.ended" and ended is None:
            ended = day
        elif since is not None and event.type == "match.resumed" and ended is None:
            pauses.append((since, day))
            since = None
        elif event.type == "match.reopened" and ended is not None:
            pauses.append((since or ended, max(day, ended)))
            since = ended = None
    if start is None:
        return None
    in_pause = since is not None and ended is not None
    if since is not None and ended is not None:
        pauses.append((since, ended))
        since = None
    kept = tuple((first, back) for first, back in pauses if first < back)
    return ProgrammeTime(start, kept, since, ended, in_pause)
