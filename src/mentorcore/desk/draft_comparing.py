"""What differs between two drafts: pairs, people, score, and how groups fare."""

from __future__ import annotations

from attrs import frozen

from mentorcore.desk.draft_body import Body
from mentorcore.desk.rounds import matched_in
from mentorcore.domain.drafts import Draft, DraftPair
from mentorcore.domain.matches import MENTEE
from mentorcore.engine.groups import GroupFigure, Who


@frozen
class Person:
    """Somebody for whom it makes a difference.

    Args:
        person: public id.
        side: ``mentee`` or ``mentor``.
    """

    person: str
    side: str


@frozen
class Comparison:
    """Two drafts beside one another.

    Args:
        first, second: the drafts.
        gained: pairs that the second alone has.
        lost: pairs that the first alone has.
        kept: pairs that both have, as the second has them.
        newly_matched: who waits in the first, or is not in it, and is matched in the second.
        newly_waiting: who is matched in the first and waits in the second, or is not in it.
        first_groups, second_groups: how groups fare in each, where a trait was named.
    """

    first: Draft
    second: Draft
    gained: tuple[DraftPair, ...]
    lost: tuple[DraftPair, ...]
    kept: tuple[DraftPair, ...]
    newly_matched: tuple[Person, ...]
    newly_waiting: tuple[Person, ...]
    first_groups: tuple[GroupFigure, ...] = ()
    second_groups: tuple[GroupFigure, ...] = ()


def compared(
    first: tuple[Draft, Body, tuple[GroupFigure, ...]], second: tuple[Draft, Body, tuple[GroupFigure, ...]]
) -> Comparison:
    """Put two drafts beside one another, each with what it holds and its figures."""
    (one, before, groups), (other, after, groups_after) = first, second
    old, new = {pair.pair: pair for pair in before.pairs}, {pair.pair: pair for pair in after.pairs}
    was, now = set(matched_in(before.pairs)), set(matched_in(after.pairs))
    return Comparison(
        one,
        other,
        gained=tuple(pair for key, pair in new.items() if key not in old),
        lost=tuple(pair for key, pair in old.items() if key not in new),
        kept=tuple(pair for key, pair in new.items() if key in old),
        newly_matched=_people(now - was),
        newly_waiting=_people(was - now),
        first_groups=groups,
        second_groups=groups_after,
    )


def _people(found: set[Who]) -> tuple[Person, ...]:
    return tuple(Person(*who) for who in sorted(found, key=lambda who: (who[1] != MENTEE, who[0])))
