"""How long somebody can be passed over: fifty rounds with scarce seats, against the bound that the documentation states."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from attrs import define, evolve, field

from mentorcore.hooks.matching import PairRule, PoolMember, Trait, TraitValue
from mentorcore.loading.bundle import load_bundle
from mentorcore.matching.building import build_pool
from mentorcore.matching.solution import solve
from mentorcore_matching.rules import SameChoice, SharedSet, WaitingPriority

ROUNDS = 50
CAP = 6
TRAITS = (
    Trait("experience", "set", ("a", "b", "c")),
    Trait("canton", "choice", ("GE", "VD")),
    Trait("meeting", "set", ("here", "there", "afar")),
)
Answers = dict[str, TraitValue]
EVERYTHING = frozenset({"a", "b", "c"})


def soft(experience: int, near: int, waiting: int, cap: int = CAP) -> tuple[PairRule, ...]:
    """The soft rules of a programme, such as those of the VPS bundle."""
    rules: list[PairRule] = []
    if experience:
        rules.append(SharedSet("experience", "experience", "experience", "soft", experience, "fine"))
    if near:
        rules.append(SameChoice("near", "near", "canton", "soft", near, "fine"))
    if waiting:
        rules.append(WaitingPriority("waiting", "waiting", waiting, "rounds", cap))
    return tuple(rules)


@define
class Simulation:
    """Rounds one after the other; who was proposed leaves, and whoever waits has waited a round more.

    Args:
        rules: the pair rules.
        seats: free seats in each round, all of one mentor whom newcomers suit perfectly.
        arrivals: newcomers in each round, who suit the mentor in everything.
        misfits: who waits from the beginning, and suits the mentor in nothing that a soft rule weighs.
    """

    rules: tuple[PairRule, ...]
    seats: int
    arrivals: int
    misfits: int
    waiting: list[PoolMember] = field(factory=list)
    waits: dict[str, int] = field(factory=dict)
    most: int = 0
    """Most people who waited in one round, those included who had just arrived."""

    def run(self) -> Simulation:
        names = (f"P-{number:04}" for number in count())
        poor: Answers = {"experience": frozenset(), "canton": "VD"}
        rich: Answers = {"experience": EVERYTHING, "canton": "GE"}
        self.waiting = [PoolMember(next(names), "mentee", poor) for _ in range(self.misfits)]
        mentor = PoolMember("Q-0001", "mentor", rich, capacity=self.seats)
        for number in range(ROUNDS):
            self.waiting += [PoolMember(next(names), "mentee", rich) for _ in range(self.arrivals)]
            self.most = max(self.most, len(self.waiting))
            found = solve(build_pool([*self.waiting, mentor], TRAITS), self.rules, seed=number)
            lucky = {found.pool.mentees[mentee] for mentee in found.mentees.tolist()}
            self.waits |= {one.person: one.waited_rounds for one in self.waiting if one.person in lucky}
            self.waiting = [
                evolve(one, waited_rounds=one.waited_rounds + 1)
                for one in self.waiting
                if one.person not in lucky
            ]
        return self

    @property
    def longest(self) -> int:
        """The longest wait: of whoever got a proposal, and of whoever waits still."""
        return max([*self.waits.values(), *(one.waited_rounds for one in self.waiting)])


def lead(waiting: int, others: int, cap: int = CAP) -> int:
    """By how many rounds somebody must have waited longer, for the other rules together to weigh less."""
    return others * cap // waiting + 1


def bound(present: int, arrivals: int, seats: int, lead: int) -> int:
    """The most rounds that somebody waits, see "How long somebody can wait" in the documentation."""
    return (present - 1 + arrivals * (lead - 1)) // seats


@pytest.mark.parametrize(
    ("experience", "near", "waiting", "seats", "misfits"),
    [
        (
            20,
            10,
            40,
            4,
            8,
        ),  # as many arrive as find a seat: those who waited before the first round are never caught up with
        (20, 10, 40, 3, 6),
        (5, 1, 40, 4, 20),
        (0, 0, 1, 2, 10),
        (30, 9, 40, 1, 1),
    ],
)
def test_nobody_waits_longer_than_the_bound(
    experience: int, near: int, waiting: int, seats: int, misfits: int
) -> None:
    told = Simulation(soft(experience, near, waiting), seats, seats, misfits).run()
    most = bound(told.most, seats, seats, lead(waiting, experience + near))
    assert most <= CAP  # what the bound supposes
    assert told.longest <= most


def test_without_the_waiting_rule_somebody_starves() -> None:
    told = Simulation(soft(20, 10, 0), seats=4, arrivals=4, misfits=8).run()
    assert sorted((one.person, one.waited_rounds) for one in told.waiting) == [
        (f"P-{number:04}", ROUNDS) for number in range(8)
    ]
    assert set(told.waits.values()) == {0}  # everybody who came later was served at once


def test_a_wait_that_weighs_less_than_the_other_rules_together_does_not_save_from_starving() -> None:
    told = Simulation(soft(30, 11, 40), seats=4, arrivals=4, misfits=8).run()
    assert [one.waited_rounds for one in told.waiting] == [ROUNDS] * 8


def test_a_wait_that_weighs_as_much_as_the_others_together_only_draws_level() -> None:
    """At the cap, somebody who suits nobody has the points of a newcomer who suits in all."""
    told = Simulation(soft(30, 10, 40), seats=4, arrivals=4, misfits=8).run()
    assert lead(40, 40) > CAP
    assert told.longest > CAP
    assert min(wait for person, wait in told.waits.items() if person < "P-0008") >= CAP


def test_where_more_arrive_than_there_are_seats_the_cap_lets_somebody_starve() -> None:
    told = Simulation(soft(20, 10, 40), seats=2, arrivals=4, misfits=8).run()
    assert bound(told.most, 4, 2, lead(40, 30)) > CAP  # the bound says nothing here
    assert [one.person for one in told.waiting][:8] == [f"P-{number:04}" for number in range(8)]
    # with a cap that nobody reaches, first come is first served, and everybody's turn comes
    fair = Simulation(soft(0, 0, 1_000, cap=100), seats=2, arrivals=4, misfits=8).run()
    assert [one.person for one in fair.waiting] == [f"P-{number:04}" for number in range(100, 208)]


@pytest.mark.parametrize("seed", range(6))
def test_nobody_is_passed_over_for_a_seat_by_somebody_who_waited_less_by_the_lead(seed: int) -> None:
    """Whatever the hard rules and the seats are, and however many come."""
    draw = np.random.default_rng(seed)
    rules = (SharedSet("meeting", "meeting", "meeting", "hard", 1, "fine"), *soft(20, 10, 40))
    waiting: list[PoolMember] = []
    names = (f"P-{number:04}" for number in count())
    passed = 0

    def answers() -> Answers:
        some = [
            frozenset(o for o in trait.options if draw.random() < 0.5) for trait in (TRAITS[0], TRAITS[2])
        ]
        return {"experience": some[0], "meeting": some[1], "canton": ("GE", "VD")[int(draw.integers(2))]}

    for number in range(ROUNDS):
        waiting += [PoolMember(next(names), "mentee", answers()) for _ in range(int(draw.integers(0, 8)))]
        seats = [
            PoolMember(f"Q-{at:04}", "mentor", answers(), capacity=int(draw.integers(0, 3)))
            for at in range(4)
        ]
        found = solve(build_pool([*waiting, *seats], TRAITS), rules, seed=number)
        pool, taken = found.pool, dict(zip(found.mentees.tolist(), found.mentors.tolist(), strict=True))
        waited = np.minimum(pool.waited_rounds[0], CAP)
        meeting = [column.masks[:, 0] for column in pool.sets("meeting")]
        for mentee in set(range(len(waiting))) - set(taken):
            for other, mentor in taken.items():
                if meeting[0][mentee] & meeting[1][mentor]:
                    passed += 1
                    assert waited[mentee] - waited[other] < lead(40, 30)
            assert not [
                mentor
                for mentor in range(4)
                if meeting[0][mentee] & meeting[1][mentor]
                and list(taken.values()).count(mentor) < pool.capacity[1][mentor]
            ]
        waiting = [
            evolve(one, waited_rounds=one.waited_rounds + 1)
            for one in waiting
            if pool.mentees.index(one.person) not in taken
        ]
    assert passed > 0


@pytest.mark.parametrize(("bundle", "told"), [("vps", (60, 40, 9, 7)), ("at_the_heart", (120, 110, 16, 15))])
def test_every_shipped_bundle_lets_waiting_outweigh_everything_else(
    bundle: str, told: tuple[int, int, int, int]
) -> None:
    """The figures that the documentation tells of the two."""
    policies = [policy for policy in load_bundle(bundle).policies if policy.use.startswith("matching.")]
    (waiting,) = (policy.settings for policy in policies if policy.use == "matching.waiting")
    others = sum(
        policy.settings["weight"]
        for policy in policies
        if policy.use != "matching.waiting" and "weight" in policy.settings
    )
    cap = waiting["cap"]
    ahead = lead(waiting["weight"], others, cap)
    assert (waiting["weight"], others, cap, ahead) == told
    assert ahead <= cap

    # two who suit in nothing, and in each round two newcomers who suit in everything, for two seats
    found = Simulation(soft(others, 0, waiting["weight"], cap), seats=2, arrivals=2, misfits=2).run()
    assert found.longest <= bound(found.most, 2, 2, ahead) <= cap
