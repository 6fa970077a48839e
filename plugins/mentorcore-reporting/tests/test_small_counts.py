"""No figure tells of one person."""

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.hooks.indicators import Counts, Indicator
from mentorcore_reporting.small_counts import SmallCounts


def shown(value: int, base: int = 5) -> int:
    counts = Counts(*[value] * len(fields(Counts)))
    (only,) = {indicator.value for indicator in SmallCounts(base).indicators(counts)}
    return only


def test_every_count_is_shown_rounded_in_order() -> None:
    answer = SmallCounts().indicators(Counts(48, 40, 3, 2, 33, 0, 12))
    assert answer == [
        Indicator("indicator.applied", 50, True),
        Indicator("indicator.admitted", 40, True),
        Indicator("indicator.waiting", 5, True),
        Indicator("indicator.proposed", 0, True),
        Indicator("indicator.active", 35, True),
        Indicator("indicator.suspended", 0, True),
        Indicator("indicator.ended", 10, True),
        Indicator("indicator.early", 0, True),
        Indicator("indicator.attended", 0, True),
    ]


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
