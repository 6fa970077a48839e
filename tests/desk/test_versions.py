"""Versions of a text lie beside one another: none is lost, and each keeps its place."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mentorcore.desk.versions import earlier, newest, replacing

TEXTS = st.dictionaries(st.sampled_from(["words", "answers", "place"]), st.text(), min_size=1)


@given(st.lists(TEXTS, min_size=1))
def test_every_version_stays_in_its_place(written: list[dict[str, str]]) -> None:
    held: dict[str, Any] = {}
    for number, version in enumerate(written):
        held = replacing(held, version, version=number)

    assert newest(held) == written[-1]
    assert list(earlier(held)) == [{**old, "version": after} for after, old in enumerate(written[:-1], 1)]


def test_nothing_stands_before_the_first_version() -> None:
    assert replacing({}, {"words": "First."}, version=1) == {"words": "First."}
    assert (newest({}), earlier({})) == ({}, ())
