"""Rounds at scale: rules in columns, the optimum where a full matrix is out of reach, regions, a whole country, one change.

Every figure is a ratio to a peer, or to ourselves, within one run. `MENTORCORE_BENCH_COUNTRY` is the number of mentees of the
country (500,000), `MENTORCORE_BENCH_POPULAR` that of the popular mentors' mentees (9,000).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.hooks.matching import (
    Explanation,
    FloatArray,
    IntArray,
    PairRule,
    PoolMember,
    PoolView,
    RuleKind,
    Trait,
)
from mentorcore.matching.blocking import find_blocks
from mentorcore.matching.candidates import Judge
from mentorcore.matching.chunks import chunks
from mentorcore.matching.incremental import Plan
from mentorcore.matching.pool import Pool
from mentorcore.matching.python_rule import PythonRule
from mentorcore.matching.solution import Solution, solve
from mentorcore.matching.tables import Table, pool_of_tables
from mentorcore_matching.rules import SameChoice, SharedSet, WaitingPriority

COUNTRY = int(os.environ.get("MENTORCORE_BENCH_COUNTRY", "500000"))
POPULAR = int(os.environ.get("MENTORCORE_BENCH_POPULAR", "9000"))
T = TypeVar("T")


def run() -> None:
    """All of them, the quick ones first."""
    _rules()
    _regions()
    _country()
    _popular()


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


# Rules


def _rules() -> None:
    """Five rules over 3,000 by 1,000 people, in columns and as a call for each pair."""
    pool = _pool(3_000, 1_000, regions=10)
    rules: tuple[PairRule, ...] = (
        SameChoice("region", "r", "region", "soft", 10, "fine"),
        *(SharedSet(f"interests{at}", "r", "interests", "soft", 10, "fine") for at in range(3)),
        WaitingPriority("waiting", "r", 10, "rounds", 6),
    )

    def shared(ours: object, theirs: object) -> float:
        return 1.0 if ours == theirs else 0.0

    plain = tuple(
        PythonRule(
            f"plain{at}",
            "r",
            "soft",
            lambda a, b: shared(a.get("region"), b.get("region")),
            lambda *_: ("x", {}),
            10,
        )
        for at in range(5)
    )
    columns = min(_timed(lambda: _judged(pool, rules))[1] for _ in range(20))
    apart = _timed(lambda: _judged(pool, plain))[1]
    hooks = _per_pair_hooks(pool)
    pairs = len(pool.mentees) * len(pool.mentors)
    print(
        f"matching: five rules over {pairs:,} pairs {1e9 * columns / pairs:.0f} ns a pair in columns;"
        f" hooks asked for each pair {1e9 * hooks / pairs:.0f} ns, ratio {hooks / columns:.0f} (aim 300);"
        f" plain Python rules {1e9 * apart / pairs:.0f} ns"
    )


def _judged(pool: Pool, rules: tuple[PairRule, ...]) -> int:
    """Every pair judged by every rule, answers checked and added up."""
    judge, blocks = Judge.of(pool, rules, 0), find_blocks(pool, rules)
    ranges = np.arange(len(blocks.left))
    return sum(int(judge.tile(chunk)[1][0, 0]) for chunk in chunks(blocks, ranges))


def _per_pair_hooks(pool: Pool) -> float:
    """Seconds for all pairs, where a pluggy hook with five plugins is asked for each: the peer."""
    import pluggy

    spec, impl = pluggy.HookspecMarker("peer"), pluggy.HookimplMarker("peer")

    class Spec:
        @spec
        def points(self, mentee: object, mentor: object) -> float:
            raise NotImplementedError

    class Plugin:
        @impl
        def points(self, mentee: dict[str, object], mentor: dict[str, object]) -> float:
            return 1.0 if mentee.get("region") == mentor.get("region") else 0.0

    manager = pluggy.PluginManager("peer")
    manager.add_hookspecs(Spec)
    for _ in range(5):
        manager.register(Plugin())
    mentees = [pool.mentee_traits(at) for at in range(50)]
    mentors = [pool.mentor_traits(at) for at in range(len(pool.mentors))]

    def ask() -> int:
        return sum(bool(manager.hook.points(mentee=a, mentor=b)) for a in mentees for b in mentors)

    seconds = _timed(ask)[1]
    return seconds * len(pool.mentees) / len(mentees)


# Regions


def _regions() -> None:
    """50,000 mentees in 500 regions: apart, and as one graph with OR-tools."""
    from mentorcore.matching import graph
    from mentorcore.matching.graph import Group
    from mentorcore.matching.worth import scale

    pool = _pool(50_000, 16_667, regions=500)
    rules = _everyday()
    ours, seconds = min((_timed(lambda: solve(pool, rules)) for _ in range(3)), key=lambda found: found[1])
    candidates = Judge.of(pool, rules, 0).all()
    worth = scale(int(candidates.scores.max()), len(pool.mentees))
    whole = Group(
        candidates.mentees.astype(np.intp),
        candidates.mentors.astype(np.intp),
        worth.of(candidates.scores, candidates.ties),
        worth.paired,
        len(pool.mentees),
        pool.capacity[1],
    )
    seats = np.minimum(whole.seats, np.bincount(whole.columns, minlength=len(whole.seats)))
    chosen, theirs = _timed(lambda: graph._flow(whole, seats))
    own = whole.columns == chosen[whole.rows]
    same = (int(own.sum()), int(candidates.scores[own].sum())) == (len(ours), int(ours.scores.sum()))
    print(
        f"matching: 50,000 mentees in 500 regions, rules and all, {seconds:.2f} s; OR-tools' solver alone on the whole graph"
        f" {theirs:.2f} s, ratio {theirs / seconds:.1f} (aim 6); {'equal' if same else 'OTHER'} optimum"
    )


# A country, and one change in it


def _country() -> None:
    """Pool, blocks, rules, solving and each rule's part, at three sizes; then one person who moves."""
    sizes = (COUNTRY // 4, COUNTRY // 2, COUNTRY)
    times = []
    for size in sizes:
        mentees, mentors, traits = _tables(size, size // 3, regions=max(1, size // 100))

        def whole(
            mentees: Table = mentees, mentors: Table = mentors, traits: tuple[Trait, ...] = traits
        ) -> Solution:
            found = solve(pool_of_tables(mentees, mentors, traits), _everyday())
            assert sum(points.sum() for points in found.points.values()) == found.scores.sum()
            return found

        found, seconds = min((_timed(whole) for _ in range(2)), key=lambda found: found[1])
        times.append(seconds)
    growth = np.polyfit(np.log(sizes), np.log(times), 1)[0]
    print(
        f"matching: {sizes[-1]:,} mentees with {sizes[-1] // 3:,} mentors end to end {times[-1]:.1f} s"
        f" ({found.effort.pairs:,} pairs, {found.effort.groups:,} groups), growth exponent {growth:.2f} (aim 1.1)"
    )
    plan, moved = Plan(found), []
    for at in range(0, 20_000, 1_000):
        there = {**found.pool.mentee_traits(at), "region": f"r{at % 997}"}
        member = PoolMember(found.pool.mentees[at], "mentee", there)
        moved.append(_timed(lambda member=member: plan.change(member))[1])  # type: ignore[misc]  # bound now
    change = statistics.median(moved)
    print(
        f"matching: one person moves {1000 * change:.0f} ms, the whole round {times[-1] / change:.0f} times that (aim 500)"
    )


# Popular mentors


@frozen
class Popularity:
    """Everybody prefers the same mentors, nearly."""

    name: str = "popular"
    policy: str = "popular"
    kind: RuleKind = "soft"
    weight: int = 100
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        taste, liked = pool.numbers("taste"), pool.numbers("liked")[1]
        return 0.5 * liked[mentors] + 0.5 * np.abs(taste[0][mentees] - taste[1][mentors])

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:  # noqa: ARG002 contract
        return "popular", {}


def _popular() -> None:
    """Seats for everybody, and everybody wants the same: both in processes of their own, for their memory."""
    (seconds, megabytes, pairs, score), (dense, matrix, those, points) = (
        _apart(way) for way in ("ours", "dense")
    )
    equal = (pairs, round(score)) == (those, round(points))
    print(
        f"matching: {POPULAR:,} mentees and {POPULAR // 3:,} popular mentors with three seats {seconds:.1f} s and {megabytes:.0f} MB, proof included;"
        f" SciPy's dense solver {dense:.1f} s and {matrix:.0f} MB, ratios {seconds / dense:.3f} and {megabytes / matrix:.3f}"
        f" (aims 0.2 and 0.05); {'equal' if equal else 'OTHER'} optimum"
    )


def _apart(way: str) -> tuple[float, float, float, float]:
    """Seconds, megabytes at the peak above the beginning, pairs and score."""
    script = f"from benchmarks.matching import _{way}; _{way}()"
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    seconds, megabytes, pairs, score = map(float, told.split())
    return seconds, megabytes, pairs, score


def _popular_tables() -> tuple[Table, Table, tuple[Trait, ...]]:
    draw = np.random.default_rng(1)
    mentors = POPULAR // 3
    return (
        Table(_ids("A", POPULAR), {"taste": draw.random(POPULAR)}),
        Table(
            _ids("B", mentors),
            {"taste": draw.random(mentors), "liked": draw.random(mentors)},
            capacity=np.full(mentors, 3),
        ),
        (Trait("taste", "number"), Trait("liked", "number")),
    )


def _ours() -> None:
    pool = pool_of_tables(*_popular_tables())
    solve(_pool(10, 10, regions=1), _everyday())  # loads what is loaded once
    before = _peak()
    found, seconds = _timed(lambda: solve(pool, [Popularity()]))
    print(seconds, _peak() - before, len(found), int(found.scores.sum()))


def _dense() -> None:
    from scipy.optimize import linear_sum_assignment

    pool = pool_of_tables(*_popular_tables())
    before = _peak()

    def peer() -> tuple[int, float]:
        people, seats = np.arange(POPULAR)[:, None], np.repeat(np.arange(POPULAR // 3), 3)[None, :]
        matrix = np.rint(Popularity().evaluate(pool, people, seats) * 10_000)
        row, column = linear_sum_assignment(matrix, maximize=True)
        return len(row), float(matrix[row, column].sum())

    (pairs, score), seconds = _timed(peer)
    print(seconds, _peak() - before, pairs, score)


def _peak() -> float:
    """Megabytes of this process at their highest; the kernel's own figure, since getrusage counts the parent's in."""
    (line,) = (
        found for found in Path("/proc/self/status").read_text().splitlines() if found.startswith("VmHWM")
    )
    return int(line.split()[1]) / 1024


# Pools


def _everyday() -> tuple[PairRule, ...]:
    return (
        SameChoice("region", "r", "region", "hard", 1, "fine"),
        SharedSet("languages", "r", "languages", "hard", 1, "fine"),
        SharedSet("interests", "r", "interests", "soft", 30, "fine"),
        WaitingPriority("waiting", "r", 40, "rounds", 6),
    )


def _pool(mentees: int, mentors: int, regions: int) -> Pool:
    return pool_of_tables(*_tables(mentees, mentors, regions))


def _tables(mentees: int, mentors: int, regions: int) -> tuple[Table, Table, tuple[Trait, ...]]:
    draw = np.random.default_rng(5)

    def masks(people: int, options: int, most: int) -> NDArray[np.uint64]:
        found = np.zeros((people, 1), dtype=np.uint64)
        for _ in range(most):
            found[:, 0] |= np.uint64(1) << draw.integers(0, options, people).astype(np.uint64)
        return found

    def side(letter: str, people: int, languages: int) -> Table:
        return Table(
            _ids(letter, people),
            {
                "region": draw.integers(0, regions, people),
                "languages": masks(people, 8, languages),
                "interests": masks(people, 20, 4),
            },
            capacity=draw.integers(1, 4, people),
            waited_rounds=draw.integers(0, 6, people),
        )

    traits = (
        Trait("region", "choice", tuple(f"r{at}" for at in range(regions))),
        Trait("languages", "set", tuple(f"l{at}" for at in range(8))),
        Trait("interests", "set", tuple(f"i{at}" for at in range(20))),
    )
    return side("A", mentees, 2), side("B", mentors, 3), traits


def _ids(letter: str, people: int) -> list[str]:
    return [f"P-{letter}{at:07}" for at in range(people)]
