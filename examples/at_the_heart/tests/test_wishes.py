"""With whom somebody would like to be: the newest list counts in the next round, and nobody learns anything by it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mentorcore import Refused
from mentorcore.desk.wishes import Wishes
from mentorcore.domain.commands.matches import ExplainPair, ListMatches, ProposeRound, ShowWishes, WishFor
from mentorcore.domain.commands.participants import ExportPerson, Withdraw
from mentorcore.domain.ids import check_character
from mentorcore.domain.records import Record, RecordKind
from mentorcore.papers.plain import plain
from mentorcore.testing import Trial

NOBODY = f"P-0000999{check_character('0000999')}"
"""An id that nobody has."""


def wish(heart: Trial, person: str, *people: str) -> Record:
    return heart.desk(person).matches.wish(WishFor(person, people))


def reasons(heart: Trial, mentee: str, mentor: str) -> list[tuple[str, object, int | None]]:
    """What the two rules about wishes say of a pair, the mentee's first."""
    found = heart.desk().matches.explain(ExplainPair(mentee, mentor))
    return [(one.code, dict(one.params), one.points) for one in found if one.policy == "wishes"]


def not_named(by: str) -> tuple[str, object, int]:
    return ("matching.not_wished", {"side": by}, 0)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_wishes_of_both_sides_decide_who_is_proposed_to_whom(heart: Trial) -> None:
    one, other = heart.participant("mentee"), heart.participant("mentee")
    first, second = heart.participant("mentor"), heart.participant("mentor")
    wish(heart, one, second)
    wish(heart, second, other, one)
    wish(heart, other, first)
    heart.desk().matches.propose(ProposeRound())

    proposed = {(match.mentee, match.mentor) for match in heart.desk().matches.list(ListMatches())}
    assert proposed == {(one, second), (other, first)}


def test_what_is_told_to_the_team(heart: Trial, mentee: str, mentor: str) -> None:
    assert reasons(heart, mentee, mentor) == [not_named("mentee"), not_named("mentor")]
    wish(heart, mentee, NOBODY, mentor)
    second = ("matching.wished_by_mentee", {"place": 2}, 667)
    assert reasons(heart, mentee, mentor) == [second, not_named("mentor")]
    wish(heart, mentor, mentee)
    assert reasons(heart, mentee, mentor) == [second, ("matching.wished_by_mentor", {"place": 1}, 1000)]


def test_a_new_list_takes_the_place_of_the_one_before_and_none_takes_it_back(
    heart: Trial, mentee: str, mentor: str
) -> None:
    before = wish(heart, mentee, mentor)
    after = wish(heart, mentee, NOBODY, NOBODY)
    assert (after.kind, after.supersedes, after.data) == (
        RecordKind.WISHES,
        before.id,
        {"role": "mentee", "people": NOBODY},
    )
    assert reasons(heart, mentee, mentor)[0] == not_named("mentee")
    wish(heart, mentee, mentor)
    wish(heart, mentee)
    assert reasons(heart, mentee, mentor)[0] == not_named("mentee")


def test_one_wishes_by_phone_as_well(heart: Trial, mentee: str, mentor: str) -> None:
    found = heart.for_(mentee).matches.wish(WishFor(mentee, (mentor,)))
    assert (found.on_behalf, found.data["people"]) == (True, mentor)


def test_an_id_that_nobody_has_is_taken_as_any_other(heart: Trial, mentee: str, mentor: str) -> None:
    heart.desk(mentor).participants.withdraw(Withdraw(mentor))
    applicant = heart.applicant("mentor")
    made: list[Any] = [wish(heart, mentee, other) for other in (NOBODY, mentor, applicant, heart.staff)]
    assert {(found.kind, found.person, found.subject) for found in made} == {("wishes", mentee, mentee)}


def test_nobody_wishes_for_themselves_for_too_many_or_for_somebody_else(
    heart: Trial, mentee: str, mentor: str
) -> None:
    with pytest.raises(Refused) as oneself:
        wish(heart, mentee, mentor, mentee)
    with pytest.raises(Refused) as many:
        wish(heart, mentee, *(heart.participant("mentor") for _ in range(11)))
    with pytest.raises(Refused) as other:
        heart.desk(mentor).matches.wish(WishFor(mentee, (mentor,)))
    with pytest.raises(Refused) as nobody:
        heart.desk(mentor).matches.wish(WishFor(NOBODY, (mentee,)))
    assert (codes(oneself), codes(many)) == (["wish.oneself"], ["wish.too_many"])
    assert codes(other) == codes(nobody)
    heart.desk(mentee).participants.withdraw(Withdraw(mentee))
    with pytest.raises(Refused) as left:
        wish(heart, mentee, mentor)
    assert codes(left) == ["person.not_taking_part"]


def test_whoever_is_named_reads_nothing_of_it_and_whoever_wishes_reads_it_all(
    heart: Trial, mentee: str, mentor: str
) -> None:
    record = wish(heart, mentee, NOBODY, mentor)
    for desk in (heart.desk(mentee), heart.for_(mentee)):
        found = desk.matches.wishes(ShowWishes(mentee))
        assert (found.role, found.people, found.since) == ("mentee", (NOBODY, mentor), heart.today)
        assert mentor not in repr(found)
    assert heart.desk(mentor).matches.wishes(ShowWishes(mentor)) == Wishes(mentor, "mentor")
    with pytest.raises(Refused) as refused:
        heart.desk(mentor).matches.wishes(ShowWishes(mentee))
    assert codes(refused) == ["grant.none"]
    theirs = heart.desk(mentor).privacy.export(ExportPerson(mentor))
    assert record.id not in json.dumps(plain(theirs))


def test_ones_own_data_says_that_one_wished_and_names_nobody(heart: Trial, mentee: str, mentor: str) -> None:
    """A printed page can fall into other hands."""
    wish(heart, mentee, NOBODY, mentor)
    own = heart.desk(mentee).privacy.export(ExportPerson(mentee))
    assert [found.data for found in own.records if found.kind == RecordKind.WISHES] == [{"role": "mentee"}]
    assert mentor not in json.dumps(plain(own))
