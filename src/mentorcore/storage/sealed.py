"""Sealed values: one envelope per dossier and tier, and the blind index that finds people again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select

from mentorcore.domain.errors import NoKey
from mentorcore.storage.lists import among
from mentorcore.storage.sealing import blind_index, open_sealed, seal_tiers
from mentorcore.storage.tables import envelopes, marks
from mentorcore.storage.transaction import Tx


def put(tx: Tx, dossier: str, tiers: Mapping[str, Mapping[str, Any]]) -> None:
    """Seal values into the envelopes of a dossier, in place of what these tiers held; see `put_many`."""
    put_many(tx, {dossier: tiers})


def put_many(tx: Tx, dossiers: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """Seal values of many dossiers, in a few statements however many they are.

    New keys are committed by the key store before the envelopes are written.

    Args:
        tx: the transaction.
        dossiers: dossier to tier to field to value; what a tier held before is replaced.

    Raises:
        NoKey: ``keys.lost``: a dossier holds sealed values whose key is not in the key file. A new key would
            hide that they cannot be read any more.
        KeyDropped: ``keys.dropped``: a dossier was erased.
        StoreError: as `mentorcore.storage.sealing.seal`.
    """
    held = _held(tx, dossiers)
    keys = _keys(tx, dossiers, {dossier for dossier, _ in held})
    replaced = [
        {"in_dossier": dossier, "in_tier": tier} for dossier, tier in held if tier in dossiers[dossier]
    ]
    if replaced:
        tx.run(_REMOVE, *replaced)
    columns: dict[str, list[Any]] = {"dossier": [], "tier": [], "sealed": []}
    for dossier, tiers in dossiers.items():
        columns["dossier"] += [dossier] * len(tiers)
        columns["tier"] += tiers
        columns["sealed"] += seal_tiers(keys[dossier], dossier, tiers)
    tx.add_columns(envelopes, columns)


_REMOVE = delete(envelopes).where(
    envelopes.c.dossier == bindparam("in_dossier"), envelopes.c.tier == bindparam("in_tier")
)


def _held(tx: Tx, dossiers: Collection[str]) -> set[tuple[str, str]]:
    """Dossier and tier of every envelope of these dossiers."""
    query = select(envelopes.c.dossier, envelopes.c.tier).where(among(envelopes.c.dossier, dossiers))
    return {(row["dossier"], row["tier"]) for row in tx.rows(query)}


def _keys(tx: Tx, dossiers: Collection[str], sealed: Collection[str]) -> dict[str, bytes]:
    """The keys of dossiers, made for those that are new; `sealed` hold something already."""
    keys = tx.keys.keys_for(dossiers)
    without = [dossier for dossier in dossiers if dossier not in keys]
    _refuse_lost(tx, [dossier for dossier in without if dossier in sealed])
    return {**keys, **tx.keys.create(without)} if without else keys


def _refuse_lost(tx: Tx, dossiers: Collection[str]) -> None:
    lost = tx.keys.lost(dossiers) if dossiers else ()
    if lost:
        raise NoKey("keys.lost", dossier=min(lost), count=len(lost))


def get(tx: Tx, dossier: str, tier: str) -> dict[str, Any]:
    """The values of one tier of a dossier; empty where there are none, or where they were erased."""
    return get_tier(tx, [dossier], tier).get(dossier, {})


def get_many(
    tx: Tx, dossiers: Collection[str], tiers: Collection[str]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Values of several dossiers and tiers: dossier to tier to field to value; the erased are left out.

    Raises:
        NoKey: ``keys.lost``: something is sealed there, and the key file never had its key or lost it.
        SealBroken: ``seal.broken``: an envelope was tampered with.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for dossier, tier, payload in _opened(tx, dossiers, tiers):
        found.setdefault(dossier, {})[tier] = payload
    return found


def get_tier(tx: Tx, dossiers: Collection[str], tier: str) -> dict[str, dict[str, Any]]:
    """Values of one tier of several dossiers: dossier to field to value; errors are those of `get_many`."""
    return {dossier: payload for dossier, _, payload in _opened(tx, dossiers, [tier])}


def _opened(
    tx: Tx, dossiers: Collection[str], tiers: Collection[str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    query = select(envelopes.c.dossier, envelopes.c.tier, envelopes.c.sealed)
    query = query.where(among(envelopes.c.dossier, dossiers), envelopes.c.tier.in_(list(tiers)))
    rows = tx.tuples(query)
    sealed = list(dict.fromkeys([dossier for dossier, _, _ in rows]))
    keys = tx.keys.keys_for(sealed)  # after the rows: a key that is dropped in between was erased
    if len(keys) < len(sealed):
        _refuse_lost(tx, [dossier for dossier in sealed if dossier not in keys])
    for dossier, tier, blob in rows:
        if dossier in keys:
            yield dossier, tier, open_sealed(keys[dossier], dossier=dossier, tier=tier, blob=blob)


def tiers_of(tx: Tx, dossier: str) -> tuple[str, ...]:
    """The tiers in which a dossier holds something."""
    query = select(envelopes.c.tier).where(envelopes.c.dossier == dossier).order_by(envelopes.c.tier)
    return tuple(row["tier"] for row in tx.rows(query))


def drop(tx: Tx, dossier: str) -> None:
    """Remove every envelope and mark of a dossier; its key is dropped by the key store afterwards."""
    tx.run(delete(envelopes).where(envelopes.c.dossier == dossier))
    tx.run(delete(marks).where(marks.c.person == dossier))


def remove(tx: Tx, dossier: str, tiers: Collection[str]) -> None:
    """Remove some envelopes of a dossier; its key stays, so that older copies of the database still hold them."""
    tx.run(delete(envelopes).where(envelopes.c.dossier == dossier, envelopes.c.tier.in_(list(tiers))))


def holding(tx: Tx, dossiers: Collection[str]) -> frozenset[str]:
    """Those of some dossiers in which anything is sealed."""
    query = select(envelopes.c.dossier).where(among(envelopes.c.dossier, dossiers)).distinct()
    return frozenset(row["dossier"] for row in tx.rows(query))


def places(tx: Tx, beginning: str) -> frozenset[tuple[str, str]]:
    """Dossier and tier of every envelope whose tier begins so; for tiers that are named after an id."""
    query = select(envelopes.c.dossier, envelopes.c.tier).where(envelopes.c.tier.startswith(beginning))
    return frozenset((row["dossier"], row["tier"]) for row in tx.rows(query))


def set_marks(tx: Tx, person: str, values: Mapping[str, Collection[tuple[str, ...]]]) -> None:
    """Put the blind index of a person: kind to the values that can be found by it."""
    tx.run(delete(marks).where(marks.c.person == person, marks.c.kind.in_(list(values))))
    tx.add(marks, *mark_rows(tx, person, values))


_SAME_INDEX = {"avoid": "name", "name-part": "name"}
"""An avoided name is indexed as a name is, in full or in part, so that they can be compared."""


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
    for row in tx.rows(select(marks).where(among(marks.c.digest, set(digests)))):
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
