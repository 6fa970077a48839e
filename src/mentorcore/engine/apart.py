"""Who must be kept apart, silently: by an avoid-list, a block, or the protection of a concern.

It is computed inside the transaction that proposes, pairs or introduces, from what is stored at that moment: nothing of it
is ever kept as a list that could be out of date. All reasons look the same to everybody who sees that there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mentorcore.engine.identity import also_known_as
from mentorcore.storage import blocks, concerns, sealed
from mentorcore.storage.transaction import Tx

KEPT_APART = "matching.kept_apart"
"""One text for every silent reason: an avoid-list, the same perpetrator, a block, a protection. It tells none of them."""

Pairs = frozenset[tuple[str, str]]

NAMED = ("name", "name-part", "avoid")
"""Marks that an entry of an avoid-list is compared with; two who avoid the same person are kept apart as well."""


def kept_apart(tx: Tx, people: Collection[str]) -> Pairs:
    """Pairs among these people that must never be brought together, in both orders."""
    chosen = set(people)
    found = wished_apart(tx, chosen) | everywhere(tx, concerns.kept_apart(tx))
    return _both_ways((one, other) for one, other in found if one in chosen and other in chosen)


def wished_apart(tx: Tx, people: Collection[str]) -> Pairs:
    """Pairs that an avoid-list or a block keeps apart, in both orders; what a concern protects is not among them.

    A concern leaves what has begun to its handlers: nothing that stops by itself may tell anybody that there is one.
    """
    return avoided(tx, people) | everywhere(tx, blocks.blocked_pairs(tx))


def everywhere(tx: Tx, pairs: Pairs) -> Pairs:
    """Pairs under every id under which the same people are registered."""
    if not pairs:
        return pairs
    known = also_known_as(tx, sorted({person for pair in pairs for person in pair}))
    spread = {(a, b) for one, other in pairs for a in known[one] for b in known[other] if a != b}
    return _both_ways(spread)


def avoided(tx: Tx, people: Collection[str]) -> Pairs:
    """Pairs of which one stands in the other's avoid-list, or both avoid the same person."""
    marks = sealed.marks_of(tx, people, NAMED)
    pairs: set[tuple[str, str]] = set()
    for (kind, digest), avoiding in marks.items():
        if kind == "avoid":
            others = set().union(*(marks.get((named, digest), set()) for named in NAMED))
            pairs |= {(one, other) for one in avoiding for other in others if one != other}
    return _both_ways(pairs)


def is_listed(tx: Tx, person: str, others: Collection[str]) -> bool:
    """Whether somebody stands in the avoid-list of one of some others."""
    marks = sealed.marks_of(tx, {person, *others}, NAMED)
    mine = {digest for (kind, digest), who in marks.items() if kind != "avoid" and person in who}
    return any(marks.get(("avoid", digest), set()) - {person} for digest in mine)


def _both_ways(pairs: Iterable[tuple[str, str]]) -> Pairs:
    found = frozenset(pairs)
    return found | {(other, one) for one, other in found}
