"""Rounds with more pairs than are held: the same choice as with all of them, its proof, and an end whatever a rule says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from tests.support.by_place import ByPlace

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.matching import FloatArray, IntArray, PairRule, PoolMember, PoolView
from mentorcore.matching.blocking import find_blocks
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import Judge
from mentorcore.matching.generation import Generated, generate
from mentorcore.matching.graph import Group
from mentorcore.matching.judge import SCALE
from mentorcore.matching.pool import Pool
from mentorcore.matching.prices import prices
from mentorcore.matching.solver import Optimal
from mentorcore.matching.worth import scale


def people(mentees: int, mentors: int, most_seats: int = 1) -> Pool:
    draw = np.random.default_rng(mentees * mentors)
    members = [PoolMember(f"P-{at:04}", "mentee") for at in range(mentees)]
    for at in range(mentors):
        members.append(PoolMember(f"Q-{at:04}", "mentor", capacity=int(draw.integers(1, most_seats + 1))))
    return build_pool(members, ())


def drawn(draw: np.random.Generator) -> FloatArray:
    return draw.random((300, 100))


def popular(draw: np.random.Generator) -> FloatArray:
    """Everybody wants the same mentors, and hardly differs in how much."""
    return np.linspace(0, 0.9, 100)[None, :] + draw.random((300, 100)) / 10


def level(draw: np.random.Generator) -> FloatArray:
    return np.ones((300, 100))


def coarse(draw: np.random.Generator) -> FloatArray:
    return draw.integers(0, 3, (300, 100)) / 2


POOLS: Mapping[str, tuple[Callable[[np.random.Generator], FloatArray], int, float]] = {
    "seats enough": (drawn, 5, 1.0),
    "seats scarce": (drawn, 1, 1.0),
    "popular mentors": (popular, 4, 1.0),
    "popular and scarce": (popular, 1, 1.0),
    "all alike": (level, 3, 1.0),
    "three grades": (coarse, 4, 1.0),
    "few pairs": (drawn, 3, 0.03),
    "hardly a pair": (drawn, 3, 0.004),
    "no pair": (drawn, 3, 0.0),
}


def rules_of(name: str) -> tuple[Pool, tuple[PairRule, ...]]:
    make, most_seats, share = POOLS[name]
    draw = np.random.default_rng(len(name))
    rules = [ByPlace("good", "soft", make(draw))]
    if share < 1:
        rules.append(ByPlace("may", "hard", draw.random((300, 100)) < share))
    return people(300, 100, most_seats), tuple(rules)  # type: ignore[arg-type]  # its answers are of any type


@pytest.mark.parametrize("name", POOLS)
def test_pairs_are_those_of_a_round_that_holds_them_all(name: str) -> None:
    pool, rules = rules_of(name)
    judge, blocks = Judge.of(pool, rules, 3), find_blocks(pool, rules)
    whole, few = Optimal().choose(judge, blocks), Optimal(most_held=-1).choose(judge, blocks)
    for of in ("mentees", "mentors", "scores"):
        assert getattr(few, of).tolist() == getattr(whole, of).tolist()
    assert (whole.effort.looks, few.effort.looks > 0) == (0, True)
    # the same people stand in some pair; which of those who are held together were solved apart is not told
    for ours, theirs in zip(whole.groups, few.groups, strict=True):
        assert ((ours >= 0) == (theirs >= 0)).all()


def generated(pool: Pool, rules: tuple[PairRule, ...]) -> tuple[Judge, Generated]:
    judge, blocks = Judge.of(pool, rules, 3), find_blocks(pool, rules)
    highest = SCALE * sum(rule.weight for rule in rules if rule.kind == "soft")
    return judge, generate(judge, blocks, np.arange(len(blocks.left)), highest)


@pytest.mark.parametrize("name", [name for name in POOLS if name != "no pair"])
def test_the_prices_of_the_held_pairs_prove_the_choice_among_all(name: str) -> None:
    pool, rules = rules_of(name)
    judge, made = generated(pool, rules)
    most = min(300, int(pool.capacity[1].sum()))
    worth = scale(SCALE * 10, most)
    held, all_ = made.candidates, judge.all()
    seats = pool.capacity[1]
    group = Group(
        held.mentees.astype(np.intp),
        held.mentors.astype(np.intp),
        worth.of(held.scores, held.ties),
        worth.paired,
        300,
        seats,
    )
    chosen = np.full(300, -1)
    chosen[held.mentees[made.chosen]] = held.mentors[made.chosen]
    found = prices(group, chosen)
    values = worth.of(all_.scores, all_.ties)
    # nobody would gain by any other pair of all there are
    assert (found.gains[all_.mentees] + found.seats[all_.mentors] >= values).all()
    # and what the prices promise is what the choice is worth: no choice can be worth more
    taken = np.bincount(chosen[chosen >= 0], minlength=100)
    assert (found.seats >= 0).all()
    assert (found.gains >= 0).all()
    assert not found.seats[taken < seats].any()
    assert not found.gains[chosen < 0].any()
    own = all_.mentors == chosen[all_.mentees]
    assert int(values[own].sum()) == int(found.gains.sum() + (found.seats * seats).sum())


def small() -> Group:
    """Two mentees, two mentors with a seat each: the best is 0-1 and 1-0."""
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    return Group(rows, columns, np.array([105, 104, 109, 101]), 100, 2, np.array([1, 1]))


def test_prices_of_a_best_choice_are_the_lowest_there_are() -> None:
    found = prices(small(), np.array([1, 0]))
    assert (found.seats.tolist(), found.gains.tolist()) == ([1, 0], [104, 108])


@pytest.mark.parametrize("chosen", [[0, 1], [-1, 0], [1, -1], [-1, -1]])
def test_prices_refuse_a_choice_that_is_not_the_best(chosen: list[int]) -> None:
    with pytest.raises(PluginFault) as caught:
        prices(small(), np.array(chosen))
    assert (caught.value.code, caught.value.params) == ("solver.not_best", {"solver": "optimal"})


def test_prices_refuse_every_choice_in_which_two_mentees_are_swapped() -> None:
    pool, rules = rules_of("seats scarce")
    _, made = generated(pool, rules)
    held, worth = made.candidates, scale(SCALE * 10, 100)
    columns = held.mentees.astype(np.intp), held.mentors.astype(np.intp)
    group = Group(*columns, worth.of(held.scores, held.ties), worth.paired, 300, pool.capacity[1])
    best = np.full(300, -1)
    best[columns[0][made.chosen]] = columns[1][made.chosen]
    swaps = 0
    for first, other in combinations(np.flatnonzero(best >= 0)[:60].tolist(), 2):
        places = held.find(pool, np.array([first, other]), best[[other, first]])
        if best[first] != best[other] and (places >= 0).all():
            wrong = best.copy()
            wrong[[first, other]] = best[[other, first]]
            swaps += 1
            with pytest.raises(PluginFault) as caught:
                prices(group, wrong)
            assert caught.value.code == "solver.not_best"
    assert swaps > 0


@frozen(eq=False)
class Fickle(ByPlace):
    """A rule that answers otherwise each time."""

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> Any:
        shape = np.broadcast_shapes(mentees.shape, mentors.shape)
        answers = self.answers.random(shape)
        return answers if self.kind == "soft" else answers < 0.5


@pytest.mark.parametrize("seed", range(5))
def test_points_that_change_from_look_to_look_end_the_round(seed: int) -> None:
    rules: Any = (
        Fickle("fickle", "soft", np.random.default_rng(seed), policy="f.policy"),
        ByPlace("good", "soft", np.ones((300, 100)), policy="g.policy"),
    )
    with pytest.raises(PluginFault) as caught:
        generated(people(300, 100), rules)
    expected = {"policy": "f.policy, g.policy", "rule": "fickle, good"}
    assert (caught.value.code, caught.value.params) == ("rule.unstable", expected)


@frozen(eq=False)
class Rising(ByPlace):
    """A rule that finds every pair a little better each time it is asked."""

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> Any:
        self.answers.append(0)
        shape = np.broadcast_shapes(mentees.shape, mentors.shape)
        return np.full(shape, min(1.0, len(self.answers) / 10_000))


def test_points_that_always_rise_end_the_round() -> None:
    rules: Any = (Rising("rising", "soft", [], weight=1_000),)
    with pytest.raises(PluginFault) as caught:
        generated(people(300, 100), rules)
    assert (caught.value.code, caught.value.params["rule"]) == ("rule.unstable", "rising")


@pytest.mark.parametrize("seed", range(5))
def test_a_hard_rule_that_changes_its_mind_only_ever_adds_pairs_so_that_it_ends(seed: int) -> None:
    rules: Any = (
        Fickle("fickle", "hard", np.random.default_rng(seed)),
        ByPlace("good", "soft", np.random.default_rng(seed).random((300, 100))),
    )
    _, made = generated(people(300, 100), rules)
    assert made.looks <= 100
