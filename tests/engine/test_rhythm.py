"""Whatever happens to a pair, the policies want what a slow and simple planner wants, which walks from day to day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.rhythm import MENTEE, MENTOR, RHYTHM, Owed, owed

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.hooks.cadence import plan_duties, planned_end
from mentorcore.hooks.caller import Hooks, Named

MATCH = "M-0000004M"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def event(type_: str, day: date, **data: str | int | bool) -> Event:
    return Event(type_, MATCH, NOW, day, "P-0000005N", data=data)


HOOKS = Hooks((plan_duties, planned_end), [Named(f"{n}", (), lambda p=p: p) for n, p in enumerate(RHYTHM)])  # type: ignore[misc]  # a default keeps the loop's value


def wanted(events: list[Event], until: date) -> list[DutyWanted]:
    """What all policies of the rhythm want."""
    history = History("match", MATCH, "active", tuple(events), (MENTEE, MENTOR))
    return list(HOOKS.ask_flat(plan_duties, history=history, until=until))


STARTS = st.dates(date(2023, 11, 1), date(2025, 3, 1)) | st.sampled_from(
    [date(2023, 8, 31), date(2024, 8, 31), date(2024, 2, 29), date(2025, 1, 30)]
)
GAPS = st.lists(st.integers(0, 60), max_size=6)
LIVES = st.lists(st.sampled_from(["suspended", "resumed", "ended", "reopened"]), min_size=6, max_size=6)
ENDS = st.sampled_from(["left", "agreed", "programme"])
DAYS = st.integers(0, 420)
NAMES = st.sampled_from(["S-1", "S-2", "S-3", "S-4", "S-5", "S-6"])
MINUTES = st.integers(15, 120)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """A life of a match in the order of its days, and what the two did, written down in any order."""
    start = draw(STARTS)
    told = [event("match.introduced", start)]
    for gap, life in zip(accumulate(draw(GAPS)), draw(LIVES), strict=False):
        data = {"end": draw(ENDS)} if life == "ended" else {}
        told.append(event(f"match.{life}", start + gap * DAY, **data))
    on = DAYS.map(lambda days: start + days * DAY)
    others = draw(
        st.lists(
            st.one_of(
                st.builds(lambda d, s, m: event("session.held", d, session=s, minutes=m), on, NAMES, MINUTES),
                st.builds(
                    lambda d, s, m: event("session.corrected", d, session=s, minutes=m, on=d.isoformat()),
                    on,
                    NAMES,
                    MINUTES,
                ),
                st.builds(lambda d, s: event("session.cancelled", d, session=s), on, NAMES),
                st.builds(lambda d, s: event("session.recorded", d, session=s, how="here"), on, NAMES),
                st.builds(
                    lambda d, o, s: event(
                        "survey.answered",
                        d,
                        survey="closing" if o == "closing" else "review",
                        occasion=o,
                        by=s,
                    ),
                    on,
                    st.sampled_from(["month:3", "month:6", "closing"]),
                    st.sampled_from(["mentee", "mentor"]),
                ),
                st.builds(lambda d: event("contact.logged", d, person=MENTEE), on),
                st.builds(lambda d: event("reflection.noted", d), on),
            ),
            max_size=14,
        )
    )
    places = draw(st.permutations(range(len(told) + len(others))))
    mixed = [*others]
    for place, one in zip(sorted(places[: len(told)]), told, strict=True):
        mixed.insert(place, one)
    return mixed


@settings(max_examples=300)
@given(stories(), st.integers(0, 400))
def test_they_want_what_the_reference_wants(story: list[Event], days: int) -> None:
    until = next(e.effective_on for e in story if e.type == "match.introduced") + days * DAY
    found = sorted(map(Owed.of, wanted(story, until)), key=repr)
    assert found == sorted(owed(story, until), key=repr)


def test_nothing_is_too_late_while_the_clock_of_the_match_stands() -> None:
    """Interrupted on the very day of a check-point: the days after it do not count, and the answer is in time."""
    start = date(2023, 11, 1)
    story = [
        event("match.introduced", start),
        event("match.suspended", date(2024, 2, 1)),
        event("survey.answered", date(2024, 2, 16), survey="review", occasion="month:3", by="mentee"),
    ]
    (review,) = [duty for duty in wanted(story, date(2024, 3, 1)) if duty.rule == "review"]
    assert (review.owner, review.due_on, review.fulfilled_on) == (MENTEE, date(2024, 2, 1), date(2024, 2, 16))
    resumed = [*story, event("match.resumed", date(2024, 6, 1))]
    assert {
        d.fulfilled_on for d in wanted(resumed, date(2024, 3, 1)) if d.owner == MENTEE and d.rule == "review"
    } == {date(2024, 2, 16)}


@settings(max_examples=100)
@given(stories())
def test_the_order_in_which_deeds_are_written_down_makes_no_difference(story: list[Event]) -> None:
    """Deeds that do not speak of one another: each session once, each survey once."""
    once: dict[object, Event] = {}
    for found in story:
        if found.type not in ("session.corrected", "session.cancelled"):
            once.setdefault((found.type, str(found.data) if found.data else found.effective_on), found)
    lives = [found for found in once.values() if found.type.startswith("match.")]
    others = {
        (found.type, found.data.get("session")): found
        for found in once.values()
        if not found.type.startswith("match.")
    }
    until = lives[0].effective_on + 400 * DAY
    told = [*lives, *others.values()]
    backwards = [*lives, *reversed(others.values())]
    assert sorted(wanted(told, until), key=repr) == sorted(wanted(backwards, until), key=repr)
