"""How alike texts are: exact whatever is asked together, the same as by the book, and without a word in anything that holds it."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity
from tests.support.texts import (
    RULE,
    SEVERAL,
    TEXT,
    matrix,
    pool_of,
    same,
    writers,
)

from mentorcore.hooks.matching import PoolMember
from mentorcore.matching import texts, words
from mentorcore.matching.building import build_pool
from mentorcore.matching.pairs import explain_pairs
from mentorcore.matching.rounds import run_round


def one(ours: str | None, theirs: str | None) -> float:
    return float(matrix(pool_of([ours], [theirs]))[0, 0])


# ---- What is alike ----


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("I love the mountains", "mountains, the; LOVE -- i"),
        ("Été à la forêt", "LA FORET ETE"),
        ("Straße", "STRASSE"),
        ("Горы и лес", "ГОРЫ, ЛЕС"),
        ("γλώσσας", "ΓΛΩΣΣΑΣ"),
        ("الْعَرَبِيَّة", "العربية"),
        ("हिन्दी सीखना", "सीखना हिन्दी"),
        ("தமிழ் மொழி", "மொழி! தமிழ்"),
        ("ሰላም ነው", "ነው ሰላም"),
        ("co\u00adoking", "cooking"),
        ("ﬁlm", "film"),
    ],
)
def test_the_same_words_are_wholly_alike_in_any_script(ours: str, theirs: str) -> None:
    assert one(ours, theirs) == pytest.approx(1, abs=1e-3)
    assert one(ours, theirs) <= 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("walking", "reading"),
        ("Berge", "montagnes"),
        ("горы", "ropbi"),
        ("हिन्दी", "हन्दी"),
        ("walk2ing", "walking"),
    ],
)
def test_other_words_are_not(ours: str, theirs: str) -> None:
    assert one(ours, theirs) == 0


@pytest.mark.parametrize("nothing", [None, "", "   \n\t", "…!?", "a b c", "1 2 3 42", "é", "\u0301\u200b"])
def test_who_wrote_no_word_is_alike_to_nobody(nothing: str | None) -> None:
    pool = pool_of([nothing, "walking"], ["walking", nothing])
    assert same(matrix(pool), np.array([[np.nan, np.nan], [1.0, np.nan]]))
    assert [side.tolist() for side in pool.wrote("about")] == [[False, True], [True, False]]


def test_where_nobody_wrote_anything_nobody_is_alike() -> None:
    assert same(matrix(pool_of([None, ""], [" ", None])), np.full((2, 2), np.nan))
    assert matrix(pool_of([], ["walking"])).shape == (0, 1)
    assert matrix(pool_of([], [])).shape == (0, 0)


def test_a_rare_word_counts_more_and_a_repeated_one_a_little_more() -> None:
    (row,) = matrix(
        pool_of(["chess garden"], ["chess music", "garden music", "garden music", "garden music"])
    )
    assert row[0] > row[1] == row[2] == row[3] > 0
    (row,) = matrix(
        pool_of(["chess garden"], ["chess garden music", "chess chess garden music", "chess garden"])
    )
    assert row[2] > row[1] > 0
    assert row[0] != row[1]


def test_of_a_text_the_first_signs_are_read_and_no_more() -> None:
    long = "walking " * (words.MOST_SIGNS // 8)
    assert len(long) == words.MOST_SIGNS
    assert one(long + "chess", long + "garden") == one(long, long)
    assert one(long[:-8] + " garden", "walking") < one(long[:-8] + " walking", "walking")
    assert one("x" * 10**6, "x" * 10**6) == 1


def test_of_very_many_words_those_of_most_people_are_kept_and_the_others_count_as_strange() -> None:
    ours, theirs = ["chess garden", "chess"], ["chess garden", "chess music"]
    with patch.object(texts, "MOST_WORDS", 1):
        found = matrix(pool_of(ours, theirs))
    # neither garden nor music is compared any more, and both still make a text another one than chess alone
    assert 0 < found[0, 0] == found[0, 1] < found[1, 0] == found[1, 1] < 1
    assert found[0, 0] == pytest.approx(found[1, 0] ** 2, abs=1e-3)


# ---- By the book, and exact ----

LATIN = st.lists(st.sampled_from(["ab", "cde", "fghi", "jk", "lmnop", "qr", "stu"]), min_size=1, max_size=30)


@settings(max_examples=150)
@given(ours=st.lists(LATIN, min_size=1, max_size=5), theirs=st.lists(LATIN, min_size=1, max_size=5))
def test_it_is_the_cosine_of_tf_idf_but_for_the_rounding(
    ours: list[list[str]], theirs: list[list[str]]
) -> None:
    first, second = ([" ".join(words) for words in side] for side in (ours, theirs))
    book = TfidfVectorizer(sublinear_tf=True, strip_accents="unicode").fit([*first, *second])
    expected = cosine_similarity(book.transform(first), book.transform(second))
    # each of at most seven weights of a row of length 1 is rounded by half a step at most, on both sides
    off = 7**0.5 / texts.SCALE + 1e-6
    assert np.abs(matrix(pool_of(first, second)) - expected).max() <= off


@settings(max_examples=150)
@given(ours=SEVERAL, theirs=SEVERAL, data=st.data())
def test_tiles_and_lists_of_any_pairs_say_exactly_the_same(
    ours: list[str | None], theirs: list[str | None], data: st.DataObject
) -> None:
    pool = pool_of(ours, theirs)
    whole = matrix(pool)
    rows = np.array(data.draw(st.lists(st.integers(0, len(ours) - 1), min_size=1, max_size=9)))
    columns = np.array(data.draw(st.lists(st.integers(0, len(theirs) - 1), min_size=1, max_size=9)))
    assert same(pool.alike("about", rows[:, None], columns[None, :]), whole[rows[:, None], columns])
    assert same(pool.alike("about", rows[:1], columns), whole[rows[:1], columns])
    assert same(pool.alike("about", rows, columns[:1]), whole[rows, columns[:1]])
    both = min(len(rows), len(columns))
    with patch.object(texts, "LISTED", 2):
        assert same(pool.alike("about", rows[:both], columns[:both]), whole[rows[:both], columns[:both]])
    wrote, written = pool.wrote("about")
    assert np.array_equal(np.isnan(whole), ~(wrote[:, None] & written[None, :]))
    known = whole[~np.isnan(whole)]
    assert ((known >= 0) & (known <= 1)).all()
    assert same(matrix(pool_of(theirs, ours)), whole.T)


@settings(max_examples=100)
@given(ours=SEVERAL, theirs=SEVERAL, data=st.data())
def test_the_order_in_which_people_were_read_makes_no_difference(
    ours: list[str | None], theirs: list[str | None], data: st.DataObject
) -> None:
    people = writers(ours, theirs)
    pool = build_pool(data.draw(st.permutations(people)), [TEXT])
    assert same(matrix(pool), matrix(build_pool(people, [TEXT])))


def test_an_array_of_indices_that_changes_is_not_taken_for_what_it_was() -> None:
    pool = pool_of(["chess"], ["chess", "garden"])
    ours, theirs = np.array([[0]]), np.array([[0]])
    assert pool.alike("about", ours, theirs).tolist() == [[1]]
    theirs[0, 0] = 1
    assert pool.alike("about", ours, theirs).tolist() == [[0]]


def test_weights_of_another_pool_hold_where_they_are_given() -> None:
    whole = pool_of(["chess garden", "garden"], ["chess music", "garden music", "garden"])
    words = texts.weights_of(whole.text_columns)
    few = [
        PoolMember("P-00", "mentee", {"about": "chess garden"}),
        PoolMember("Q-00", "mentor", {"about": "chess music"}),
    ]
    assert matrix(build_pool(few, [TEXT], words=words))[0, 0] == matrix(whole)[0, 0]
    assert matrix(build_pool(few, [TEXT]))[0, 0] != matrix(whole)[0, 0]
    told = run_round(few, [TEXT], [RULE], words=words).proposals[0]
    assert told.score == round(100 * 100 * matrix(whole)[0, 0])
    assert explain_pairs(few, [TEXT], [RULE], (), [("P-00", "Q-00")], words=words) == (told.reasons,)


def test_words_that_the_weights_do_not_know_count_as_written_once_by_one_person() -> None:
    words = texts.weights_of(pool_of(["chess garden"], ["chess music", "music"]).text_columns)
    known, strange = (
        build_pool(writers(["chess garden"], ["chess " + other]), [TEXT], words=words)
        for other in ("garden", "zither")
    )
    assert matrix(known)[0, 0] == pytest.approx(1, abs=1e-3)
    assert 0 < matrix(strange)[0, 0] < 1
    # garden was written by one person, as zither counts: so the other row is as long with the one as with the other
    row = matrix(build_pool(writers(["chess"], ["chess garden", "chess zither"]), [TEXT], words=words))
    assert row[0, 0] == row[0, 1]
    only = build_pool(writers(["zither"], ["zither", "chess", ""]), [TEXT], words=words)
    assert same(matrix(only), np.array([[0, 0, np.nan]]))
    none = texts.weights_of(pool_of([""], []).text_columns)
    assert matrix(build_pool(writers(["chess"], ["chess"]), [TEXT], words=none)).tolist() == [[0]]
