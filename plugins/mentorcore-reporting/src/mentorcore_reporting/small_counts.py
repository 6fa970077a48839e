"""Figures of a small programme must not tell of one person: every count is rounded."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import asdict, define, field, fields, validators

from mentorcore.domain.surveys import Tally
from mentorcore.hooks.indicators import Counts, Figure, Indicator
from mentorcore.hooks.kinds import hookimpl

COUNTS = tuple(found.name for found in fields(Counts))


@define(eq=False)
class SmallCounts:
    """Rounds every count to the nearest multiple of a base, zeros too; half goes up.

    Settings:
        base: 3 or more; 5 unless set. With less, a shown zero would mean an exact zero. Hiding only the small
            counts instead would let many of them be found again by subtraction from totals.
        counts: which of `mentorcore.hooks.indicators.Counts` are shown; all where none is named.
    """

    base: int = field(default=5, validator=validators.ge(3))
    counts: tuple[str, ...] = field(default=(), validator=validators.deep_iterable(validators.in_(COUNTS)))

    @hookimpl
    def indicators(self, counts: Counts) -> list[Indicator]:
        """``indicator.<name>`` for each count, in the order in which the counts are declared."""
        return [
            Indicator(f"indicator.{name}", self._rounded(value), approximate=True)
            for name, value in asdict(counts).items()
            if name in self.counts or not self.counts
        ]

    @hookimpl
    def survey_figures(self, tallies: Sequence[Tally]) -> list[Figure]:
        """Every count of a question rounded, zeros too; none of them where fewer than the base answered it."""
        answered = {(t.form, t.version, t.question): t.count for t in tallies if not t.value}
        found = []
        for tally in tallies:
            place = (tally.form, tally.version, tally.question)
            if answered.get(place, 0) >= self.base:
                found.append(Figure(*place, tally.value, self._rounded(tally.count), approximate=True))
            elif not tally.value:
                found.append(Figure(*place, "", 0, approximate=True, hidden=True))
        return found

    def _rounded(self, value: int) -> int:
        return (value + self.base // 2) // self.base * self.base
