"""A programme with people in every relation that there is."""

from __future__ import annotations

from attrs import frozen
from tests.support.verbs import UNKNOWN

from mentorcore.domain.commands.concerns import RaiseConcern
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.ids import CONCERN, DUTY, MATCH, MESSAGE, PERSON, RECORD, ROUND, SESSION
from mentorcore.storage import duties
from mentorcore.testing import Trial, staffed


@frozen
class Town:
    """A programme with a match, a concern about its mentor, and people who have nothing to do with it.

    Args:
        trial: the programme.
        mentee, mentor: the two of the match.
        outsider: a mentee without a match.
        committee: a member of the committee.
        match: the match.
        concern: the mentee's concern about the mentor.
        ids: kind of id to one that exists.
    """

    trial: Trial
    mentee: str
    mentor: str
    outsider: str
    committee: str
    match: str
    concern: str
    ids: dict[str, str]


def make_town() -> Town:
    """A fresh one; close its trial."""
    trial = staffed("vps", coordinator=2, committee=1)
    mentee, mentor, outsider = (trial.participant(role) for role in ("mentee", "mentor", "mentee"))
    match = trial.introduced(mentee, mentor).id
    accusation = RaiseConcern(
        wish=ConcernWish.ACT, about=(mentor,), kind=ConcernKind.ACCUSATION, match=match, account="He shouted."
    )
    concern = trial.desk(mentee).concerns.raise_(accusation).id
    waiting = trial.desk().messages.list(ListMessages())
    with trial.programme.context.store.read() as tx:
        duty = duties.open_duties(tx)[0].id
    (committee,) = trial.staff_of("committee")
    ids = {**UNKNOWN, PERSON: mentee, MATCH: match, CONCERN: concern, DUTY: duty, MESSAGE: waiting[0].id}
    assert {kind for kind in ids if ids[kind] == UNKNOWN[kind]} == {ROUND, RECORD, SESSION}
    return Town(trial, mentee, mentor, outsider, committee, match, concern, ids)
