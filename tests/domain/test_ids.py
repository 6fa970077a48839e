"""Ids find every single mistake of typing, and understand what people write for them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.ids import ALPHABET, KINDS, PERSON, check_character, new_id, numbered_ids, parse_id

BODIES = st.text(ALPHABET, min_size=7, max_size=7)


def written(body: str) -> str:
    return f"P-{body}{check_character(body)}"


def problem(text: Any, kind: str = PERSON) -> Problem:
    with pytest.raises(InputFault) as caught:
        parse_id(text, kind)
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_fresh_id_is_understood(kind: str) -> None:
    made = new_id(kind)

    assert len(made) == 10
    assert parse_id(made, kind) == made


@given(BODIES)
def test_what_people_write_is_understood(body: str) -> None:
    stored = written(body)

    assert parse_id(f"  {stored.lower()} ", PERSON) == stored
    assert parse_id(f"P-{stored[2:].replace('0', 'O').replace('1', 'l')}", PERSON) == stored


@given(BODIES, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(body: str, place: int, other: str) -> None:
    stored = written(body)[2:]
    wrong = stored[:place] + other + stored[place + 1 :]
    if wrong != stored:
        assert problem(f"P-{wrong}") == Problem("id.check", params={"kind": "person"})


@given(BODIES, st.integers(0, 6))
def test_every_swap_of_two_neighbours_is_found(body: str, place: int) -> None:
    stored = written(body)[2:]
    wrong = stored[:place] + stored[place + 1] + stored[place] + stored[place + 2 :]
    if wrong != stored:
        assert problem(f"P-{wrong}").code == "id.check"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "P-",
        "P-7K3F9Q2",
        "P-7K3F9Q2XX",
        "7K3F9Q2X",
        "P-7K3F9QZX",
        "M-7K3F9Q2X",
        "P 7K3F9Q2X",
        7,
        None,
    ],
)
def test_what_is_no_id_is_told_with_the_form_of_one(text: Any) -> None:
    assert problem(text) == Problem("id.form", params={"expected": "P-XXXXXXXX", "kind": "person"})


def test_numbered_ids_repeat_themselves_and_never_collide() -> None:
    first, second = numbered_ids(), numbered_ids()
    made = [first(PERSON) for _ in range(2000)]

    assert [second(PERSON) for _ in range(2000)] == made
    assert len(set(made)) == 2000
    assert [parse_id(one, PERSON) for one in made] == made
    assert numbered_ids(start=2000)(PERSON) == made[-1]
