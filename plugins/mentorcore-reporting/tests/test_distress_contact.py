"""Who flags distress and wants to be contacted is contacted; who does not is left in peace."""

from collections.abc import Callable
from datetime import date

import pytest

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore_reporting.distress_contact import DistressContact

POLICY = DistressContact(2, "coordinator")
ME = "P-0000001G"
MakeEvent = Callable[..., Event]
MakeHistory = Callable[..., History]


def owed(number: int, due: int, fulfilled: int | None = None) -> DutyWanted:
    return DutyWanted(
        "contact-after-distress",
        "coordinator",
        f"flag:{number}",
        date(2026, 3, due),
        about=ME,
        params={"person": ME},
        remedy=f"contacts log {ME}",
        fulfilled_on=date(2026, 3, fulfilled) if fulfilled else None,
    )


def test_a_wish_for_contact_is_owed(event: MakeEvent, history: MakeHistory) -> None:
    flagged = event("distress.flagged", 6, contact=True)  # a Friday: distress does not wait for Monday
    assert POLICY.plan_duties(history("person", ME, flagged)) == [owed(1, 8)]


def test_without_the_wish_nothing_is_owed(event: MakeEvent, history: MakeHistory) -> None:
    silent = event("distress.flagged", 6, contact=False), event("distress.flagged", 7)
    assert POLICY.plan_duties(history("person", ME, *silent)) == []


def test_flags_are_numbered_whether_contact_is_wanted_or_not(event: MakeEvent, history: MakeHistory) -> None:
    days = ((6, True), (7, False), (9, True))
    flags = [event("distress.flagged", day, contact=contact) for day, contact in days]
    assert POLICY.plan_duties(history("person", ME, *flags)) == [owed(1, 8), owed(3, 11)]


def test_the_first_contact_afterwards_fulfils_it(event: MakeEvent, history: MakeHistory) -> None:
    flagged = event("distress.flagged", 6, contact=True)
    contacts = event("contact.logged", 7), event("contact.logged", 8)
    assert POLICY.plan_duties(history("person", ME, flagged, *contacts)) == [owed(1, 8, 7)]


def test_on_the_same_day_the_order_decides(event: MakeEvent, history: MakeHistory) -> None:
    flagged, contact = event("distress.flagged", 6, contact=True), event("contact.logged", 6)
    assert POLICY.plan_duties(history("person", ME, contact, flagged)) == [owed(1, 8)]
    assert POLICY.plan_duties(history("person", ME, flagged, contact)) == [owed(1, 8, 6)]


def test_an_older_contact_written_down_late_does_not_count(event: MakeEvent, history: MakeHistory) -> None:
    flagged, older = event("distress.flagged", 6, contact=True), event("contact.logged", 5)
    assert POLICY.plan_duties(history("person", ME, flagged, older)) == [owed(1, 8)]


def test_one_contact_answers_all_flags_before_it(event: MakeEvent, history: MakeHistory) -> None:
    flags = [event("distress.flagged", day, contact=True) for day in (2, 3, 9)]
    events = [*flags[:2], event("contact.logged", 4), flags[2]]
    assert POLICY.plan_duties(history("person", ME, *events)) == [owed(1, 4, 4), owed(2, 5, 4), owed(3, 11)]


def test_histories_of_matches_are_none_of_its_business(event: MakeEvent, history: MakeHistory) -> None:
    assert (
        POLICY.plan_duties(history("match", "M-0000004M", event("distress.flagged", 6, contact=True))) == []
    )


@pytest.mark.parametrize(("days", "owner"), [(-1, "coordinator"), (91, "coordinator"), (2, "")])
def test_faulty_settings_are_refused(days: int, owner: str) -> None:
    with pytest.raises(ValueError):
        DistressContact(days, owner)
