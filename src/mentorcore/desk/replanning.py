"""All duties planned anew: what it changes, rule by rule, counted on the way so that memory stays bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from attrs import frozen

from mentorcore.desk.handling import handled
from mentorcore.domain.duties import DutyState
from mentorcore.domain.ids import CONCERN
from mentorcore.engine.planner import Change
from mentorcore.engine.work import Work

Way = Literal["opened", "moved", "closed", "cancelled"]


@frozen
class DutyChanges:
    """What planning anew changes about the duties of one rule.

    Args:
        policy: the bundle's policy.
        rule: its rule.
        opened: duties that are new, or wanted again.
        moved: duties whose day or words change.
        closed: duties that turn out to be done or missed.
        cancelled: duties that nobody wants any more.
    """

    policy: str
    rule: str
    opened: int = 0
    moved: int = 0
    closed: int = 0
    cancelled: int = 0

    @property
    def count(self) -> int:
        """All of them together."""
        return self.opened + self.moved + self.closed + self.cancelled


def counted(work: Work, changes: Iterable[Change]) -> tuple[DutyChanges, ...]:
    """Changes by policy and rule, without those about concerns that the actor may not know of.

    Args:
        work: the unit of work.
        changes: what a planning changes; it goes on as far as they are taken, so all of them are.
    """
    shown = {concern.id for concern in handled(work)}
    found: Counter[tuple[str, str, Way]] = Counter()
    for change in changes:
        duty = change.after
        if not duty.subject.startswith(CONCERN) or duty.subject in shown:
            found[duty.policy, duty.rule, _way(change)] += 1
    rules = sorted({(policy, rule) for policy, rule, _ in found})
    return tuple(
        DutyChanges(
            policy,
            rule,
            found[policy, rule, "opened"],
            found[policy, rule, "moved"],
            found[policy, rule, "closed"],
            found[policy, rule, "cancelled"],
        )
        for policy, rule in rules
    )


def _way(change: Change) -> Way:
    before, after = change.before, change.after
    if after.state is DutyState.CANCELLED:
        return "cancelled"
    if after.state is not DutyState.OPEN:
        return "closed"
    return "moved" if before is not None and before.state is DutyState.OPEN else "opened"
