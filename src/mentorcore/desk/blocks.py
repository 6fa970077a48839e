"""Silent blocks: two people are never brought together again, nor told of one another, and the blocked one notices nothing.

It takes hold with the transaction that stores it, whatever was proposed before. A match of the two that is still open
ends by the ordinary way of leaving when the protected person blocks: a proposal is declined, anything later is closed, with the
words and the call that everybody gets. Staff who block for protection take a proposal back; where the two
have met already they are asked to suspend or to end the match first, since a raiser may have to agree to that.
"""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from mentorcore.desk.endings import end_match
from mentorcore.desk.facet import NOT_AVAILABLE, the_person
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.engine import apart
from mentorcore.engine.identity import also_known_as
from mentorcore.engine.work import Work
from mentorcore.storage import blocks, matches, people
from mentorcore.storage.blocks import Blocked
from mentorcore.storage.kept import drop_unneeded


@frozen
class Separations:
    """Who is kept away from a person.

    Args:
        person: public id.
        blocks: the blocks that protect them, oldest first, as far as the reader may know of them.
        avoided: for staff who protect: whether somebody else's avoid-list or block keeps this person from anybody.
            It names nobody. False to everybody else.
    """

    person: str
    blocks: tuple[Blocked, ...]
    avoided: bool = False


def block(work: Work, person: str, other: str) -> Blocked:
    """Keep two people apart for good.

    Raises:
        Refused: ``block.oneself``, ``block.not_participant``; for staff ``block.match_open`` where the two have met;
            ``grant.none`` where it is not the actor's to do, or a party was never in a match with the other.
    """
    by_staff = _by_staff(work, other)
    the_person(work, person)
    _may_be_blocked(work, person, other)
    known = also_known_as(work.tx, [person, other])
    together = _open_together(work, known[person], known[other])
    if by_staff and any(match.state is not MatchState.PROPOSED for match in together):
        met = next(match.id for match in together if match.state is not MatchState.PROPOSED)
        raise work.refuse("block.match_open", "CORE-5", id=met)
    wanted = Blocked(person, other, by_staff, work.day)
    blocks.block(work.tx, wanted, work.actor.id)
    for match in together:
        _end(work, match, "" if by_staff else next(p for p in match.parties if p in known[person]))
    work.concerns(person, other)
    return next(found for found in blocks.blocks_of(work.tx, person) if _same(found, wanted))


def unblock(work: Work, person: str, other: str) -> Blocked:
    """Lift a block: their own where a person says so, one that staff made where staff do.

    Raises:
        Refused: there is none of that kind; to a party it reads as if they might not.
    """
    by_staff = _by_staff(work, other)
    the_person(work, person)
    found = next(
        (b for b in blocks.blocks_of(work.tx, person) if (b.other, b.by_staff) == (other, by_staff)), None
    )
    if found is None:
        raise work.refuse("block.none") if work.actor.staff else work.refuse(NOT_AVAILABLE.code)
    blocks.unblock(work.tx, person, other, by_staff=by_staff, day=work.day)
    drop_unneeded(work.tx)
    work.concerns(person, other)
    return found


def separations(work: Work, person: str) -> Separations:
    """Who is kept away from a person: all to staff who protect, their own to the person."""
    the_person(work, person)
    found = blocks.blocks_of(work.tx, person)
    shown = tuple(b for b in found if b.other != work.actor.id)
    if work.access.relation != "any":  # as staff, somebody learns no more of themselves than as themselves
        return Separations(person, tuple(b for b in shown if not b.by_staff))
    return Separations(person, shown, _avoided(work, person))


def _by_staff(work: Work, other: str) -> bool:
    """Whether staff act for protection.

    Raises:
        Refused: ``block.colleague``: it is about whoever writes it down, whether there is a block or not.
    """
    if work.actor.id == other and work.access.relation != "self":
        raise work.refuse("block.colleague")
    return work.access.relation == "any"


def _may_be_blocked(work: Work, person: str, other: str) -> None:
    """A party blocks whom they were in a match with, so that ids cannot be tried out; staff any participant."""
    if person == other:
        raise work.refuse("block.oneself")
    if not work.actor.staff and not _together(work, person, other):
        raise work.refuse(NOT_AVAILABLE.code)
    found = people.person(work.tx, other)
    if found is not None and found.erased and not work.actor.staff:
        return  # they may come back; to a party it reads as for anybody else
    kinds = {role.id: role.kind for role in work.bundle.roles}
    if not any(kinds[held.role] == "participant" for held in the_person(work, other).roles):
        raise work.refuse("block.not_participant")


def _together(work: Work, person: str, other: str) -> list[Match]:
    return [match for match in matches.matches_of(work.tx, [person]) if other in match.parties]


def _open_together(work: Work, ids: Collection[str], others: Collection[str]) -> list[Match]:
    """Their open matches, under whichever ids the two are registered."""
    found = matches.matches_of(work.tx, ids, states=matches.OPEN_STATES)
    return [m for m in found if any(p in ids and m.other(p) in others for p in m.parties)]


def _end(work: Work, match: Match, left_by: str) -> None:
    """End a match as anybody's leaving ends it; a proposal that staff take back has nobody who left."""
    declined = match.state is MatchState.PROPOSED
    if not left_by:
        end_match(work, match, EndKind.WITHDRAWN)
    elif declined:
        end_match(work, match, EndKind.DECLINED, left_by=left_by, told_by="self")
    else:
        end_match(work, match, EndKind.LEFT, left_by=left_by, told_by="staff")


def _avoided(work: Work, person: str) -> bool:
    """Whether others are kept from somebody, without the reader's own wish and without any concern."""
    others = {found.id for found in people.people(work.tx) if not found.erased} - {work.actor.id, person}
    pairs = [(one, other) for one, other in blocks.blocked_pairs(work.tx) if one in others]
    known = also_known_as(work.tx, sorted({other for _, other in pairs}))
    return apart.is_listed(work.tx, person, others) or any(person in known[other] for _, other in pairs)


def _same(one: Blocked, other: Blocked) -> bool:
    return (one.other, one.by_staff) == (other.other, other.by_staff)
