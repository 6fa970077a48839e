"""Policies that look at which fields are answered: `complete` and `safe_channel`."""

from collections.abc import Callable

import pytest

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate
from mentorcore_vetting.complete import Complete
from mentorcore_vetting.safe_channel import SafeChannel

Make = Callable[..., Candidate]
COMPLETE = Complete("identity", ("name", "born", "address"))
CHANNEL = SafeChannel("safety", ("sms", "mail"))
UNSAFE = [Requirement("vetting.safe_channel", {}, remedy="participants edit P-0000001G", waits_for="person")]


def incomplete(*fields: str) -> list[Requirement]:
    params = {"fields": fields}
    return [
        Requirement("vetting.incomplete", params, remedy="participants edit P-0000001G", waits_for="person")
    ]


def test_all_missing_fields_are_named_at_once_in_the_order_of_the_settings(candidate: Make) -> None:
    assert COMPLETE.requirements(candidate()) == incomplete("name", "born", "address")
    assert COMPLETE.requirements(candidate(answered={"identity": frozenset({"born"})})) == incomplete(
        "name", "address"
    )


def test_answers_of_another_tier_do_not_count(candidate: Make) -> None:
    answered = {"contact": frozenset({"name", "born", "address"})}
    assert COMPLETE.requirements(candidate(answered=answered)) == incomplete("name", "born", "address")


def test_complete_answers_pass(candidate: Make) -> None:
    answered = {"identity": frozenset({"name", "born", "address", "nickname"})}
    assert COMPLETE.requirements(candidate(answered=answered)) == []


def test_one_safe_way_is_enough(candidate: Make) -> None:
    assert CHANNEL.requirements(candidate(answered={"safety": frozenset({"mail"})})) == []


def test_without_any_safe_way_nobody_is_matched(candidate: Make) -> None:
    assert CHANNEL.requirements(candidate()) == UNSAFE
    assert CHANNEL.requirements(candidate(answered={"safety": frozenset({"hours"})})) == UNSAFE
    assert CHANNEL.requirements(candidate(answered={"contact": frozenset({"sms"})})) == UNSAFE


@pytest.mark.parametrize("policy", [Complete, SafeChannel])
@pytest.mark.parametrize(("tier", "fields"), [("", ("name",)), ("identity", ()), ("identity", ("a name",))])
def test_faulty_settings_are_refused(
    policy: Callable[[str, tuple[str, ...]], object], tier: str, fields: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError):
        policy(tier, fields)
