"""Rounds against a brute force optimum, on small pools of every shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.hooks.matching import (
    BoolArray,
    Explanation,
    FloatArray,
    IntArray,
    PoolMember,
    PoolView,
    RoundResult,
    RuleKind,
    Separation,
)
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import TIE_BITS, Candidates, TieBreaker, find_candidates
from mentorcore.matching.rounds import explain_pair, run_round
from mentorcore.matching.solver import EXACT, ScipyOptimal, pair_costs

Pair = tuple[str, str]


@frozen(eq=False)
class TableRule:
    """A rule that looks each pair up."""

    name: str
    kind: RuleKind
    table: Mapping[Pair, bool | float]
    weight: int = 1
    policy: str = "table"
    clauses: tuple[str, ...] = ("T-1",)

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | FloatArray:
        pairs = zip(mentees.tolist(), mentors.tolist(), strict=True)
        answers = [self.table[pool.mentees[mentee], pool.mentors[mentor]] for mentee, mentor in pairs]
        if self.kind == "soft":
            return np.array(answers, dtype=np.float64)
        return np.array(answers, dtype=np.bool_)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        answer = self.table[pool.mentees[mentee], pool.mentors[mentor]]
        return "table.answer", {"answer": str(answer)}


@frozen
class Case:
    """A pool with everything that can stand between two people."""

    members: tuple[PoolMember, ...]
    rules: tuple[TableRule, ...]
    separations: tuple[Separation, ...]
    seed: int

    def run(self, dense_cells: int = 20_000) -> RoundResult:
        return run_round(
            self.members,
            (),
            self.rules,
            self.separations,
            seed=self.seed,
            solver=ScipyOptimal(dense_cells=dense_cells),
        )

    def people(self, role: str) -> dict[str, int]:
        return {m.person: m.capacity for m in self.members if m.role == role}

    def allowed(self, pair: Pair) -> bool:
        apart = {(s.mentee, s.mentor) for s in self.separations}
        judged = all(rule.table[pair] for rule in self.rules if rule.kind != "soft")
        return judged and pair not in apart and pair[0] != pair[1]

    def score(self, pair: Pair) -> int:
        return sum(round(r.table[pair] * r.weight * 100) for r in self.rules if r.kind == "soft")

    def ties(self) -> dict[Pair, int]:
        pool = build_pool(self.members, ())
        numbers = TieBreaker(pool, self.seed)
        return {
            (mentee, mentor): int(numbers(np.array([i]), np.array([j]))[0])
            for i, mentee in enumerate(pool.mentees)
            for j, mentor in enumerate(pool.mentors)
        }

    def best(self) -> tuple[int, int, int]:
        """Number of pairs, score and ties of the best of all assignments."""
        mentees = [person for person, seats in self.people("mentee").items() if seats]
        ties = self.ties()

        def totals(rest: list[str], free: dict[str, int]) -> Iterator[tuple[int, int, int]]:
            if not rest:
                yield 0, 0, 0
                return
            yield from totals(rest[1:], free)
            for mentor, seats in free.items():
                pair = rest[0], mentor
                if seats and self.allowed(pair):
                    for count, score, tie in totals(rest[1:], {**free, mentor: seats - 1}):
                        yield count + 1, score + self.score(pair), tie + ties[pair]

        return max(totals(mentees, self.people("mentor")))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Up to five mentees and four mentors, some of them the same people."""
    everybody = [f"P-{number}" for number in range(6)]
    mentees = draw(st.lists(st.sampled_from(everybody), unique=True, max_size=5))
    mentors = draw(st.lists(st.sampled_from(everybody), unique=True, max_size=4))
    members = [PoolMember(person, "mentee", capacity=draw(st.integers(0, 2))) for person in mentees]
    members += [PoolMember(person, "mentor", capacity=draw(st.integers(0, 3))) for person in mentors]
    pairs = [(mentee, mentor) for mentee in mentees for mentor in mentors]

    def table(values: st.SearchStrategy[bool] | st.SearchStrategy[float]) -> dict[Pair, bool | float]:
        return {pair: draw(values) for pair in pairs}

    mostly = st.sampled_from([True, True, False])
    few = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    rules = (
        TableRule("good", "soft", table(few), weight=draw(st.integers(1, 3))),
        TableRule("may", "hard", table(mostly)),
        TableRule("better", "soft", table(few), weight=draw(st.sampled_from([1, 1000]))),
        TableRule("ask", "decide", table(mostly)),
    )
    apart = draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    separations = tuple(Separation(mentee, mentor, "apart") for mentee, mentor in apart)
    return Case(tuple(members), rules, separations, draw(st.integers(0, 3)))


