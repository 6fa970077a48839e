"""An import of the VPS form as a competent programmer would write it by hand: no bundle, no policies, one loop.

It parses, checks and seals the same fields as the programme, and is as careful with them: each text is cleaned,
each choice is one of its options, days exist and do not lie in the future, nobody is taken twice or too young,
keys lie in a file of their own and are committed before what they seal, and others get their turn between parts.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.by_hand_form import FIELDS, Answer, Registration, name_key, read_row

PART = 1000
_PRAGMAS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
"""
_TABLES = """
CREATE TABLE persons (id TEXT PRIMARY KEY, language TEXT, registered_on TEXT, batch TEXT);
CREATE TABLE roles (person TEXT REFERENCES persons, role TEXT, state TEXT, since TEXT, capacity INTEGER,
    PRIMARY KEY (person, role));
CREATE TABLE envelopes (person TEXT, tier TEXT, sealed BLOB, PRIMARY KEY (person, tier));
CREATE TABLE marks (person TEXT REFERENCES persons, kind TEXT, digest TEXT, PRIMARY KEY (person, kind, digest));
CREATE INDEX marks_digest ON marks (digest);
CREATE TABLE records (id TEXT PRIMARY KEY, person TEXT REFERENCES persons, kind TEXT, document TEXT, version TEXT,
    effective_on TEXT, recorded_at TEXT, recorded_by TEXT);
CREATE INDEX records_person ON records (person);
CREATE TABLE events (number INTEGER PRIMARY KEY, type TEXT, subject TEXT, recorded_at TEXT, effective_on TEXT,
    actor TEXT);
CREATE INDEX events_subject ON events (subject);
CREATE TABLE imports (digest TEXT PRIMARY KEY, made_at TEXT, stored INTEGER);
"""
_PLACES = {"persons": 4, "roles": 5, "envelopes": 3, "marks": 3, "records": 8}
_HELD = "SELECT kind, digest, person FROM marks WHERE digest IN (SELECT value FROM json_each(?))"
_SHOWN = """INSERT INTO events (type, subject, recorded_at, effective_on, actor)
SELECT 'participant.applied', id, ?, registered_on, ? FROM persons WHERE batch = ?"""

Marks = list[tuple[str, str]]
Faults = list[tuple[int, list[str]]]


