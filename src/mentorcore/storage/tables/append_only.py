"""Triggers that make a table append-only: whatever is written there, nobody changes or removes it."""

from __future__ import annotations

APPEND_ONLY = ("audit", "events")
"""The tables that only ever grow."""

SQLSTATE = "MC001"
"""How the trigger's refusal is known on PostgreSQL; SQLite only has words for it."""

_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
# REPLACE deletes a row without a trigger of its own for that being asked, so the insertion is looked at.
_SQLITE_REPLACE = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION mentorcore_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = '{SQLSTATE}'; END $$ LANGUAGE plpgsql
"""
_POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION mentorcore_append_only()
"""


def append_only_ddl(dialect: str) -> list[str]:
    """Statements that make `audit` and `events` refuse updates and deletions, whether they did so before or not.

    Args:
        dialect: ``sqlite`` or ``postgresql``.
    """
    if dialect == "postgresql":
        return [_POSTGRESQL_FUNCTION, *(_POSTGRESQL_TRIGGER.format(table=table) for table in APPEND_ONLY)]
    pairs = [(table, verb) for table in APPEND_ONLY for verb in ("update", "delete")]
    names = [f"{table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete", "replace")]
    return [
        *(f"DROP TRIGGER IF EXISTS {name}" for name in names),
        *(_SQLITE_TRIGGER.format(table=table, verb=verb, VERB=verb.upper()).strip() for table, verb in pairs),
        *(_SQLITE_REPLACE.format(table=table).strip() for table in APPEND_ONLY),
    ]
