"""Stable rounds as a policy, for programmes in which both sides say what they wish."""

from __future__ import annotations

from attrs import define, validators
from attrs import field as setting

from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.matching import Side


@define(eq=False)
class StablePolicy:
    """No two people are left who would both rather have each other than whom they are proposed to.

    Each side prefers by the points of the rules that speak for it. Fewer people may be matched than by
    `matching.optimal`.

    Settings:
        optimal_for: ``mentee`` or ``mentor``: the side for whose people no stable round is better.
    """

    optimal_for: Side = setting(default="mentee", validator=validators.in_(("mentee", "mentor")))

    @hookimpl
    def solver(self) -> object:
        """The solver; NumPy is imported with it, which only rounds need."""
        from mentorcore.matching.stable import Stable

        return Stable(self.optimal_for)
