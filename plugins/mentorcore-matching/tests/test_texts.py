"""Likeness of what two people wrote: points alone, no word in what is told, and nothing that stops a pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.engine.pair_rules import signed
from mentorcore.engine.texts import Texts
from mentorcore.hooks.matching import PoolMember, Trait
from mentorcore.matching.building import build_pool
from mentorcore.matching.pool import Pool
from mentorcore.matching.rounds import check_pair, explain_pair, run_round
from mentorcore_matching.policies_texts import SimilarTextPolicy
from mentorcore_matching.rules import BothAnswered, SimilarText

ABOUT = Trait("about", "text")
RULE = SimilarText("words", "words", "about", 20)
SAID = st.lists(st.sampled_from(["chess", "garden", "music", "горы"]), max_size=4).map(" ".join) | st.none()


def members(ours: list[str | None], theirs: list[str | None]) -> list[PoolMember]:
    mentees = [PoolMember(f"P-{n}", "mentee", {"about": said}) for n, said in enumerate(ours)]
    return [*mentees, *(PoolMember(f"Q-{n}", "mentor", {"about": said}) for n, said in enumerate(theirs))]


def pool_of(ours: list[str | None], theirs: list[str | None]) -> Pool:
    return build_pool(members(ours, theirs), [ABOUT])


@given(ours=st.lists(SAID, min_size=1, max_size=4), theirs=st.lists(SAID, min_size=1, max_size=4))
def test_it_is_worth_what_the_pool_says_and_nothing_where_one_wrote_nothing(
    ours: list[str | None], theirs: list[str | None]
) -> None:
    pool, mentees, mentors = pool_of(ours, theirs), np.arange(len(ours)), np.arange(len(theirs))
    worth = RULE.evaluate(pool, mentees[:, None], mentors[None, :])
    for mentee in range(len(ours)):
        for mentor in range(len(theirs)):
            alike = pool.alike("about", np.array([mentee]), np.array([mentor]))[0]
            assert worth[mentee, mentor] == (0 if np.isnan(alike) else alike)
            code, params = RULE.explain(pool, mentee, mentor)
            if np.isnan(alike):
                assert code == "matching.not_answered"
            else:
                assert (code, params) == (
                    "matching.similar_text",
                    {"trait": "about", "percent": round(100 * alike)},
                )


def test_a_round_prefers_those_who_wrote_alike() -> None:
    people = members(["chess", "garden"], ["garden", "chess"])
    found = run_round(people, [ABOUT], [RULE])
    assert [(p.mentee, p.mentor, p.score) for p in found.proposals] == [
        ("P-0", "Q-1", 2_000),
        ("P-1", "Q-0", 2_000),
    ]


def test_nothing_that_is_written_stands_against_a_pair() -> None:
    people = members(["chess", None], ["garden", "chess"])
    for mentee in ("P-0", "P-1"):
        assert check_pair(people, [ABOUT], [RULE], mentee=mentee, mentor="Q-0") == ()
    assert RULE.kind == "soft"
    assert "kind" not in [part.name for part in fields(SimilarTextPolicy)]
    assert not hasattr(RULE, "blocking")
    with pytest.raises(TypeError):
        SimilarText("a", "a", "about", kind="hard")  # type: ignore[call-arg]  # wrong on purpose


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "What the two wrote in “about” is 71 % alike."),
        ("fr", "Ce que les deux ont écrit sous « about » se ressemble à 71 %."),
    ],
)
def test_the_coordinator_reads_percents_and_no_word(language: str, expected: str) -> None:
    people = members(["zqvertumnus garden"], ["zqvertumnus music"])
    (found,) = explain_pair(people, [ABOUT], [RULE], mentee="P-0", mentor="Q-0")
    assert "zqvertumnus" not in repr(found) + repr(found.params)
    catalogue = Texts(["mentorcore_matching"], ["en", "fr"])
    assert catalogue.say(found.code, language, {**found.params, "percent": 71}) == expected


def test_who_wrote_nothing_is_named_by_side() -> None:
    (found,) = explain_pair(members([" "], ["chess"]), [ABOUT], [RULE], mentee="P-0", mentor="Q-0")
    assert (found.code, dict(found.params), found.points) == (
        "matching.not_answered",
        {"trait": "about", "sides": ("mentee",)},
        0,
    )


def test_pairs_of_which_one_wrote_nothing_are_left_to_people_where_that_is_wanted() -> None:
    people = members(["…", "chess"], ["chess"])
    rules = [signed(rule, "words", ()) for rule in SimilarTextPolicy("about").pair_rules()]
    assert [(rule.name, rule.kind) for rule in rules] == [("words", "soft"), ("words.answered", "decide")]
    found = run_round(people, [ABOUT], rules)
    assert [(p.mentee, p.mentor) for p in found.proposals] == [("P-1", "Q-0")]
    (left,) = found.unmatched
    assert (left.person, left.code, left.undecided) == ("P-0", "matching.needs_decision", ("Q-0",))


def test_settings_become_rules() -> None:
    assert SimilarTextPolicy("about", 30, "fine").pair_rules() == (SimilarText("", "", "about", 30),)
    assert SimilarTextPolicy("about").pair_rules() == (
        SimilarText("", "", "about", 10),
        BothAnswered("answered", "", "about"),
    )
    assert evolve(RULE, weight=3).weight == 3


@pytest.mark.parametrize("wrong", [{"weight": 0}, {"weight": 1001}, {"unanswered": "no"}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SimilarTextPolicy(trait="about", **wrong)
