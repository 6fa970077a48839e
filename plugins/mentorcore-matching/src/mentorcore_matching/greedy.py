"""Greedy rounds as a policy, for a quick look at a large pool."""

from __future__ import annotations

from attrs import define

from mentorcore.hooks.kinds import hookimpl


@define(eq=False)
class GreedyPolicy:
    """The best pair first, then the best of those left, and so on: quick, and not optimal.

    Fewer people may be matched than by `matching.optimal`, and with a lower score.
    """

    @hookimpl
    def solver(self) -> object:
        """The solver; NumPy is imported with it, which only rounds need."""
        from mentorcore.matching.greedy import Greedy

        return Greedy()