@pytest.mark.parametrize("dense_cells", [20_000, 0])
@settings(max_examples=150)
@given(case=cases())
def test_a_round_finds_the_best_of_all_assignments(dense_cells: int, case: Case) -> None:
    result = case.run(dense_cells)
    ties = case.ties()
    pairs = [(proposal.mentee, proposal.mentor) for proposal in result.proposals]
    found = (
        len(pairs),
        sum(proposal.score for proposal in result.proposals),
        sum(ties[pair] for pair in pairs),
    )
    assert found == case.best()


@settings(max_examples=150)
@given(case=cases())
def test_no_proposal_breaks_a_rule_a_separation_or_a_capacity(case: Case) -> None:
    pairs = [(proposal.mentee, proposal.mentor) for proposal in case.run().proposals]
    assert [pair for pair in pairs if not case.allowed(pair)] == []
    for role, seats in (
        ("mentee", dict.fromkeys(case.people("mentee"), 1)),
        ("mentor", case.people("mentor")),
    ):
        taken = [pair[0] if role == "mentee" else pair[1] for pair in pairs]
        assert [
            person for person in taken if taken.count(person) > min(seats[person], case.people(role)[person])
        ] == []


@settings(max_examples=100)
@given(case=cases(), data=st.data())
def test_the_order_of_the_input_changes_nothing(case: Case, data: st.DataObject) -> None:
    shuffled = evolve(
        case,
        members=tuple(data.draw(st.permutations(case.members))),
        separations=tuple(data.draw(st.permutations(case.separations))),
    )
    assert shuffled.run() == case.run()


@settings(max_examples=100)
@given(case=cases())
def test_explanations_say_what_the_round_decided(case: Case) -> None:
    result = case.run()
    for proposal in result.proposals:
        reasons = explain_pair(
            case.members, (), case.rules, case.separations, mentee=proposal.mentee, mentor=proposal.mentor
        )
        assert proposal.reasons == reasons
        assert [reason.rule for reason in reasons] == ["good", "may", "better", "ask"]
        assert proposal.score == sum(reason.points or 0 for reason in reasons)
        assert [reason.blocks or reason.undecided for reason in reasons] == [False] * 4


@settings(max_examples=100)
@given(case=cases())
def test_everybody_with_a_free_seat_is_proposed_or_told_why(case: Case) -> None:
    result = case.run()
    for role in ("mentee", "mentor"):
        proposed = {getattr(proposal, role) for proposal in result.proposals}
        open_seats = {person for person, seats in case.people(role).items() if seats}
        assert [u.person for u in result.unmatched if u.role == role] == sorted(open_seats - proposed)


@settings(max_examples=100)
@given(case=cases())
def test_reasons_for_no_proposal_agree_with_the_rules(case: Case) -> None:
    tables = {rule.name: rule.table for rule in case.rules if rule.kind != "soft"}
    apart = {(s.mentee, s.mentor) for s in case.separations}
    for unmatched in case.run().unmatched:
        others = case.people("mentor" if unmatched.role == "mentee" else "mentee")
        pairs = [
            (unmatched.person, other) if unmatched.role == "mentee" else (other, unmatched.person)
            for other, seats in others.items()
            if seats
        ]
        counts = {name: sum(not table[pair] for pair in pairs) for name, table in tables.items()}
        counts["separated"] = sum(pair in apart for pair in pairs)
        counts["same_person"] = sum(pair[0] == pair[1] for pair in pairs)
        assert unmatched.blocked_by == {name: count for name, count in counts.items() if count}
        possible = any(case.allowed(pair) for pair in pairs)
        waiting = [
            pair
            for pair in pairs
            if tables["may"][pair] and not tables["ask"][pair] and pair not in apart and pair[0] != pair[1]
        ]
        ties = case.ties()
        waiting.sort(key=lambda pair: (case.score(pair), ties[pair]), reverse=True)
        side = 1 if unmatched.role == "mentee" else 0
        assert unmatched.undecided == tuple(pair[side] for pair in waiting[:3])
        expected = "needs_decision" if waiting else "all_ruled_out"
        expected = "others_first" if possible else expected if pairs else "no_counterpart"
        assert unmatched.code == f"matching.{expected}"