class ByHand:
    """A database with a key file beside it."""

    def __init__(self, database: Path, keys: Path) -> None:
        self.facts = sqlite3.connect(database, isolation_level=None, timeout=30)
        self.keys = sqlite3.connect(keys, isolation_level=None)
        for connection in (self.facts, self.keys):
            connection.executescript(_PRAGMAS)
        self.facts.executescript(_TABLES)
        self.keys.execute("CREATE TABLE keys (person TEXT PRIMARY KEY, wrapped BLOB)")
        self.master, self.index = AESGCM(os.urandom(32)), os.urandom(32)

    def load(self, export: Path, actor: str) -> int:
        """Store everybody of an export, part by part, then show them all; nobody where a row is bad."""
        batch = hashlib.sha256(export.read_bytes()).hexdigest()
        now = datetime.now(UTC).isoformat()
        faults: Faults = []
        rows = _registrations(export, faults)
        while part := list(islice(rows, PART)):
            self._store(part, batch, now, actor)
        if faults:
            raise ValueError(faults)
        self.facts.execute("BEGIN IMMEDIATE")
        self.facts.execute(_SHOWN, (now, actor, batch))
        stored = self.facts.execute("UPDATE persons SET batch = NULL WHERE batch = ?", (batch,)).rowcount
        self.facts.execute("INSERT INTO imports VALUES (?, ?, ?)", (batch, now, stored))
        self.facts.execute("COMMIT")
        return stored

    def close(self) -> None:
        """Let go of both files."""
        self.facts.close()
        self.keys.close()

    def _store(self, part: list[Registration], batch: str, now: str, actor: str) -> None:
        """Keys first, then the facts that they seal, each in a transaction of its own."""
        self.facts.execute("BEGIN IMMEDIATE")
        new = {os.urandom(8).hex(): found for found in self._new(part)}
        keys = {person: os.urandom(32) for person in new}
        self.keys.execute("BEGIN IMMEDIATE")
        self.keys.executemany("INSERT INTO keys VALUES (?, ?)", map(self._wrapped, keys.items()))
        self.keys.execute("COMMIT")
        tables: dict[str, list[tuple[object, ...]]] = {name: [] for name in _PLACES}
        for person, (registration, marks) in new.items():
            role, day, tiers, accepted, _ = registration
            tables["persons"].append((person, "fr", day, batch))
            capacity = tiers.get("wishes", {}).get("capacity", 1)
            tables["roles"].append((person, role, "applied", day, capacity))
            tables["envelopes"] += _envelopes(person, keys[person], tiers)
            tables["marks"] += [(person, *mark) for mark in marks]
            for document, version in accepted.items():
                evidence = (person, "acceptance", document, version, day, now, actor)
                tables["records"].append((os.urandom(8).hex(), *evidence))
        for name, places in _PLACES.items():
            self.facts.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * places)})", tables[name])
        self.facts.execute("COMMIT")

    def _new(self, part: list[Registration]) -> Iterator[tuple[Registration, Marks]]:
        """Those who are not registered yet, in the database or further up in the part, with their blind index."""
        marked = [(registration, self._marks(registration)) for registration in part]
        digests = json.dumps([digest for _, marks in marked for _, digest in marks])
        holders: dict[tuple[str, str], set[str]] = defaultdict(set)
        for kind, digest, person in self.facts.execute(_HELD, (digests,)):
            holders[kind, digest].add(person)
        for place, (registration, marks) in enumerate(marked):
            same = {kind: holders[kind, digest] for kind, digest in marks if kind != "avoid"}
            reached = same.get("phone", set()) | same.get("email", set())
            if same.get("name-born") or same.get("name", set()) & reached:
                continue
            for mark in marks:
                holders[mark].add(str(place))
            yield registration, marks

    def _marks(self, registration: Registration) -> Marks:
        """The blind index: an HMAC of everything by which somebody is found again."""
        answer = registration.answer
        name = name_key(answer("identity", "family_name"), answer("identity", "given_name"))
        born = answer("identity", "born_on")
        found = [
            ("name", name),
            ("name-born", f"{name}/{born}" if name and born else ""),
            ("phone", answer("contact", "phone")),
            ("email", answer("contact", "email").casefold()),
        ]
        avoided = registration.tiers.get("avoid", {}).get("avoid", [])
        if isinstance(avoided, list):
            found += [("avoid", name_key(entry)) for entry in avoided]
        return [(kind, self._digest(kind, value)) for kind, value in found if value]

    def _digest(self, kind: str, value: str) -> str:
        space = "name" if kind == "avoid" else kind
        return hmac.digest(self.index, f"{space}/{value}".encode(), "sha256").hex()[:32]

    def _wrapped(self, pair: tuple[str, bytes]) -> tuple[str, bytes]:
        person, key = pair
        nonce = os.urandom(12)
        return person, nonce + self.master.encrypt(nonce, key, person.encode())


def _envelopes(
    person: str, key: bytes, tiers: dict[str, dict[str, Answer]]
) -> Iterator[tuple[str, str, bytes]]:
    cipher = AESGCM(key)
    for tier, values in tiers.items():
        nonce = os.urandom(12)
        plain = json.dumps(values, ensure_ascii=False).encode()
        yield person, tier, nonce + cipher.encrypt(nonce, plain, f"{person}/{tier}".encode())


def _registrations(export: Path, faults: Faults) -> Iterator[Registration]:
    """The good rows of a file; the columns of the bad ones go to `faults`."""
    with export.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=";", strict=True)
        missing = FIELDS.keys() - set(rows.fieldnames or ())
        if missing:
            raise ValueError(missing)
        for number, row in enumerate(rows, start=2):
            if None in row or None in row.values():  # more cells than the header has, or fewer
                faults.append((number, []))
                continue
            found = read_row(row)
            if found.wrong:
                faults.append((number, found.wrong))
            else:
                yield found
