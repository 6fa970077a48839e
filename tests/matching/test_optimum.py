"""Rounds against a brute force optimum, on small pools of every shape."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.pools import WAYS, Case, TableRule, cases, forced

from mentorcore.hooks.matching import PoolMember
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import Candidates, Judge
from mentorcore.matching.rounds import explain_pair, run_round
from mentorcore.matching.ties import TIE_BITS
from mentorcore.matching.worth import EXACT, scale


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=150)
@given(case=cases())
def test_a_round_finds_the_best_of_all_assignments(way: str, case: Case) -> None:
    result = case.run(way)
    ties = case.ties()
    pairs = [(proposal.mentee, proposal.mentor) for proposal in result.proposals]
    found = (
        len(pairs),
        sum(proposal.score for proposal in result.proposals),
        sum(ties[pair] for pair in pairs),
    )
    assert found == case.best()


@settings(max_examples=150)
@given(case=cases(), data=st.data())
def test_locked_pairs_stand_and_the_rest_is_the_best_that_is_left(case: Case, data: st.DataObject) -> None:
    seats = case.people("mentor")
    locked = []
    for mentee, free in case.people("mentee").items():
        fine = [mentor for mentor in seats if seats[mentor] and free and case.lockable((mentee, mentor))]
        mentor = data.draw(st.sampled_from([None, *fine]))
        if mentor is not None:
            seats[mentor] -= 1
            locked.append((mentee, mentor))
    bound = evolve(case, locked=tuple(locked))
    ties, pairs = case.ties(), [(p.mentee, p.mentor) for p in bound.run().proposals]
    assert sorted(set(locked) - set(pairs)) == []
    assert (len(pairs), sum(map(case.score, pairs)), sum(ties[pair] for pair in pairs)) == bound.best()


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
def test_all_ways_find_the_same_pairs(density: float) -> None:
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
    found = []
    for way in WAYS:
        with forced(way) as solver:
            found.append(run_round(members, (), rules, solver=solver).proposals)
    assert found == [found[0]] * len(WAYS)


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
    judge = Judge.of(build_pool(members, ()), rules, 0)

    def rows(found: Candidates) -> list[tuple[int, ...]]:
        columns = (found.mentees, found.mentors, found.scores, found.ties)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    assert rows(judge.all(chunk)) == rows(judge.all())
    assert len(judge.all()) == 16


@settings(max_examples=200)
@given(
    scores=st.lists(st.integers(0, 1_000_000), min_size=1, max_size=20),
    most_pairs=st.integers(1, 2_000_000),
    data=st.data(),
)
def test_worths_stay_exact_and_keep_the_order_of_the_aims(
    scores: list[int], most_pairs: int, data: st.DataObject
) -> None:
    ties = data.draw(st.lists(st.integers(0, 2**TIE_BITS - 1), min_size=len(scores), max_size=len(scores)))
    worth = scale(max(scores), most_pairs)
    found = worth.of(np.array(scores), np.array(ties, dtype=np.uint16)).tolist()
    assert worth.paired > most_pairs * (max(found) - worth.paired)  # one more pair beats everything else
    assert 4 * worth.paired < EXACT
    for score, one in zip(scores, found, strict=True):
        better = [other for more, other in zip(scores, found, strict=True) if more > score]
        assert [other for other in better if other <= one] == []


@settings(max_examples=100)
@given(highest=st.integers(1, 1_000_000), most_pairs=st.integers(1, 2_000_000))
def test_the_ties_of_all_pairs_together_weigh_less_than_one_point(highest: int, most_pairs: int) -> None:
    ties = np.array([0, 2**TIE_BITS - 1, 0], dtype=np.uint16)
    worth = scale(highest, most_pairs).of(np.array([highest - 1, highest - 1, highest]), ties)
    plain, lucky, better = worth.tolist()
    assert most_pairs * (lucky - plain) < better - plain
