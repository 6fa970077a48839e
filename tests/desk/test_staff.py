"""Who runs the programme, and whose system user is whose."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.participants import Withdraw
from mentorcore.domain.commands.staff import AddStaff, BindAccount, EndStaff, ListStaff
from mentorcore.storage import sealed


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def roles(town: Town) -> dict[str, set[str]]:
    found = town.trial.desk().staff.list(ListStaff())
    return {person.id: {held.role for held in person.roles if held.open} for person in found}


def test_somebody_new_is_added_under_a_sealed_name(town: Town) -> None:
    added = town.trial.desk().staff.add(AddStaff(role="committee", called="Béatrice"))

    assert roles(town)[added.id] == {"committee"}
    assert "Béatrice" not in repr(added)
    with town.trial.programme.context.store.read() as tx:
        assert sealed.get(tx, added.id, "staff") == {"called": "Béatrice"}


def test_a_participant_can_be_staff_as_well(town: Town) -> None:
    desk = town.trial.desk().staff
    added = desk.add(AddStaff(role="coordinator", person=town.mentor))

    assert roles(town)[town.mentor] == {"coordinator", "mentor"}
    assert {held.role for held in added.roles} == {"coordinator", "mentor"}
    with pytest.raises(Refused) as caught:
        desk.add(AddStaff(role="coordinator", person=town.mentor))
    assert codes(caught) == ["person.has_role"]
    town.trial.desk(town.mentor).participants.withdraw(Withdraw(person=town.mentor))
    assert roles(town)[town.mentor] == {"coordinator"}


def test_a_role_ends_and_can_begin_again_but_the_last_one_stays(town: Town) -> None:
    desk = town.trial.desk().staff
    with pytest.raises(Refused) as last:
        desk.end(EndStaff(person=town.committee, role="committee"))
    assert codes(last) == ["staff.last"]
    desk.add(AddStaff(role="committee", called="Béatrice"))

    ended = desk.end(EndStaff(person=town.committee, role="committee"))
    with pytest.raises(Refused) as twice:
        desk.end(EndStaff(person=town.committee, role="committee"))
    with pytest.raises(Refused) as never:
        desk.end(EndStaff(person=town.mentor, role="committee"))
    again = desk.add(AddStaff(role="committee", person=town.committee))

    assert [held.state for held in ended.roles] == ["left"]
    assert codes(twice) == codes(never) == ["staff.not_held"]
    assert [held.state for held in again.roles] == ["active"]


@pytest.mark.parametrize("role", ["mentor", "boss"])
def test_only_staff_roles_are_given_here(lasting: Town, role: str) -> None:
    desk = lasting.trial.desk().staff
    with pytest.raises(InputFault) as added:
        desk.add(AddStaff(role=role))
    with pytest.raises(InputFault) as ended:
        desk.end(EndStaff(lasting.committee, role))
    assert [found.value.problems[0].where for found in (added, ended)] == ["role", "role"]


def test_a_system_user_is_bound_to_one_member_of_staff(town: Town) -> None:
    desk, programme = town.trial.desk().staff, town.trial.programme

    def bind(person: str) -> Any:
        return desk.bind(BindAccount(person=person, account="anne"))

    assert programme.account_owner("anne") is None
    assert bind(town.trial.staff) == "anne"
    assert programme.account_owner("anne") == town.trial.staff
    bind(town.committee)
    assert programme.account_owner("anne") == town.committee
    for person, code in ((town.mentor, "staff.not_staff"), (UNKNOWN["P"], "person.unknown")):
        with pytest.raises(Refused) as caught:
            bind(person)
        assert codes(caught) == [code]
