"""A match is taken up again where both want it: under its own id, with its history, and past no protection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.closings import Two
from tests.support.together import codes

from mentorcore import Refused
from mentorcore.domain.commands.closing import ReopenMatch
from mentorcore.domain.commands.concerns import BlockPerson, RaiseConcern
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import EndByProgramme, ListMatches, ShowMatch
from mentorcore.domain.commands.participants import SuspendPerson, Withdraw
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.matches import EndKind, MatchState
from mentorcore.domain.records import TalkedOver


@pytest.fixture
def over(two: Two) -> Two:
    """Their match has ended, early."""
    two.close(told_by="staff")
    two.trial.clock.advance(10)
    return two


def refused(do: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        do()
    return codes(caught)


@pytest.mark.parametrize(("first", "second"), [("mentee", "mentor"), ("mentor", "mentee")])
def test_it_goes_on_once_both_want_it(over: Two, first: str, second: str) -> None:
    before = over.events()

    assert (over.reopen(first), over.reopen(first), over.now().state) == (False, False, MatchState.ENDED)
    assert over.reopen(second)

    match = over.now()
    assert (match.id, match.state, match.end, match.ended_on, match.ended_by) == (
        over.match,
        MatchState.ACTIVE,
        None,
        None,
        "",
    )
    assert over.events()[: len(before)] == before
    assert [kind for kind, _ in over.said("match")][-2:] == ["match.ended", "match.reopened"]
    assert [duty.state for duty in over.duties("early-end")] == ["done"]
    asked = [m.template for m in over.letters(second)][-1]
    assert (asked, over.letters(first)[-1].template) == ("message.reopening", "message.reopened")


def test_the_seats_are_taken_again(over: Two) -> None:
    over.reopen("mentee")
    over.reopen("mentor")

    assert refused(lambda: over.trial.proposed(over.mentee, over.trial.participant("mentor"))) != []
    over.close()
    assert over.now().end is EndKind.LEFT


def test_it_can_end_again_and_both_ends_are_looked_after(over: Two) -> None:
    over.reopen("mentee")
    over.reopen("mentor")
    over.close(side="mentor", told_by="staff")
    over.desk().duties.plan(PlanDuties())

    assert [d.occurrence for d in over.duties("neutral-call")] == [
        f"end:{over.mentor}",
        f"end:2:{over.mentee}",
    ]
    assert [duty.state for duty in over.duties("early-end")] == ["done", "open"]
    assert over.reopen("mentee") is False  # the wishes from before count no more


def test_staff_say_it_for_them(over: Two) -> None:
    for party in (over.mentee, over.mentor):
        made = over.trial.for_(party).matches.reopen(ReopenMatch(match=over.match))

    assert made.reopened


def test_a_wish_can_be_taken_back(over: Two) -> None:
    over.reopen("mentee")
    taken = over.desk("mentee").matches.reopen(ReopenMatch(match=over.match, take_back=True))

    assert (taken.wished, over.reopen("mentor"), over.now().state) == (False, False, MatchState.ENDED)


def test_nobody_is_asked_twice(over: Two) -> None:
    for take_back in (False, True, False):
        over.desk("mentee").matches.reopen(ReopenMatch(match=over.match, take_back=take_back))

    assert [m.template for m in over.letters("mentor")].count("message.reopening") == 1


def test_only_within_the_set_time_and_only_what_has_ended(two: Two) -> None:
    assert refused(lambda: two.reopen("mentee")) == ["match.not_ended"]
    two.close()
    two.trial.clock.advance(90)
    assert two.reopen("mentee") is False
    two.trial.clock.advance(1)
    assert refused(lambda: two.reopen("mentor")) == ["match.reopen_late"]


def test_a_match_that_the_programme_ended_is_the_teams_to_speak_of(two: Two) -> None:
    two.trial.desk(purpose="protection").matches.end(EndByProgramme(match=two.match))

    assert refused(lambda: two.reopen("mentee")) == ["match.reopen_team"]


def concern(two: Two) -> None:
    command = RaiseConcern(wish=ConcernWish.PROTECT_SILENTLY, about=(two.mentor,), match=two.match)
    two.desk("mentee").concerns.raise_(command)


def unnamed(two: Two) -> None:
    two.desk("mentee").concerns.raise_(
        RaiseConcern(wish=ConcernWish.LISTEN_ONLY, about=(two.mentor,), match=two.match, unnamed=True)
    )


def block(two: Two) -> None:
    two.desk("mentee").safety.block(BlockPerson(person=two.mentee, other=two.mentor))


def by_staff(two: Two) -> None:
    two.trial.desk(purpose="protection").safety.block(BlockPerson(person=two.mentee, other=two.mentor))


def suspended(two: Two) -> None:
    two.trial.desk(purpose="protection").participants.suspend(
        SuspendPerson(person=two.mentor, reason="They are kept out.")
    )


def withdrawn(two: Two) -> None:
    two.desk("mentee").participants.withdraw(Withdraw(person=two.mentee))


def elsewhere(two: Two) -> None:
    two.trial.proposed(two.mentee, two.trial.participant("mentor"))


OBSTACLES = [concern, unnamed, block, by_staff, suspended, elsewhere]
EACH = pytest.mark.parametrize("obstacle", OBSTACLES, ids=lambda found: found.__name__)


@EACH
def test_every_obstacle_reads_alike_to_a_party(over: Two, obstacle: Callable[[Two], None]) -> None:
    obstacle(over)

    assert over.reopen("mentor") is False  # the first wish is always just noted
    assert refused(lambda: over.reopen("mentee")) == ["match.reopen_team"]
    assert over.now().state is MatchState.ENDED


@pytest.mark.parametrize("obstacle", [concern, unnamed, block], ids=lambda found: found.__name__)
def test_who_turned_away_never_wished_for_it(over: Two, obstacle: Callable[[Two], None]) -> None:
    """Whoever is named reads what they would read had the other never said a word."""
    over.reopen("mentee")
    obstacle(over)

    assert over.reopen("mentor") is False


@EACH
def test_the_other_is_asked_only_where_nothing_stands_between_them(
    over: Two, obstacle: Callable[[Two], None]
) -> None:
    obstacle(over)
    over.reopen("mentor")

    asked = [m.template for m in over.letters("mentee") if m.template == "message.reopening"]
    assert asked == (["message.reopening"] if obstacle is elsewhere else [])


def test_staff_are_told_whom_to_ask_where_nothing_is_to_be_kept_from_them(over: Two) -> None:
    def for_both() -> None:
        for party in (over.mentor, over.mentee):
            over.trial.for_(party).matches.reopen(ReopenMatch(match=over.match))

    elsewhere(over)
    with pytest.raises(Refused) as caught:
        for_both()
    (refusal,) = caught.value.refusals
    assert (refusal.code, refusal.params["person"]) == ("match.mentee_taken", over.mentee)
    concern(over)
    assert refused(for_both) == ["match.reopen_team"]


def test_who_left_the_programme_is_not_brought_back(over: Two) -> None:
    over.reopen("mentee")
    withdrawn(over)

    assert refused(lambda: over.reopen("mentor")) == ["match.reopen_team"]
    assert refused(lambda: over.trial.for_(over.mentor).matches.reopen(ReopenMatch(match=over.match))) == [
        "match.party_left"
    ]


def test_a_harmless_issue_is_in_nobodys_way(over: Two) -> None:
    over.desk("mentor").concerns.raise_(
        RaiseConcern(
            wish=ConcernWish.UNDECIDED,
            about=(),
            kind=ConcernKind.ISSUE,
            match=over.match,
            talked_over=TalkedOver.YES,
        )
    )
    over.reopen("mentor")

    assert over.reopen("mentee")


def test_a_refusal_leaves_nothing_behind(over: Two) -> None:
    concern(over)
    over.reopen("mentor")
    before = over.desk().matches.show(ShowMatch(match=over.match)).records
    refused(lambda: over.reopen("mentee"))

    assert over.desk().matches.show(ShowMatch(match=over.match)).records == before
    assert [m.state for m in over.desk().matches.list(ListMatches(person=over.mentor))] == [MatchState.ENDED]
