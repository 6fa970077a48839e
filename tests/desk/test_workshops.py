"""Workshops: announced for everybody, attended by whoever likes, counted, and never a condition."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.closings import Two
from tests.support.together import codes
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.vetting import ShowVetting
from mentorcore.domain.commands.workshops import AnnounceWorkshop, AttendWorkshop, ListWorkshops
from mentorcore.domain.workshops import Workshop


def announce(two: Two, title: str = "Budgets", days: int = 0) -> Workshop:
    day = two.trial.today + timedelta(days=days)
    return two.desk().workshops.announce(AnnounceWorkshop(title=title, on=day, place="Lausanne"))


def test_everybody_sees_what_is_to_come_and_whether_they_were_there(two: Two) -> None:
    today, later = announce(two), announce(two, "Pitching", 7)
    two.desk("mentor").workshops.attend(AttendWorkshop(person=two.mentor, workshop=today.id))

    for side, attended in (("mentee", False), ("mentor", True), ("", False)):
        found = two.desk(side).workshops.list(ListWorkshops())
        assert [(line.workshop, line.attended) for line in found] == [(today, attended), (later, False)]
    two.trial.clock.advance(1)
    assert [line.workshop for line in two.desk("mentee").workshops.list(ListWorkshops())] == [later]
    assert len(two.desk("mentee").workshops.list(ListWorkshops(all=True))) == 2


def test_attendance_is_noted_by_either_and_by_staff_once(two: Two) -> None:
    found = announce(two)
    by_self = two.desk("mentee").workshops.attend(AttendWorkshop(person=two.mentee, workshop=found.id))
    again = two.desk().workshops.attend(AttendWorkshop(person=two.mentee, workshop=found.id))
    for_them = two.trial.for_(two.mentor).workshops.attend(AttendWorkshop(two.mentor, found.id))

    assert (again.id, for_them.on_behalf, for_them.how) == (by_self.id, True, "phone")


def test_what_was_not_and_what_has_not_been_is_attended_by_nobody(two: Two) -> None:
    later, unknown = announce(two, days=1), UNKNOWN["W"]

    def refused(workshop: str, person: str) -> list[str]:
        with pytest.raises(Refused) as caught:
            two.desk().workshops.attend(AttendWorkshop(person=person, workshop=workshop))
        return codes(caught)

    assert refused(later.id, two.mentee) == ["workshop.not_yet"]
    assert refused(unknown, two.mentee) == ["workshop.unknown"]
    assert refused(later.id, two.trial.staff) == ["person.not_taking_part"]
    with pytest.raises(InputFault):
        announce(two, " ")
    with pytest.raises(InputFault):
        announce(two, "x" * 121)


def test_it_is_counted_and_is_no_condition(two: Two) -> None:
    found = announce(two)
    for person in (two.mentee, two.mentor, two.trial.participant("mentee")):
        two.desk().workshops.attend(AttendWorkshop(person=person, workshop=found.id))

    figures = two.trial.desk(purpose="reporting").programme.show(ShowProgramme())
    assert {f.code: f.value for f in figures}["indicator.attended"] == 5  # three, rounded
    stranger = two.trial.participant("mentee")
    assert [row.lacks for row in two.desk().vetting.show(ShowVetting(person=stranger)).rows] == [()]
