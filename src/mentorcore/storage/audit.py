"""The audit chain: each entry's hash covers the one before, and is written with what it tells of.

People appear in it as keyed pseudonyms, so that an erasure leaves the chain whole and the person unknown.
With the head kept somewhere else (`audit anchor`), cutting or rewriting the end is found, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC
from typing import Any

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from mentorcore.domain.errors import AuditBroken
from mentorcore.storage.sealing import pseudonym
from mentorcore.storage.tables import audit
from mentorcore.storage.transaction import Tx

START = "0" * 64
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
_FIELDS = (
    "number",
    "at",
    "actor",
    "on_behalf_of",
    "verb",
    "purpose",
    "subjects",
    "tiers",
    "outcome",
    "codes",
)


@frozen
class Entry:
    """What is to be remembered of one action or reading.

    Args:
        actor: public id of who did it.
        verb: such as ``matches.accept``.
        purpose: why.
        subjects: public ids it concerned.
        tiers: confidential tiers that were read; where nothing was, those that were asked for.
        outcome: ``done``, ``refused`` or ``failed``.
        codes: codes of the refusals, each with its clauses: ``grant.none[VPS-4]``; of a disclosure, its ground.
        on_behalf_of: public id of the party whose act it was, or empty.
    """

    actor: str
    verb: str
    purpose: str
    subjects: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    outcome: str = "done"
    codes: tuple[str, ...] = ()
    on_behalf_of: str = ""


@frozen
class Kept:
    """An entry as it is stored: people are pseudonyms.

    Args:
        number: its place in the chain, from 1.
        at: the instant, ISO text in UTC.
        actor, on_behalf_of, verb, purpose, outcome: as in `Entry`.
        subjects, tiers, codes: as in `Entry`, joined by spaces.
        hash: SHA-256 over the hash before and this entry, hexadecimal.
    """

    number: int
    at: str
    actor: str
    on_behalf_of: str
    verb: str
    purpose: str
    subjects: str
    tiers: str
    outcome: str
    codes: str
    hash: str


def append(tx: Tx, entries: Iterable[Entry]) -> None:
    """Append entries to the chain, in this transaction."""
    number, before = head(tx)
    key = tx.keys.pseudonym_key()
    rows = []
    for entry in entries:
        number += 1
        row: dict[str, str | int] = {
            "number": number,
            "at": tx.now.astimezone(UTC).strftime(_FORMAT),
            "actor": _pseudonym(key, entry.actor),
            "on_behalf_of": _pseudonym(key, entry.on_behalf_of),
            "verb": entry.verb,
            "purpose": entry.purpose,
            "subjects": " ".join(_pseudonym(key, subject) for subject in entry.subjects),
            "tiers": " ".join(entry.tiers),
            "outcome": entry.outcome,
            "codes": " ".join(entry.codes),
        }
        before = _hash(before, row)
        rows.append({**row, "hash": before})
    tx.add(audit, *rows)


def _pseudonym(key: bytes, subject: str) -> str:
    return pseudonym(key, subject) if subject else ""


def _hash(before: str, row: dict[str, str | int]) -> str:
    # what is no text can only stand there after tampering; it is hashed as something else, and so does not fit
    canonical = json.dumps(
        [row[name] for name in _FIELDS], ensure_ascii=False, separators=(",", ":"), default=repr
    )
    return hashlib.sha256(f"{before}{canonical}".encode(errors="surrogatepass")).hexdigest()


def head(tx: Tx) -> tuple[int, str]:
    """Number and hash of the newest entry; 0 and zeros before the first."""
    found = tx.row(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1))
    return (0, START) if found is None else (found["number"], found["hash"])


def entries(tx: Tx) -> Generator[Kept]:
    """All entries, oldest first, in bounded memory; whoever stops before the end closes it."""
    query = select(audit).order_by(audit.c.number).execution_options(yield_per=1000)
    with tx.conn.execute(query) as found:
        for row in found.mappings():
            yield Kept(**{name: row[name] for name in (*_FIELDS, "hash")})


def first_bad(tx: Tx) -> int | None:
    """The place of the first entry that does not fit the one before; None where the chain is whole."""
    try:
        return _first_bad(tx)
    except StatementError:
        if tx.conn.dialect.name != "sqlite":
            raise
        with _bytes_that_are_no_text(tx):  # SQLite stores them, the driver does not read them
            return _first_bad(tx)


def _first_bad(tx: Tx) -> int | None:
    before, expected = START, 1
    with closing(entries(tx)) as chain:
        for entry in chain:
            row: dict[str, str | int] = {name: getattr(entry, name) for name in _FIELDS}
            if entry.number != expected or _hash(before, row) != entry.hash:
                return expected
            before, expected = entry.hash, expected + 1
    return None


@contextmanager
def _bytes_that_are_no_text(tx: Tx) -> Iterator[None]:
    driver: Any = tx.conn.connection.dbapi_connection
    driver.text_factory = lambda found: found.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def verify(tx: Tx, anchor: str = "") -> None:
    """See that the chain is whole, and holds the entry of an anchor.

    Args:
        tx: a transaction that reads.
        anchor: the hash that was the newest once, as `head` gave it; empty for none.

    Raises:
        AuditBroken: ``audit.broken`` names the first entry that does not fit; ``audit.anchor``: the chain is whole
            in itself, but not the one that the anchor was taken of: its end was cut off or written anew.
    """
    bad = first_bad(tx)
    if bad is not None:
        raise AuditBroken("audit.broken", entry=bad)
    if anchor not in ("", START) and tx.row(select(audit.c.number).where(audit.c.hash == anchor)) is None:
        raise AuditBroken("audit.anchor")
