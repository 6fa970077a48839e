"""Who may apply and who may be admitted: `age_bound` and `served_region`."""

from collections.abc import Callable

import pytest

from mentorcore.domain.decisions import Param, Refusal, Requirement
from mentorcore.domain.people import Candidate
from mentorcore.domain.records import Record
from mentorcore_vetting.age_bound import AgeBound
from mentorcore_vetting.served_region import ServedRegion

Make = Callable[..., Candidate]
MakeRecord = Callable[..., Record]
REGION = ServedRegion("canton", ("geneva", "vaud"))
PARAMS: dict[str, Param] = {"trait": "canton", "served": ("geneva", "vaud")}
HELD = [Requirement("vetting.region", PARAMS, remedy="vetting record P-0000001G admission")]
REASON = Refusal("vetting.region_reason", PARAMS)


@pytest.mark.parametrize(("age", "refused"), [(17, True), (18, False), (70, False), (None, False), (0, True)])
def test_age_refuses_below_the_bound_alone(candidate: Make, age: int | None, refused: bool) -> None:
    answer = AgeBound(18).may_apply(candidate(age=age))
    assert answer == (Refusal("vetting.age_bound", {"least": 18}) if refused else None)


@pytest.mark.parametrize("least", [0, -1, 121])
def test_a_bound_that_makes_no_sense_is_refused(least: int) -> None:
    with pytest.raises(ValueError):
        AgeBound(least)


@pytest.mark.parametrize("value", ["geneva", frozenset({"bern", "vaud"})])
def test_a_region_served_passes(candidate: Make, value: str | frozenset[str]) -> None:
    person = candidate(traits={"canton": value})
    assert REGION.requirements(person) == []
    assert REGION.may_admit(person, reason_given=False) is None


@pytest.mark.parametrize(
    "traits",
    [{"canton": "bern"}, {"canton": None}, {}, {"canton": frozenset()}, {"canton": frozenset({"bern"})}],
)
def test_elsewhere_or_unknown_waits_for_an_admission_with_a_reason(
    candidate: Make, record: MakeRecord, traits: dict[str, str | frozenset[str] | None]
) -> None:
    assert REGION.requirements(candidate(traits=traits)) == HELD
    assert REGION.may_admit(candidate(traits=traits), reason_given=False) == REASON
    assert REGION.may_admit(candidate(traits=traits), reason_given=True) is None
    assert REGION.requirements(candidate(record("admission"), traits=traits)) == HELD
    assert REGION.requirements(candidate(record("admission", {"reason_given": False}), traits=traits)) == HELD
    assert REGION.requirements(candidate(record("admission", {"reason_given": True}), traits=traits)) == []


def test_a_reason_for_another_role_or_by_oneself_does_not_count(candidate: Make, record: MakeRecord) -> None:
    other = record("admission", {"reason_given": True, "role": "mentor"})
    own = record("admission", {"reason_given": True}, recorded_by="P-0000001G")
    hold = record("hold", {"reason_given": True})
    assert REGION.requirements(candidate(other, own, hold)) == HELD


def test_where_somebody_lives_never_refuses_an_application() -> None:
    assert not hasattr(REGION, "may_apply")


@pytest.mark.parametrize(("trait", "served"), [("", ("geneva",)), ("canton", ()), ("canton", ("",))])
def test_faulty_settings_are_refused(trait: str, served: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        ServedRegion(trait, served)
