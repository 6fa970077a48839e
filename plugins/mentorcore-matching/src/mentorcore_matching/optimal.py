"""The exact solver as a policy, for bundles that say which one they want."""

from __future__ import annotations

from attrs import define

from mentorcore.hooks.kinds import hookimpl


@define(eq=False)
class Optimal:
    """As many mentees as possible, then the highest score; exact."""

    @hookimpl
    def solver(self) -> object:
        """The solver; SciPy is imported here, since only rounds need it."""
        from mentorcore.matching import solver

        return solver.Optimal()
