"""Texts at their moments (`guidance`, `goodbye`), and sessions that are nobody's business (`no_sessions`)."""

from datetime import date

import pytest

from mentorcore.domain.decisions import Guidance, Refusal
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.hooks.closure import Closure
from mentorcore.hooks.intake import MOMENTS
from mentorcore_cadence.goodbye import Goodbye
from mentorcore_cadence.guidance import ShownAt
from mentorcore_cadence.no_sessions import NoSessions

ENDED = Match(
    "M-0000004M", "P-0000001G", "P-0000002J", MatchState.ENDED, "", date(2026, 3, 2), end=EndKind.LEFT
)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_text_is_shown_at_its_moments_to_everybody(moment: str) -> None:
    policy = ShownAt("services", ("waiting", "closure"))
    fits = moment in ("waiting", "closure")
    assert policy.guidance(moment, "mentee") == (
        [Guidance("guidance", {}, document="services")] if fits else []
    )


def test_a_text_for_a_role_is_shown_to_that_role() -> None:
    policy = ShownAt("emergency", ("introduction",), ("mentor",))
    assert policy.guidance("introduction", "mentor") == [Guidance("guidance", {}, document="emergency")]
    assert policy.guidance("introduction", "mentee") == []


@pytest.mark.parametrize(
    ("document", "moments", "roles"),
    [
        ("", ("closure",), ()),
        ("a text", ("closure",), ()),
        ("services", (), ()),
        ("services", ("closing",), ()),
        ("services", ("closure", ""), ()),
        ("services", ("closure",), ("",)),
    ],
)
def test_faulty_settings_are_refused(document: str, moments: tuple[str, ...], roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        ShownAt(document, moments, roles)


@pytest.mark.parametrize(
    ("left", "after_concern", "shown"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_the_hint_is_for_who_leaves_and_never_after_a_concern(
    left: bool, after_concern: bool, shown: bool
) -> None:
    answer = Goodbye("goodbye").closing_guidance(Closure(ENDED, "mentee", left, after_concern))
    assert answer == ([Guidance("guidance", {}, document="goodbye")] if shown else [])


def test_a_hint_needs_a_document() -> None:
    with pytest.raises(ValueError):
        Goodbye("")


def test_every_session_is_refused() -> None:
    assert NoSessions().may_log_session() == Refusal("cadence.no_sessions")
