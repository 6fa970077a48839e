"""Deferred acceptance on arrays: one side makes offers, the other holds the best of them until no offer is left.

The algorithm of Gale and Shapley (1962). All free proposers make their next offer in one round of array work. The
number of free seats on the proposing side never rises, and the last few are freed again and again: from a handful
on, one offer after the other in plain Python is faster than a round. The order of the offers changes nothing.
"""

from __future__ import annotations

from heapq import heapify, heappush, heapreplace

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.hooks.matching import IntArray

FEW = 48
"""Free seats from which on offers are made one by one: a round takes as long as about that many offers."""

_Ranks = NDArray[np.int64] | NDArray[np.int32] | NDArray[np.int16]
_Held = tuple[int, int, int]


@frozen(eq=False)
class Offers:
    """What the proposing side can offer, list after list, the best first.

    Args:
        start: for each proposer the place of the first offer in the other two arrays; one more at the end.
        receivers: for each offer the index of whom it goes to; nobody stands twice in a list.
        ranks: for each offer the proposer's rank with the receiver, the lower the better: no two offers to one
            receiver have the same.
    """

    start: IntArray
    receivers: NDArray[np.int32]
    ranks: _Ranks


def full_lists(orders: NDArray[np.int32], ranks: _Ranks) -> Offers:
    """The offers where everybody has ranked everybody.

    Args:
        orders: shape (proposers, receivers): whom each proposer likes best, second best and so on.
        ranks: shape (receivers, proposers): the rank of each proposer with each receiver; int16 is enough below
            32,768 proposers.
    """
    proposers, receivers = orders.shape
    own = ranks.T[np.arange(proposers, dtype=np.intp)[:, None], orders]
    return Offers(np.arange(proposers + 1, dtype=np.intp) * receivers, orders.ravel(), own.ravel())


def deferred_acceptance(offers: Offers, seats: IntArray, places: IntArray, few: int = FEW) -> IntArray:
    """The offers that stand at the end, rising: stable, and of all stable choices the best for each proposer.

    Args:
        offers: both sides' preferences; whoever is missing in a list is never brought together.
        seats: how many offers of each proposer may stand at once, 0 or more.
        places: how many offers each receiver can hold, 0 or more.
        few: free seats from which on offers are made one by one; changes the time, never the answer.
    """
    following, end = offers.start[:-1].copy(), offers.start[1:]
    holding = _Holding(offers, places)
    asking = np.repeat(np.arange(len(seats), dtype=np.intp), np.minimum(seats, end - following))
    while len(asking) > few:
        people, times = np.unique(asking, return_counts=True)
        times = np.minimum(times, end[people] - following[people])
        made = _runs(following[people], times)
        following[people] += times
        asking = np.searchsorted(offers.start, holding.receive(made), side="right") - 1
    return _one_by_one(offers, places, following, asking, holding.held)


class _Holding:
    """What the receivers hold: a row of places for each, the best offer first, -1 where a place is free."""

    def __init__(self, offers: Offers, places: IntArray) -> None:
        self._offers = offers
        # a million places are no more than the offers that can come
        self._places = np.minimum(places, np.bincount(offers.receivers, minlength=len(places)))
        self._first = np.cumsum(self._places) - self._places
        self.held = np.full(int(self._places.sum()), -1, dtype=np.intp)
        self._bar = np.where(self._places > 0, np.iinfo(np.int64).max, np.iinfo(np.int64).min)
        """For each receiver the rank that an offer has to be below to be held."""

    def receive(self, made: IntArray) -> IntArray:
        """Hold the best of these offers and of those held before; returns the others."""
        receivers, ranks = self._offers.receivers, self._offers.ranks
        liked = ranks[made] < self._bar[receivers[made]]
        touched = np.unique(receivers[made[liked]])
        seats = _runs(self._first[touched], self._places[touched])
        before = self.held[seats]
        offers = np.concatenate([before[before >= 0], made[liked]])
        offers = offers[np.lexsort((ranks[offers], receivers[offers]))]
        whose = receivers[offers]
        # touched is sorted and each of them has an offer now, so the runs come in the same order
        begin = np.searchsorted(whose, touched)
        length = np.diff(np.append(begin, len(whose)))
        place = np.arange(len(whose)) - np.repeat(begin, length)
        kept = place < self._places[whose]
        self.held[seats] = -1
        self.held[self._first[whose[kept]] + place[kept]] = offers[kept]
        full = touched[length >= self._places[touched]]
        self._bar[full] = ranks[self.held[self._first[full] + self._places[full] - 1]]
        return np.concatenate([made[~liked], offers[~kept]])


def _runs(first: IntArray, times: IntArray) -> IntArray:
    """``first[0], first[0] + 1, ...`` `times[0]` times, then the same from ``first[1]``, and so on."""
    begin = np.cumsum(times) - times
    return np.repeat(first - begin, times) + np.arange(int(times.sum()), dtype=np.intp)


def _one_by_one(
    offers: Offers, places: IntArray, following: IntArray, asking: IntArray, held: IntArray
) -> IntArray:
    """Go on from what is held until nobody is left who has both a free seat and an offer to make."""
    if not len(asking):
        return np.sort(held[held >= 0])
    # views give plain numbers without a copy, several times faster than an array does
    receivers, ranks, end = offers.receivers.data, offers.ranks.data, offers.start[1:].data
    held_by = _heaps(offers, held)
    coming, free, limits = following.tolist(), asking.tolist(), places.tolist()
    while free:
        proposer = free.pop()
        offer = coming[proposer]
        if offer == end[proposer]:
            continue
        coming[proposer] = offer + 1
        receiver = receivers[offer]
        room, entry = held_by.setdefault(receiver, []), (-ranks[offer], offer, proposer)
        if len(room) < limits[receiver]:
            heappush(room, entry)
        elif room and entry > room[0]:  # somebody without a place holds nothing
            free.append(heapreplace(room, entry)[2])
        else:
            free.append(proposer)
    return np.array(sorted(entry[1] for room in held_by.values() for entry in room), dtype=np.intp)


def _heaps(offers: Offers, held: IntArray) -> dict[int, list[_Held]]:
    """For each receiver what they hold, the worst first."""
    kept = held[held >= 0]
    owners = np.searchsorted(offers.start, kept, side="right") - 1
    rooms: dict[int, list[_Held]] = {}
    columns = (offers.receivers[kept], offers.ranks[kept], kept, owners)
    for receiver, rank, offer, owner in zip(*(column.tolist() for column in columns), strict=True):
        rooms.setdefault(receiver, []).append((-rank, offer, owner))
    for room in rooms.values():
        heapify(room)
    return rooms
