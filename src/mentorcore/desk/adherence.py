"""How far a pair, or the whole programme, keeps to the rhythm: duties that were done and missed, rule by rule."""

from __future__ import annotations

from attrs import frozen

from mentorcore.desk.facet import the_match
from mentorcore.domain.duties import DutyState
from mentorcore.engine.work import Work
from mentorcore.storage import duties


@frozen
class Kept:
    """What became of the duties of one rule about matches; those that nobody wants any more are left out.

    Args:
        policy: the bundle's policy.
        rule: its rule.
        done: how many were met in time.
        missed: how many were not.
        waived: how many a person gave up, with a reason.
        open: how many are still to come, up to the planner's horizon.
    """

    policy: str
    rule: str
    done: int
    missed: int
    waived: int
    open: int


def kept(work: Work, match: str = "") -> tuple[Kept, ...]:
    """Adherence of one match, or of all of them together.

    Args:
        work: the unit of work.
        match: the match; all where it is empty.

    Raises:
        Refused: there is no such match.
    """
    if match:
        the_match(work, match)
        work.concerns(match)
    found: dict[tuple[str, str], dict[DutyState, int]] = {}
    for policy, rule, state, count in duties.adherence(work.tx, match):
        found.setdefault((policy, rule), {})[state] = count
    lines = (
        Kept(policy, rule, *(states.get(state, 0) for state in _SHOWN))
        for (policy, rule), states in found.items()
    )
    return tuple(line for line in lines if line.done or line.missed or line.waived or line.open)


_SHOWN = (DutyState.DONE, DutyState.MISSED, DutyState.WAIVED, DutyState.OPEN)
