"""What an erasure leaves of the blind index where it protects others: digests without a name, for comparing alone.

Whoever is kept away from somebody, or was put out of the programme, would otherwise be a stranger again after having
their data erased and registering anew. Nobody can read a name in a digest, and without the key file nobody can
try one out. What protects nobody any more is removed.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, delete, select, union

from mentorcore.domain.concerns import ConcernState
from mentorcore.storage.lists import among
from mentorcore.storage.tables import (
    blocks,
    concern_people,
    concerns,
    kept_marks,
    marks,
    protections,
    standings,
)
from mentorcore.storage.transaction import Tx

IDENTIFYING = ("name-born", "name", "phone", "email")
"""The kinds of marks by which somebody is recognised as the same person."""


def keep_marks(tx: Tx, people: Collection[str]) -> None:
    """Before somebody's marks go: keep what still protects others from them."""
    for person in sorted(set(people) & protected_from(tx)):
        keep_marks_of(tx, person, as_=person)


def keep_marks_of(tx: Tx, person: str, *, as_: str) -> None:
    """Keep the marks that somebody has now among those by which another id of the same person is recognised."""
    held = {
        (row["kind"], row["digest"]) for row in tx.rows(select(kept_marks).where(kept_marks.c.person == as_))
    }
    found = select(marks).where(marks.c.person == person, marks.c.kind.in_(IDENTIFYING))
    new = {(row["kind"], row["digest"]) for row in tx.rows(found)} - held
    tx.add(kept_marks, *({"person": as_, "kind": kind, "digest": digest} for kind, digest in sorted(new)))


def drop_unneeded(tx: Tx) -> None:
    """Remove what was kept and protects nobody any more."""
    kept = {row["person"] for row in tx.rows(select(kept_marks.c.person).distinct())}
    gone = kept - protected_from(tx) if kept else kept
    if gone:
        tx.run(delete(kept_marks).where(among(kept_marks.c.person, gone)))


def kept_holders(tx: Tx, digests: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """(kind, digest) to the erased people of whom that mark was kept."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in tx.rows(select(kept_marks).where(among(kept_marks.c.digest, set(digests)))):
        found.setdefault((row["kind"], row["digest"]), set()).add(row["person"])
    return found


def identifying_marks(tx: Tx, people: Collection[str]) -> dict[str, list[dict[str, str]]]:
    """Person to the marks by which they are recognised, those kept of erased people too."""
    found: dict[str, list[dict[str, str]]] = {}
    live = select(marks).where(among(marks.c.person, people), marks.c.kind.in_(IDENTIFYING))
    for query in (live, select(kept_marks).where(among(kept_marks.c.person, people))):
        for row in tx.rows(query):
            found.setdefault(row["person"], []).append({"kind": row["kind"], "digest": row["digest"]})
    return found


def protected_from(tx: Tx) -> set[str]:
    """Whom others are protected from now, or may be by what is decided about an open concern."""
    is_open = select(concerns.c.id).where(concerns.c.state == ConcernState.OPEN.value)
    queries: tuple[Select[tuple[str]], ...] = (
        select(blocks.c.other.label("who")).where(blocks.c.lifted_on.is_(None)),
        select(protections.c.other.label("who")).where(protections.c.lifted_on.is_(None)),
        select(standings.c.person.label("who")),
        select(concern_people.c.person.label("who")).where(concern_people.c.concern.in_(is_open)),
    )
    return {row["who"] for row in tx.rows(union(*queries))}
