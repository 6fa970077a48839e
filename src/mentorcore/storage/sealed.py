"""Sealed values: one envelope per dossier and tier, and the blind index that finds people again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select

from mentorcore.storage.sealing import blind_index, open_sealed, seal
from mentorcore.storage.tables import envelopes, marks
from mentorcore.storage.transaction import Tx

_MANY = 500  # parameters of one IN list; SQLite allows 32,766, PostgreSQL plans short lists better


def put(tx: Tx, dossier: str, tiers: Mapping[str, Mapping[str, Any]]) -> None:
    """Seal values into the envelopes of a dossier, in place of what these tiers held.

    The key is committed by the key store before the envelope is written.
    """
    put_many(tx, {dossier: tiers})


def put_many(tx: Tx, dossiers: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """Seal values of many dossiers: dossier to tier to field to value."""
    keys = tx.keys.create(list(dossiers))
    for dossier, tiers in dossiers.items():
        tx.run(delete(envelopes).where(envelopes.c.dossier == dossier, envelopes.c.tier.in_(list(tiers))))
    tx.add(
        envelopes,
        *(
            {
                "dossier": dossier,
                "tier": tier,
                "sealed": seal(keys[dossier], dossier=dossier, tier=tier, payload=payload),
            }
            for dossier, tiers in dossiers.items()
            for tier, payload in tiers.items()
        ),
    )


def get(tx: Tx, dossier: str, tier: str) -> dict[str, Any]:
    """The values of one tier of a dossier; empty where there are none, or where they were erased."""
    return get_many(tx, [dossier], [tier]).get(dossier, {}).get(tier, {})


def get_many(
    tx: Tx, dossiers: Collection[str], tiers: Collection[str]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Values of several dossiers and tiers: dossier to tier to field to value."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    wanted = list(dossiers)
    for start in range(0, len(wanted), _MANY):
        part = wanted[start : start + _MANY]
        where = (envelopes.c.dossier.in_(part), envelopes.c.tier.in_(list(tiers)))
        keys = tx.keys.keys_for(part)
        for row in tx.rows(select(envelopes).where(*where)):
            dossier, tier = row["dossier"], row["tier"]
            if dossier in keys:
                payload = open_sealed(keys[dossier], dossier=dossier, tier=tier, blob=row["sealed"])
                found.setdefault(dossier, {})[tier] = payload
    return found


def tiers_of(tx: Tx, dossier: str) -> tuple[str, ...]:
    """The tiers in which a dossier holds something."""
    query = select(envelopes.c.tier).where(envelopes.c.dossier == dossier).order_by(envelopes.c.tier)
    return tuple(row["tier"] for row in tx.rows(query))


def drop(tx: Tx, dossier: str) -> None:
    """Remove every envelope and mark of a dossier; its key is dropped by the key store afterwards."""
    tx.run(delete(envelopes).where(envelopes.c.dossier == dossier))
    tx.run(delete(marks).where(marks.c.person == dossier))


def set_marks(tx: Tx, person: str, values: Mapping[str, Collection[tuple[str, ...]]]) -> None:
    """Put the blind index of a person: kind to the values that can be found by it."""
    tx.run(delete(marks).where(marks.c.person == person, marks.c.kind.in_(list(values))))
    tx.add(marks, *mark_rows(tx, person, values))


_SAME_INDEX = {"avoid": "name"}
"""An avoided name is indexed as a name is, so that the two can be compared."""


def mark_rows(tx: Tx, person: str, values: Mapping[str, Collection[tuple[str, ...]]]) -> list[dict[str, str]]:
    """Rows of the blind index of a person."""
    key = tx.keys.index_key()
    return [
        {"person": person, "kind": kind, "digest": digest}
        for kind, parts in values.items()
        for digest in sorted({blind_index(key, _SAME_INDEX.get(kind, kind), *part) for part in parts})
    ]


def add_marks(tx: Tx, rows: Iterable[Mapping[str, str]]) -> None:
    """Store rows of the blind index."""
    tx.add(marks, *rows)


def holders_of(tx: Tx, digests: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """(kind, digest) to the people who have that mark, staged ones too."""
    found: dict[tuple[str, str], set[str]] = {}
    wanted = sorted(set(digests))
    for start in range(0, len(wanted), _MANY):
        part = wanted[start : start + _MANY]
        for row in tx.rows(select(marks).where(marks.c.digest.in_(part))):
            found.setdefault((row["kind"], row["digest"]), set()).add(row["person"])
    return found


def marks_of(tx: Tx, people: Collection[str], kinds: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """(kind, digest) to the people who have that mark, for some people and kinds."""
    found: dict[tuple[str, str], set[str]] = {}
    chosen = set(people)
    for row in tx.rows(select(marks).where(marks.c.kind.in_(list(kinds)))):
        if row["person"] in chosen:
            found.setdefault((row["kind"], row["digest"]), set()).add(row["person"])
    return found
