"""Importing registrations against a loop that parses, checks and seals the same fields and inserts by executemany."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import resource
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import phonenumbers
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from email_validator import validate_email

from benchmarks.registrations import write_export
from mentorcore import InputFault, Programme
from mentorcore.desk.imports import ImportRegistrations, RowFault
from mentorcore.engine.applications import Application
from mentorcore.loading.registrations import build_row, iter_rows

ROWS = int(os.environ.get("MENTORCORE_BENCH_ROWS", "100000"))
TIERS = {
    "safety": ("Canal sûr", "Heures sûres", "Message vocal possible"),
    "contact": ("Prénom ou pseudonyme à utiliser", "Téléphone", "Courriel"),
    "identity": ("Nom", "Prénom", "Date de naissance", "Rue et numéro", "NPA", "Localité"),
    "wishes": ("Canton", "Langues", "Formes de rencontre", "Nombre de personnes à accompagner"),
    "grounds": ("Expériences (facultatif)", "Procédure pénale (facultatif)"),
    "avoid": ("Personnes à éviter (facultatif)",),
    "notes": ("Remarques",),
}
ACCEPTED = (
    "J'accepte le code de conduite",
    "Le mentorat est gratuit",
    "J'ai compris le rôle de VPS",
    "Ne remplace pas une aide professionnelle",
    "Consentement à participer",
)


def run() -> None:
    """Compare the two, and show the peak of memory and the longest wait of another writer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export = folder / "export.csv"
        write_export(export, ROWS)
        peer = _timed(lambda: _peer(export, folder / "peer.db"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours, waited = _ours(export, folder)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"import of {ROWS} registrations: {ours / ROWS * 1e6:.0f} against {peer / ROWS * 1e6:.0f} us a row,"
        f" ratio {ours / peer:.2f} (aim 2)"
    )
    print(
        f"  memory: {(after - before) / 1024:.0f} MB more at the peak; longest wait of another writer: {waited:.2f} s (aim 1)"
    )


def _timed(work: object) -> float:
    started = time.perf_counter()
    assert callable(work)
    work()
    return time.perf_counter() - started


def _peer(export: Path, database: Path) -> None:
    """What anybody would write by hand: every check of a field, one key and several envelopes a person, one table each."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE persons (id TEXT PRIMARY KEY, role TEXT, registered TEXT)")
    connection.execute(
        "CREATE TABLE envelopes (person TEXT, tier TEXT, sealed BLOB, PRIMARY KEY (person, tier))"
    )
    connection.execute("CREATE TABLE keys (person TEXT PRIMARY KEY, wrapped BLOB)")
    connection.execute(
        "CREATE TABLE marks (person TEXT, kind TEXT, digest TEXT, PRIMARY KEY (person, kind, digest))"
    )
    connection.execute("CREATE TABLE records (id TEXT PRIMARY KEY, person TEXT, document TEXT, version TEXT)")
    master = AESGCM(os.urandom(32))
    connection.execute("BEGIN IMMEDIATE")
    people, envelopes, keys, marks, records = (list[tuple[object, ...]]() for _ in range(5))
    with export.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";", strict=True):
            person = os.urandom(8).hex()
            born = date(*reversed([int(part) for part in row["Date de naissance"].split(".")]))
            if row["Téléphone"]:
                number = phonenumbers.parse(row["Téléphone"], "CH")
                assert phonenumbers.is_possible_number(number)
                row["Téléphone"] = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            if row["Courriel"]:
                row["Courriel"] = validate_email(
                    row["Courriel"].strip(), check_deliverability=False
                ).normalized
            key = os.urandom(32)
            nonce = os.urandom(12)
            keys.append((person, nonce + master.encrypt(nonce, key, person.encode())))
            cipher = AESGCM(key)
            for tier, columns in TIERS.items():
                values = {column: row[column].strip() for column in columns if row[column].strip()}
                if values:
                    nonce = os.urandom(12)
                    sealed = cipher.encrypt(
                        nonce, json.dumps(values, ensure_ascii=False).encode(), tier.encode()
                    )
                    envelopes.append((person, tier, nonce + sealed))
            for kind, value in (
                ("name", row["Nom"] + row["Prénom"]),
                ("name-born", row["Nom"] + row["Prénom"] + born.isoformat()),
                ("phone", row["Téléphone"]),
                ("email", row["Courriel"]),
            ):
                if value:
                    marks.append(
                        (
                            person,
                            kind,
                            hashlib.blake2b(value.casefold().encode(), key=b"k" * 32).hexdigest()[:32],
                        )
                    )
            records += [
                (os.urandom(8).hex(), person, column, row[column]) for column in ACCEPTED if row[column]
            ]
            people.append((person, row["Je m'inscris comme"].strip(), row["Horodatage"]))
            if len(people) == 1000:
                _insert(connection, people, envelopes, keys, marks, records)
    _insert(connection, people, envelopes, keys, marks, records)
    connection.execute("COMMIT")
    connection.close()


def _insert(connection: sqlite3.Connection, *tables: list[tuple[object, ...]]) -> None:
    for name, rows in zip(("persons", "envelopes", "keys", "marks", "records"), tables, strict=True):
        if rows:
            places = ",".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
            rows.clear()


def _ours(export: Path, folder: Path) -> tuple[float, float]:
    programme, first = Programme.create("vps", folder / "ours.db", folder / "ours.keys", first_staff="Anne")
    waits = [0.0]
    done = threading.Event()
    other = threading.Thread(target=_write_meanwhile, args=(folder / "ours.db", waits, done))
    other.start()
    started = time.perf_counter()
    digest = hashlib.sha256(export.read_bytes()).hexdigest()
    command = ImportRegistrations(_rows(export, programme), digest)
    report = programme.desk(first).participants.import_(command)
    taken = time.perf_counter() - started
    done.set()
    other.join()
    assert report.stored == ROWS, report.stored
    programme.close()
    return taken, max(waits)


def _rows(export: Path, programme: Programme) -> Iterator[Application | RowFault]:
    with export.open("rb") as stream:
        for row in iter_rows(stream, programme.bundle):
            try:
                yield build_row(programme.bundle, row, day=date(2025, 2, 1))
            except InputFault as fault:
                for problem in fault.problems:
                    yield RowFault(row.source, problem=problem)


def _write_meanwhile(database: Path, waits: list[float], done: threading.Event) -> None:
    """Another writer: how long it has to wait for the lock, ten times a second."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    while not done.wait(0.1):
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        waits.append(time.perf_counter() - started)
    connection.close()