@pytest.mark.parametrize("density", [0.03, 0.2, 1.0])
def test_the_full_and_the_sparse_way_find_the_same_optimum(density: float) -> None:
    draw = np.random.default_rng(7)
    members = [PoolMember(f"P-{number:03}", "mentee") for number in range(90)]
    members += [
        PoolMember(f"Q-{number:03}", "mentor", capacity=int(draw.integers(1, 4))) for number in range(40)
    ]
    pairs = [(m.person, n.person) for m in members[:90] for n in members[90:]]
    rules = (
        TableRule("may", "hard", {pair: bool(draw.random() < density) for pair in pairs}),
        TableRule("good", "soft", {pair: float(draw.integers(0, 5)) / 4 for pair in pairs}),
    )
    pool = build_pool(members, ())
    candidates = find_candidates(pool, rules, seed=1)

    def totals(dense_cells: int) -> tuple[int, int]:
        chosen = ScipyOptimal(dense_cells=dense_cells).solve(pool, candidates)
        positions = candidates.find(pool, chosen.mentees, chosen.mentors)
        return len(positions), int(candidates.scores[positions].sum())

    assert totals(0) == totals(10**6)


@pytest.mark.parametrize("chunk", [1, 7, 50_000])
def test_the_size_of_the_chunks_changes_nothing(chunk: int) -> None:
    members = [PoolMember(f"P-{n}", "mentee") for n in range(5)] + [
        PoolMember(f"Q-{n}", "mentor") for n in range(4)
    ]
    pairs = [(f"P-{i}", f"Q-{j}") for i in range(5) for j in range(4)]
    rules = (
        TableRule("may", "hard", {(mentee, mentor): mentee[-1] != mentor[-1] for mentee, mentor in pairs}),
        TableRule("good", "soft", {(mentee, _): int(mentee[-1]) / 5 for mentee, _ in pairs}),
    )
    pool = build_pool(members, ())

    def rows(found: Candidates) -> list[tuple[int, ...]]:
        columns = (found.mentees, found.mentors, found.scores, found.ties)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    assert rows(find_candidates(pool, rules, 0, chunk)) == rows(find_candidates(pool, rules, 0))
    assert len(find_candidates(pool, rules, 0)) == 16


@settings(max_examples=200)
@given(
    scores=st.lists(st.integers(0, 1_000_000), min_size=1, max_size=20),
    most_pairs=st.integers(1, 2_000_000),
    data=st.data(),
)
def test_costs_stay_exact_and_keep_the_order_of_the_aims(
    scores: list[int], most_pairs: int, data: st.DataObject
) -> None:
    ties = data.draw(st.lists(st.integers(0, 2**TIE_BITS - 1), min_size=len(scores), max_size=len(scores)))
    costs, way_out = pair_costs(np.array(scores), np.array(ties, dtype=np.uint16), most_pairs)
    assert min(costs.tolist()) >= 1
    assert way_out > most_pairs * max(costs.tolist())
    assert 4 * way_out < EXACT
    for score, cost in zip(scores, costs.tolist(), strict=True):
        assert [
            other
            for other, dear in zip(scores, costs.tolist(), strict=True)
            if other > score and dear >= cost
        ] == []


@settings(max_examples=100)
@given(highest=st.integers(1, 1_000_000), most_pairs=st.integers(1, 2_000_000))
def test_the_ties_of_all_pairs_together_weigh_less_than_one_point(highest: int, most_pairs: int) -> None:
    ties = np.array([0, 2**TIE_BITS - 1, 0], dtype=np.uint16)
    costs, _ = pair_costs(np.array([highest - 1, highest - 1, highest]), ties, most_pairs)
    plain, lucky, better = costs.tolist()
    assert most_pairs * (plain - lucky) < plain - better
