"""A document is accepted in its present version before the pool."""

from collections.abc import Callable

import pytest

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate
from mentorcore.domain.records import Record
from mentorcore_vetting.acceptance import Acceptance

POLICY = Acceptance("code")
MISSING = [
    Requirement(
        "vetting.acceptance",
        {"document": "code", "version": "2"},
        remedy="vetting record P-0000001G acceptance --document code --on-behalf-of P-0000001G --how phone",
        waits_for="person",
    )
]
Make = Callable[..., Candidate]
MakeRecord = Callable[..., Record]


def test_nothing_accepted_is_asked_for(candidate: Make) -> None:
    assert POLICY.requirements(candidate()) == MISSING


def test_the_present_version_lets_pass(candidate: Make, record: MakeRecord) -> None:
    assert POLICY.requirements(candidate(record("acceptance", document="code", version="2"))) == []


def test_a_new_version_asks_again(candidate: Make, record: MakeRecord) -> None:
    assert POLICY.requirements(candidate(record("acceptance", document="code", version="1"))) == MISSING


def test_another_document_does_not_count(candidate: Make, record: MakeRecord) -> None:
    assert POLICY.requirements(candidate(record("acceptance", document="consent", version="2"))) == MISSING


def test_a_withdrawal_takes_effect_until_it_is_accepted_again(candidate: Make, record: MakeRecord) -> None:
    accepted = record("acceptance", document="code", version="2")
    withdrawn = record("withdrawal", document="code")
    assert POLICY.requirements(candidate(accepted, withdrawn)) == MISSING
    again = record("acceptance", document="code", version="2")
    assert POLICY.requirements(candidate(accepted, withdrawn, again)) == []


def test_a_withdrawal_of_another_document_changes_nothing(candidate: Make, record: MakeRecord) -> None:
    accepted = record("acceptance", document="code", version="2")
    assert POLICY.requirements(candidate(accepted, record("withdrawal", document="consent"))) == []


def test_an_older_acceptance_does_not_come_back_when_the_newer_one_is_withdrawn(
    candidate: Make, record: MakeRecord
) -> None:
    first, second = (record("acceptance", document="code", version="2") for _ in range(2))
    withdrawn = record("withdrawal", document="code", supersedes=second.id)
    assert POLICY.requirements(candidate(first, second, withdrawn)) == MISSING


def test_a_superseded_acceptance_does_not_count(candidate: Make, record: MakeRecord) -> None:
    wrong = record("acceptance", document="code", version="2")
    right = record("acceptance", document="code", version="1", supersedes=wrong.id)
    assert POLICY.requirements(candidate(wrong, right)) == MISSING


def test_roles_that_are_not_named_need_not_accept(candidate: Make) -> None:
    assert Acceptance("code", ("mentor",)).requirements(candidate()) == []
    assert Acceptance("code", ("mentor", "mentee")).requirements(candidate()) == MISSING


def test_a_document_without_known_version_is_never_accepted(candidate: Make, record: MakeRecord) -> None:
    (missing,) = POLICY.requirements(candidate(record("acceptance", document="code"), versions={}))
    assert missing.code == "vetting.acceptance"


@pytest.mark.parametrize(("document", "roles"), [("", ()), ("my code", ()), ("code", ("",))])
def test_faulty_settings_are_refused(document: str, roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        Acceptance(document, roles)
