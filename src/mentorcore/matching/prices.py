"""Prices of mentors' seats, out of a best choice: what proves that it is the best one, and that it needs no other pair.

Each mentee gains what a pair is worth less the price of the seat. Prices that are 0 where a seat is left, with which nobody
gains by taking another pair than theirs, prove a choice the best of all (linear programming duality; Shapley and Shubik, 1971). These
are the lowest such prices: each is raised only where somebody would otherwise change over.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.matching import IntArray
from mentorcore.matching.blocking import spread
from mentorcore.matching.graph import Group
from mentorcore.matching.worth import WorthArray


@frozen(eq=False)
class Prices:
    """What each seat costs and each mentee gains.

    Args:
        seats: the price of a seat of each mentor, 0 or more.
        gains: what each mentee gains, 0 or more; 0 where they are in no pair.
    """

    seats: WorthArray
    gains: WorthArray


def prices(group: Group, chosen: IntArray) -> Prices:
    """The lowest prices that hold up a best choice of the group.

    Args:
        group: the pairs.
        chosen: for each mentee the mentor, or -1.

    Raises:
        PluginFault: ``solver.not_best``: there are no such prices, so there is a better choice.
    """
    own = group.columns == chosen[group.rows]
    mine = np.zeros(group.people, dtype=np.int64)  # worth of the pair that each one has
    mine[group.rows[own]] = group.worth[own]
    found = np.zeros(len(group.seats), dtype=np.int64)
    alone = chosen[group.rows] < 0
    np.maximum.at(found, group.columns[alone], group.worth[alone])
    other = ~own & ~alone
    from_, to = chosen[group.rows[other]], group.columns[other]
    steps = _Steps.of(from_, to, group.worth[other] - mine[group.rows[other]], len(found))
    raised = np.arange(len(found))
    for _ in range(
        len(found) + 1
    ):  # a rise passes each mentor once at most, unless somebody could change over for ever
        if not len(raised):
            break
        raised = steps.raise_(found, raised)
    gains = np.where(chosen >= 0, mine - found[np.maximum(chosen, 0)], 0)
    left = np.bincount(chosen[chosen >= 0], minlength=len(found)) < group.seats
    if len(raised) or (gains < 0).any() or found[left].any():
        raise PluginFault("solver.not_best", solver="optimal")
    return Prices(found, gains)


@frozen(eq=False)
class _Steps:
    """From mentor to mentor: by how much more somebody would pay elsewhere.

    Args:
        start: where each mentor's steps begin; one more at the end.
        to: the other mentor.
        more: the most that any of the mentor's mentees is better off there, at equal prices.
    """

    start: IntArray
    to: IntArray
    more: WorthArray

    @classmethod
    def of(cls, from_: IntArray, to: IntArray, more: WorthArray, mentors: int) -> _Steps:
        order = np.argsort(from_ * mentors + to, kind="stable")
        keys = (from_ * mentors + to)[order]
        new = np.flatnonzero(np.append(True, np.diff(keys) != 0)) if len(keys) else np.zeros(0, dtype=np.intp)
        best = np.maximum.reduceat(more[order], new) if len(keys) else more
        start = np.searchsorted(keys[new], np.arange(mentors + 1) * mentors)
        return cls(start, keys[new] % mentors, best)

    def raise_(self, found: WorthArray, raised: IntArray) -> IntArray:
        """Pass on what the last rise was; returns whose prices rise by it."""
        which, steps = spread(self.start[raised], self.start[raised + 1])
        asked = found[raised[which]] + self.more[steps]
        to = self.to[steps]
        higher = asked > found[to]
        np.maximum.at(found, to[higher], asked[higher])
        return np.unique(to[higher])
