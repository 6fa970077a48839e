"""Conflicts of interest: who must not get, or learn of, an access to somebody's data."""

from __future__ import annotations

from collections.abc import Collection

from mentorcore.storage import concerns
from mentorcore.storage.transaction import Tx


def conflicts(tx: Tx, persons: Collection[str]) -> dict[str, frozenset[str]]:
    """Person to those who must not learn of an access to them: themselves, whoever is kept apart from them, and
    whoever is named in a concern that touches them. A few queries, however many people."""
    found = {person: {person} for person in persons}
    for one, other in concerns.kept_apart(tx):
        if one in found:
            found[one].add(other)
    for circle in concerns.circles(tx).values():
        for person in circle.touched & found.keys():
            found[person] |= circle.named
    return {person: frozenset(others) for person, others in found.items()}


def conflicted(tx: Tx, person: str) -> frozenset[str]:
    """Those who must not learn of an access to one person."""
    return conflicts(tx, [person])[person]
