"""Stable matching against the library `matching`: everybody ranks everybody, 1,000 to 1,000 and to 200 with five seats each.

Both get ranked lists, each in its own form, and have to find the same pairs. Beside it stands the whole solver, which
sorts a million scored pairs first, and the pool in which all rank alike: there half of all possible offers are made.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from matching.games import HospitalResident, StableMarriage  # type: ignore[import-untyped]  # it ships no types
from numpy.typing import NDArray

from mentorcore.hooks.matching import IntArray, PoolMember
from mentorcore.matching.acceptance import deferred_acceptance, full_lists
from mentorcore.matching.assignment import Solver
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.greedy import Greedy
from mentorcore.matching.stable import Stable

PEOPLE = 1_000
MENTORS, SEATS = 200, 5
_Orders = NDArray[np.int32]
_Found = TypeVar("_Found")


def run() -> None:
    """Compare with the peer in one run, then time the whole solver."""
    draw = np.random.default_rng(1)
    for mentors, seats in ((PEOPLE, 1), (MENTORS, SEATS)):
        likes, liked = _orders(draw, PEOPLE, mentors), _orders(draw, mentors, PEOPLE)
        _compare(likes, liked, np.full(mentors, seats, dtype=np.intp))
    likes, liked = (_orders(draw, PEOPLE, PEOPLE, alike=1.0) for _ in range(2))
    seconds, _ = _median(lambda: _ours(likes, liked, np.ones(PEOPLE, dtype=np.intp)))
    print(f"stable: {PEOPLE} x {PEOPLE} where all rank alike {1000 * seconds:.0f} ms")
    for solver in (Stable(), Stable("mentor"), Greedy()):
        seconds, chosen = _solver(solver, draw)
        print(f"stable: {solver.name}, a million scored pairs, {1000 * seconds:.0f} ms for {chosen} pairs")


def _orders(draw: np.random.Generator, people: int, others: int, alike: float = 0.0) -> _Orders:
    """Ranked lists: by chance, or with 1 the same for everybody."""
    return np.argsort(draw.random((people, others)) + alike * np.arange(others), axis=1).astype(np.int32)


def _compare(likes: _Orders, liked: _Orders, seats: IntArray) -> None:
    ours, found = _median(lambda: _ours(likes, liked, seats))
    peer, theirs = _deep(lambda: _peer(likes, liked, seats))
    if found != theirs:
        raise AssertionError("the two did not find the same pairs")
    print(
        f"stable: {len(likes)} x {len(liked)}, seats {seats[0]}, {1000 * ours:.1f} ms, matching {peer:.1f} s,"
        f" {peer / ours:.0f} times, the same {len(found)} pairs"
    )


def _median(call: Callable[[], _Found]) -> tuple[float, _Found]:
    """Seconds of five calls, and the last answer."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - started)
    return statistics.median(times), found


def _ours(likes: _Orders, liked: _Orders, seats: IntArray) -> set[tuple[int, int]]:
    """Mentee and mentor of each pair, from both sides' ranked lists."""
    ranks = np.empty(liked.shape, dtype=np.int16)
    np.put_along_axis(ranks, liked, np.arange(len(likes), dtype=np.int16)[None, :], axis=1)
    found = deferred_acceptance(full_lists(likes, ranks), np.ones(len(likes), dtype=np.intp), seats)
    return set(zip((found // len(liked)).tolist(), likes.ravel()[found].tolist(), strict=True))


def _peer(likes: _Orders, liked: _Orders, seats: IntArray) -> set[tuple[int, int]]:
    first = {f"P{n}": [f"Q{other}" for other in row] for n, row in enumerate(likes.tolist())}
    second = {f"Q{n}": [f"P{other}" for other in row] for n, row in enumerate(liked.tolist())}
    if seats.max() == 1:
        found = StableMarriage.create_from_dictionaries(first, second).solve()
        return {(int(str(p)[1:]), int(str(q)[1:])) for p, q in found.items()}
    many = {f"Q{n}": places for n, places in enumerate(seats.tolist())}
    held = HospitalResident.create_from_dictionaries(first, second, many).solve()
    return {(int(str(p)[1:]), int(str(q)[1:])) for q, people in held.items() for p in people}


def _deep(call: Callable[[], _Found]) -> tuple[float, _Found]:
    """Seconds of one call, and its answer: the peer copies its players one inside the other, which needs a deep stack."""

    def timed() -> tuple[_Found, float]:
        started = time.perf_counter()
        return call(), time.perf_counter() - started

    limit, size = sys.getrecursionlimit(), threading.stack_size(2**30)
    sys.setrecursionlimit(1_000_000)
    try:
        with ThreadPoolExecutor(1) as alone:
            found, seconds = alone.submit(timed).result()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    return seconds, found


def _solver(solver: Solver, draw: np.random.Generator) -> tuple[float, int]:
    members = [PoolMember(f"P-{n:04}", "mentee") for n in range(PEOPLE)]
    members += [PoolMember(f"Q-{n:04}", "mentor") for n in range(PEOPLE)]
    pool, everybody = build_pool(members, ()), np.arange(PEOPLE, dtype=np.int32)
    candidates = Candidates(
        np.repeat(everybody, PEOPLE),
        np.tile(everybody, PEOPLE),
        draw.integers(0, 5_000, PEOPLE * PEOPLE),
        draw.integers(0, 2**16, PEOPLE * PEOPLE, dtype=np.uint16),
    )
    seconds, chosen = _median(lambda: solver.solve(pool, candidates))
    return seconds, len(chosen.mentees)
