"""All that a database holds, opened and in order, and short ways to find things in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen
from sqlalchemy import select
from tests.machine.worlds import World

from mentorcore.storage import sealed
from mentorcore.storage.tables import metadata
from mentorcore.storage.transaction import Tx

Row = Mapping[str, Any]


@frozen
class Dump:
    """The state of a world.

    Args:
        tables: table to its rows, in the order of the primary key; what is sealed is opened.
        keys: dossiers among those in the database that have a key.
    """

    tables: dict[str, list[dict[str, Any]]] = field(repr=False)
    keys: frozenset[str] = field(repr=False)

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        return self.tables[table]

    def without(self, *names: str) -> dict[str, list[dict[str, Any]]]:
        """The tables but some."""
        return {name: rows for name, rows in self.tables.items() if name not in names}

    @property
    def roles(self) -> dict[str, list[Row]]:
        """Person to the roles that they hold."""
        found: dict[str, list[Row]] = {row["id"]: [] for row in self["persons"]}
        for row in self["roles"]:
            found[row["person"]].append(row)
        return found

    @property
    def erased(self) -> list[str]:
        """Who was erased."""
        return [row["id"] for row in self["persons"] if row["erased"]]

    @property
    def living(self) -> list[str]:
        """Everybody who was not erased, staff as well."""
        return [row["id"] for row in self["persons"] if not row["erased"]]

    def people(self, *roles: str, state: str = "") -> list[str]:
        """Who holds one of these roles, in a state, and was not erased."""
        gone = set(self.erased)
        found = {
            row["person"]: None
            for row in self["roles"]
            if row["role"] in roles and state in ("", row["state"]) and row["person"] not in gone
        }
        return list(found)

    def matches(self, *states: str) -> list[Row]:
        """Matches in one of these states; all where none is named."""
        return [row for row in self["matches"] if not states or row["state"] in states]

    def concerns(self, *states: str) -> list[Row]:
        """Concerns, each with those whom it names."""
        links = self["concern_people"]
        return [
            {**row, "named": tuple(link["person"] for link in links if link["concern"] == row["id"])}
            for row in self["concerns"]
            if not states or row["state"] in states
        ]

    def touched(self, person: str) -> bool:
        """Whether an open concern names somebody, or was raised by them."""
        return any(person in (*row["named"], row["raised_by"]) for row in self.concerns("open"))

    def held(self, person: str) -> bool:
        """Whether a legal hold stands on somebody."""
        return any(row["person"] == person and row["released_on"] is None for row in self["legal_holds"])


def dump_of(world: World) -> Dump:
    """What a world holds."""
    with world.programme.context.store.read() as tx:
        tables = {
            table.name: [dict(row) for row in tx.rows(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }
        envelopes = tables["envelopes"]
        dossiers = [row["dossier"] for row in envelopes]
        dossiers += [row["id"] for table in ("persons", "matches", "concerns") for row in tables[table]]
        keys = frozenset(tx.keys.keys_for(dossiers))
        tables["envelopes"] = _opened(tx, envelopes)
    for row in tables["seats"]:
        del row["number"]  # PostgreSQL counts those as well that were rolled back
    return Dump(tables, keys)


def _opened(tx: Tx, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    tiers = {row["tier"] for row in rows}
    found = sealed.get_many(tx, {row["dossier"] for row in rows}, tiers)
    return [{**row, "sealed": found.get(row["dossier"], {}).get(row["tier"])} for row in rows]
