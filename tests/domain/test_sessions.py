"""Sessions over each other, and in what one was otherwise than planned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.sessions import Session, SessionState, deviations_from, overlap

DAY = date(2025, 2, 3)
MIDNIGHT = datetime(2025, 2, 3, tzinfo=UTC)
SPANS = st.tuples(st.integers(0, 600), st.integers(1, 300))


def timed(start: int, minutes: int, match: str = "M-1") -> Session:
    starts_at = MIDNIGHT + timedelta(minutes=start)
    return Session("S-1", match, SessionState.PLANNED, DAY, starts_at, minutes, "mentee")


@given(SPANS, SPANS, st.sampled_from(["M-1", "M-2"]))
def test_two_sessions_lie_over_each_other_where_they_share_a_minute(
    one: tuple[int, int], other: tuple[int, int], match: str
) -> None:
    minutes = [set(range(start, start + length)) for start, length in (one, other)]
    first, second = timed(*one), timed(*other, match=match)
    assert overlap(first, second) == overlap(second, first) == bool(minutes[0] & minutes[1])


def test_without_a_time_only_the_same_pair_is_in_the_way_of_itself() -> None:
    whole = evolve(timed(0, 60), starts_at=None)
    assert overlap(whole, timed(600, 60)) is True
    assert overlap(whole, timed(600, 60, match="M-2")) is False
    assert overlap(whole, evolve(timed(0, 60), planned_on=DAY + timedelta(days=1))) is False


@given(st.integers(-3, 3), st.integers(1, 120), st.booleans(), st.sets(st.sampled_from(["mentee", "mentor"])))
def test_each_deviation_has_its_mark(days: int, minutes: int, paused: bool, sides: set[str]) -> None:
    held = DAY + timedelta(days=days)
    found = deviations_from(
        timed(0, 60),
        held_on=held,
        minutes=minutes,
        sides=sides,
        introduced_on=DAY - timedelta(days=1),
        ended_on=DAY + timedelta(days=1),
        in_pause=paused,
    )
    expected = {
        "other-day": days != 0,
        "shorter": minutes < 60,
        "longer": minutes > 60,
        "one-absent": len(sides) < 2,
        "before-introduction": days < -1,
        "in-pause": paused,
        "after-end": days > 1,
    }
    assert set(found) == {code for code, so in expected.items() if so}
