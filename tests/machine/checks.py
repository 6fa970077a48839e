"""What has to hold after each step, whatever the step was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.machine.dump import Dump, Row

from mentorcore.domain.bundle import Bundle
from mentorcore.storage.ledger import Noted, final
from mentorcore.storage.tables import metadata
from mentorcore.testing import held_in

OPEN = ("proposed", "active", "suspended")
OVER = ("ended", "declined")


def history_grows(before: Dump, after: Dump) -> None:
    """Nothing that happened is changed or lost; what an import has staged did not happen yet."""
    staged = {row["id"] for row in before["persons"] if row["batch"]}
    for table in ("events", "audit", "bundles"):
        assert after[table][: len(before[table])] == before[table], table
    for table in ("records", "rounds", "session_versions"):
        kept = {_key(table, row): row for row in after[table]}
        known = [row for row in before[table] if row.get("person") not in staged]
        assert [kept.get(_key(table, row)) for row in known] == known, table
    for table in STAY:
        kept = {_key(table, row): row for row in after[table]}
        known = [row for row in before[table] if row.get("id") not in staged]
        assert [_key(table, row) for row in known if _key(table, row) not in kept] == [], table
        for row in known:
            found = kept[_key(table, row)]
            assert _stays(table, row, found), (table, row, found)


STAY = (
    "persons",
    "matches",
    "duties",
    "messages",
    "concerns",
    "sessions",
    "tasks",
    "workshops",
    "agreements",
    "surveys",
    "blocks",
    "drafts",
)
"""Tables out of which no row goes, though it may change."""


def _key(table: str, row: Row) -> tuple[Any, ...]:
    """By what a row is known."""
    return tuple(row[column.name] for column in metadata.tables[table].primary_key)


def _stays(table: str, before: Row, after: Row) -> bool:
    """Whether what cannot be undone about a row was not."""
    match table:
        case "matches":
            if before["state"] == "ended" and after["state"] == "active":  # both wanted it to go on
                return all(before[name] == after[name] for name in ("mentee", "mentor", "introduced_on"))
            return before["state"] not in OVER or before == after
        case "messages":
            return before["state"] not in ("sent", "withdrawn") or before == after
        case "duties":
            return before["state"] not in ("done", "waived") or before == after
        case "concerns" | "tasks":
            return before["state"] == "open" or before == after
        case "agreements":
            return before["settled_on"] is None or before == after
        case "sessions":
            return before["planned_on"] is None or after["planned_on"] is not None
        case "drafts":
            order = ("open", "released", "discarded")
            return order.index(before["state"]) <= order.index(after["state"])
        case "workshops":
            return before == after
        case "surveys":
            return bool(before["answered_on"] == after["answered_on"])
        case "blocks":
            return bool(before["person"] == after["person"])  # made anew, or lifted
        case _:
            return not before["erased"] or bool(after["erased"])


def seats_hold(bundle: Bundle, before: Dump, after: Dump) -> None:
    """Open matches have two seats each, over ones have none, and nobody takes one that is not theirs."""
    open_seats = [row for row in after["seats"] if not row["released"]]
    states = {row["id"]: row["state"] for row in after["matches"]}
    per_match = Counter(row["match"] for row in open_seats)
    assert per_match == {match: 2 for match, state in states.items() if state in OPEN}
    pairs = Counter((row["mentee"], row["mentor"]) for row in after.matches(*OPEN))
    assert [pair for pair, count in pairs.items() if count > 1] == []
    mentees = Counter(row["mentee"] for row in after.matches(*OPEN))
    assert [mentee for mentee, count in mentees.items() if count > 1] == []
    taken = Counter((row["person"], row["role"]) for row in open_seats)
    earlier = Counter((row["person"], row["role"]) for row in before["seats"] if not row["released"])
    capacity = {(row["person"], row["role"]): row["capacity"] for row in after["roles"]}
    for holder, count in taken.items():
        most = next(role.most for role in bundle.roles if role.id == holder[1])
        assert count <= most
        if count > earlier[holder]:  # whoever states less later keeps the matches they are in
            assert count <= capacity[holder]


def kept_out(after: Dump) -> None:
    """Whoever was suspended or put out takes part in nothing, and nobody is with whom they are kept away from; the
    suspended keep their place on the waiting list."""
    out = {row["person"]: row["state"] for row in after["standings"]}
    assert [row["person"] for row in after["waiting"] if out.get(row["person"]) == "terminated"] == []
    for match in after.matches("proposed", "active", "suspended"):
        states = {out.get(match[side]) for side in ("mentee", "mentor")}
        assert "terminated" not in states, match["id"]
        assert match["state"] == "suspended" or "suspended" not in states, match["id"]
    apart = {(row["person"], row["other"]) for row in after["blocks"] if row["lifted_on"] is None}
    together = {(row["mentee"], row["mentor"]) for row in after.matches(*OPEN)}
    assert together & (apart | {(other, person) for person, other in apart}) == set()


def answers_are_counted(after: Dump) -> None:
    """What all answered is counted as often as it was answered at least: what was destroyed meanwhile stays counted."""
    counts = {
        (row["form"], row["version"], row["question"], row["value"]): row["count"] for row in after["tallies"]
    }
    held = {(row["dossier"], row["tier"]): row["sealed"] for row in after["envelopes"]}
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in after["surveys"]:
        counted = (held.get((row["person"], f"survey:{row['record']}")) or {}).get("counted", ())
        found.update((row["form"], row["version"], question, value) for question, value in counted)
    assert [place for place, count in found.items() if counts.get(place, 0) < count] == []


def erased_are_gone(after: Dump, canaries: Mapping[str, tuple[str, ...]]) -> None:
    """Of erased people nothing can be read, but by those who handle an open concern that still touches them."""
    gone = set(after.erased)
    if not gone:
        return
    held = {person for person in gone if after.touched(person) or after.held(person)}
    own = [row for row in after["envelopes"] if row["dossier"] in gone]
    assert [row["dossier"] for row in own if row["dossier"] not in held] == []
    assert sorted(gone - held & after.keys - held) == []
    assert [row for table in ("marks", "accounts") for row in after[table] if row["person"] in gone] == []
    elsewhere = repr([row for row in after["envelopes"] if row["dossier"] not in gone])
    elsewhere += repr(after.without("envelopes", "bundles"))
    assert [person for person in gone for word in canaries.get(person, ()) if word in elsewhere] == []
    owed = [row for row in after["duties"] if row["state"] == "open" and row["policy"] != "core"]
    still = [row for row in owed if gone & {row["subject"], row["about"], row["owner"]}]
    assert still == [], still
    waits = [row["person"] for row in after["waiting"] if row["person"] in gone]
    written = [row["id"] for row in after.matches(*OPEN) if gone & {row["mentee"], row["mentor"]}]
    unsent = [
        row["id"] for row in after["messages"] if row["recipient"] in gone and row["state"] == "to-send"
    ]
    assert (waits, written, unsent) == ([], [], [])


LETS_GO = frozenset(("privacy.erase", "privacy.release", "retention.run", "concerns.resolve", "duties.plan"))
"""Verbs by which whole dossiers may go, or end their waiting."""
REPLACES = frozenset(
    (
        "drafts.discard",
        "matches.keep",
        "participants.edit",
        "participants.import-undo",
        "surveys.answer",
        "surveys.draft",
    )
)
"""Verbs by which words may go that somebody replaces, or has forgotten."""


def words_stay(before: Dump, after: Dump, verb: str) -> None:
    """What was sealed stays, unless the verb is one that is meant to destroy."""
    if verb in LETS_GO | REPLACES:
        return
    left = {(row["dossier"], row["tier"]) for row in after["envelopes"]}
    lost = [row["tier"] for row in before["envelopes"] if (row["dossier"], row["tier"]) not in left]
    assert lost == [], verb


def what_goes_is_noted(before: Dump, after: Dump, ledger: Sequence[Noted]) -> None:
    """Whose key went, and who was erased, stands in the erasure ledger; what an import had staged never was there."""
    staged = {row["id"] for row in before["persons"] if row["batch"]}
    done, waiting = set(final(ledger)), {noted.person for noted in ledger if noted.held}
    assert sorted(before.keys - after.keys - done - staged) == []
    assert sorted(set(after.erased) - done - waiting) == []
    assert sorted(done & after.keys) == []


def what_is_read_is_noted(
    value: Any, entry: Row, canaries: Mapping[str, tuple[str, ...]], pseudonym: Callable[[str], str]
) -> None:
    """Whose phone or address was handed out stands in the audit, with a tier."""
    words = held_in(value)
    read = [person for person, own in canaries.items() if any(word in words for word in own)]
    assert not read or entry["tiers"], entry["verb"]
    assert [p for p in read if pseudonym(p) not in entry["subjects"].split()] == [], entry["verb"]


def one_entry(before: Dump, after: Dump, expected: Mapping[str, Any]) -> Row:
    """What was done or refused left exactly one entry in the audit, with these values."""
    added = after["audit"][len(before["audit"]) :]
    assert [{name: row[name] for name in expected} for row in added] == [dict(expected)]
    entry: Row = added[0]
    return entry


def nothing_but_audit(before: Dump, after: Dump) -> None:
    """Nothing was changed."""
    assert after.without("audit") == before.without("audit")
