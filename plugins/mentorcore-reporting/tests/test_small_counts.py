"""No figure tells of one person."""

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.surveys import Tally
from mentorcore.hooks.indicators import Counts, Figure, Indicator
from mentorcore_reporting.small_counts import SmallCounts


def shown(value: int, base: int = 5) -> int:
    counts = Counts(*[value] * len(fields(Counts)))
    (only,) = {indicator.value for indicator in SmallCounts(base).indicators(counts)}
    return only


def test_every_count_is_shown_rounded_in_order() -> None:
    answer = SmallCounts().indicators(Counts(48, 40, 3, 2, 33, 0, 12, 4, 9, kept=61, missed=7))
    assert answer == [
        Indicator("indicator.applied", 50, True),
        Indicator("indicator.admitted", 40, True),
        Indicator("indicator.waiting", 5, True),
        Indicator("indicator.proposed", 0, True),
        Indicator("indicator.active", 35, True),
        Indicator("indicator.suspended", 0, True),
        Indicator("indicator.ended", 10, True),
        Indicator("indicator.early", 5, True),
        Indicator("indicator.attended", 10, True),
        Indicator("indicator.kept", 60, True),
        Indicator("indicator.missed", 5, True),
    ]


def test_only_what_a_programme_names_is_shown() -> None:
    (answer,) = SmallCounts(counts=("missed",)).indicators(Counts(48, 40, 3, 2, 33, 0, 12, missed=7))
    assert answer == Indicator("indicator.missed", 5, True)
    with pytest.raises(ValueError, match="counts"):
        SmallCounts(counts=("names",))


@pytest.mark.parametrize(
    ("value", "base", "expected"),
    [(0, 5, 0), (2, 5, 0), (3, 5, 5), (7, 5, 5), (8, 5, 10), (5, 10, 10), (4, 10, 0)],
)
def test_the_nearest_multiple(value: int, base: int, expected: int) -> None:
    assert shown(value, base) == expected


@given(st.integers(0, 10_000), st.integers(3, 100))
def test_a_figure_is_near_and_could_be_at_least_two_counts(value: int, base: int) -> None:
    figure = shown(value, base)
    assert figure % base == 0
    assert abs(figure - value) * 2 <= base
    behind = [count for count in range(max(0, figure - base), figure + base) if shown(count, base) == figure]
    assert len(behind) >= 2


@pytest.mark.parametrize("base", [-5, 0, 1, 2])
def test_a_base_that_hides_nothing_is_refused(base: int) -> None:
    with pytest.raises(ValueError):
        SmallCounts(base)


def tallies(answered: int, *values: int, question: str = "trust") -> list[Tally]:
    counts = {"": answered, **{str(number): value for number, value in enumerate(values, start=1)}}
    return [Tally("review", "2", question, value, count) for value, count in counts.items()]


def test_figures_of_a_survey_are_rounded_zeros_too() -> None:
    figures = SmallCounts().survey_figures(tallies(9, 0, 7, 2))
    assert figures == [
        Figure("review", "2", "trust", "", 10, approximate=True),
        Figure("review", "2", "trust", "1", 0, approximate=True),
        Figure("review", "2", "trust", "2", 5, approximate=True),
        Figure("review", "2", "trust", "3", 0, approximate=True),
    ]


@given(st.integers(0, 30), st.integers(3, 20))
def test_where_fewer_than_the_base_answered_nothing_of_a_question_is_shown(answered: int, base: int) -> None:
    figures = SmallCounts(base).survey_figures(
        [*tallies(answered, answered, 0), *tallies(40, 40, question="other")]
    )
    own = [figure for figure in figures if figure.question == "trust"]
    if answered < base:
        assert own == [Figure("review", "2", "trust", "", 0, approximate=True, hidden=True)]
    else:
        assert [figure.value for figure in own] == ["", "1", "2"]
        assert all(figure.count % base == 0 and not figure.hidden for figure in own)
    assert len(figures) - len(own) == 2
