"""Counts of answers: whatever is answered and corrected, they are what counting anew would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.surveyed import Pair, make_pair, surveyed_bundle

from mentorcore.domain.people import Answer
from mentorcore.domain.secret import secret
from mentorcore.domain.surveys import Tally
from mentorcore.engine import tallies
from mentorcore.engine.form_answers import FilledForm
from mentorcore.storage import surveys

HELPED = ("listening", "advice", "contacts")
ANSWERS = st.fixed_dictionaries(
    {"trust": st.integers(1, 5)},
    optional={
        "helped": st.just("later") | st.lists(st.sampled_from(HELPED), min_size=1, unique=True).map(tuple),
        "goes_on": st.booleans(),
        "words": st.just("Zaphodia"),
    },
)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    made = make_pair()
    yield made
    made.trial.close()


def filled(answers: dict[str, Answer], version: str) -> FilledForm:
    return FilledForm("review", version, answers, {"reviews": answers})


def expected(answers: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Counting by hand."""
    found: Counter[tuple[str, str]] = Counter()
    for question, answer in answers.items():
        if question == "words" or answer == "later":
            continue
        values = answer if isinstance(answer, tuple) else (answer,)
        found[question, ""] += 1
        for value in values:
            found[question, {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)] += 1
    return found


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.tuples(ANSWERS, st.sampled_from(["a", "b"])), min_size=1, max_size=4), max_size=5)
)
def test_counts_are_those_of_what_everybody_said_last(
    pair: Pair, people: list[list[tuple[dict[str, Answer], str]]]
) -> None:
    bundle, store = surveyed_bundle(), pair.trial.programme.context.store
    with store.write() as tx:
        for version in ("a", "b"):  # what the example before left
            held = surveys.tallies_of(tx, form="review", version=version)
            surveys.count(tx, "review", version, {(t.question, t.value): -t.count for t in held})
        for said in people:
            before: tuple[str, tallies.Counted] | None = None
            for answers, version in said:
                if before is not None:
                    tallies.move(tx, "review", before[0], out=[list(one) for one in before[1]])
                into = tallies.counted(bundle, filled(answers, version))
                tallies.move(tx, "review", version, into=into)
                before = (version, into)
        found = {
            (t.version, t.question, t.value): t.count
            for t in surveys.tallies_of(tx, form="review")
            if t.count
        }

    wanted: Counter[tuple[str, str, str]] = Counter()
    for said in people:
        answers, version = said[-1]
        wanted.update({(version, *place): count for place, count in expected(answers).items()})
    assert found == dict(wanted)


def test_figures_name_every_value_and_keep_older_versions() -> None:
    old = Tally("review", "1", "trust", "4", 7)
    now = Tally("review", "2", "goes_on", "yes", 2)
    found = tallies.figures_of(surveyed_bundle(), [old, now], survey="review")

    assert [(t.version, t.question, t.value, t.count) for t in found] == [
        *(("2", "trust", value, 0) for value in ("", "1", "2", "3", "4", "5")),
        *(("2", "helped", value, 0) for value in ("", *HELPED)),
        *(("2", "goes_on", value, 2 if value == "yes" else 0) for value in ("", "yes", "no")),
        ("1", "trust", "4", 7),
    ]
    assert evolve(old, count=0) not in found


def test_an_answer_that_is_kept_from_sight_counts_as_what_it_is() -> None:
    said: dict[str, Answer] = {"helped": secret("advice")}
    several: dict[str, Answer] = {"helped": secret(("advice", "contacts"))}

    for answers, values in ((said, ["advice"]), (several, ["advice", "contacts"])):
        found = tallies.counted(surveyed_bundle(), filled(answers, "2"))
        assert [(value, type(value)) for _, value in found] == [(value, str) for value in ("", *values)]
