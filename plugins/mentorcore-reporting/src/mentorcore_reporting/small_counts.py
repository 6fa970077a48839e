"""Figures of a small programme must not tell of one person: every count is rounded."""

from __future__ import annotations

from attrs import asdict, define, field, validators

from mentorcore.hooks.indicators import Counts, Indicator
from mentorcore.hooks.kinds import hookimpl


@define(eq=False)
class SmallCounts:
    """Rounds every count to the nearest multiple of a base, zeros too; half goes up.

    Settings:
        base: 3 or more; 5 unless set. With less, a shown zero would mean an exact zero. Hiding only the small
            counts instead would let many of them be found again by subtraction from totals.
    """

    base: int = field(default=5, validator=validators.ge(3))

    @hookimpl
    def indicators(self, counts: Counts) -> list[Indicator]:
        """``indicator.<name>`` for each count, in the order in which the counts are declared."""
        return [
            Indicator(f"indicator.{name}", self._rounded(value), approximate=True)
            for name, value in asdict(counts).items()
        ]

    def _rounded(self, value: int) -> int:
        return (value + self.base // 2) // self.base * self.base
