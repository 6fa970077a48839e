"""Every table. Public ids are the keys: unique, random, and the same inside and outside.

Invariants stand here as constraints and indexes, so that they hold however many act at once: one open seat
per person, role and number; one envelope per dossier and tier; one duty per key.

A room of tables is built when one of its tables is first asked for: a command touches few of them, and each costs as
much time as a small query.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mentorcore.storage.tables.append_only import APPEND_ONLY, append_only_ddl

if TYPE_CHECKING:
    from mentorcore.storage.tables.access import passes
    from mentorcore.storage.tables.apart import blocks, kept_marks
    from mentorcore.storage.tables.base import metadata
    from mentorcore.storage.tables.care import concern_people, concerns, duties, messages, protections
    from mentorcore.storage.tables.holds import legal_holds
    from mentorcore.storage.tables.matches import drafts, matches, rounds, seats, waiting
    from mentorcore.storage.tables.people import accounts, envelopes, marks, persons, records, roles
    from mentorcore.storage.tables.sessions import agreements, session_versions, sessions, tasks
    from mentorcore.storage.tables.standing import paused_matches, standings
    from mentorcore.storage.tables.surveys import surveys, tallies
    from mentorcore.storage.tables.trail import audit, bundles, cursors, events, imports, meta
    from mentorcore.storage.tables.workshops import workshops

REVISIONS = ("0001",)
"""Every migration, oldest first; anything else was made by a newer mentorcore."""

SCHEMA_HEAD = REVISIONS[-1]
"""The newest migration; a database that says otherwise is not opened for writing."""

_ROOMS = {
    "access": ("passes",),
    "apart": (
        "blocks",
        "kept_marks",
    ),
    "care": (
        "concern_people",
        "concerns",
        "duties",
        "messages",
        "protections",
    ),
    "holds": ("legal_holds",),
    "matches": (
        "drafts",
        "matches",
        "rounds",
        "seats",
        "waiting",
    ),
    "people": (
        "accounts",
        "envelopes",
        "marks",
        "persons",
        "records",
        "roles",
    ),
    "sessions": (
        "agreements",
        "session_versions",
        "sessions",
        "tasks",
    ),
    "standing": (
        "paused_matches",
        "standings",
    ),
    "surveys": (
        "surveys",
        "tallies",
    ),
    "trail": (
        "audit",
        "bundles",
        "cursors",
        "events",
        "imports",
        "meta",
    ),
    "workshops": ("workshops",),
}
_ROOM_OF = {table: room for room, tables in _ROOMS.items() for table in tables}

__all__ = [
    "APPEND_ONLY",
    "REVISIONS",
    "SCHEMA_HEAD",
    "accounts",
    "agreements",
    "append_only_ddl",
    "audit",
    "blocks",
    "bundles",
    "concern_people",
    "concerns",
    "cursors",
    "drafts",
    "duties",
    "envelopes",
    "events",
    "imports",
    "kept_marks",
    "legal_holds",
    "marks",
    "matches",
    "messages",
    "meta",
    "metadata",
    "passes",
    "paused_matches",
    "persons",
    "protections",
    "records",
    "roles",
    "rounds",
    "seats",
    "session_versions",
    "sessions",
    "standings",
    "surveys",
    "tallies",
    "tasks",
    "waiting",
    "workshops",
]


def __getattr__(name: str) -> Any:
    """A table, with its room; for `metadata` every room, since it stands for all tables.

    Raises:
        AttributeError: there is no such table.
    """
    if name == "metadata":
        for room in _ROOMS:
            _enter(room)
        from mentorcore.storage.tables import base

        return base.metadata
    if name not in _ROOM_OF:
        raise AttributeError(name)
    _enter(_ROOM_OF[name])
    return globals()[name]


def _enter(room: str) -> None:
    """Build a room, and put all its tables here: a room can have the name of a table, and would stand in its place."""
    module = import_module(f"{__name__}.{room}")
    globals().update({table: getattr(module, table) for table in _ROOMS[room]})
