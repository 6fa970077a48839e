"""Four writers on one database, killed three hundred times: what was acknowledged is there, nothing is there by half."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from tests.hostile.killing import TO_ERASE, Ground, Writers, make_ground
from tests.hostile.writer import ROWS, WRITERS

from mentorcore import Programme
from mentorcore.domain.commands.participants import ListParticipants
from mentorcore.domain.ids import CONCERN
from mentorcore.storage import concerns, duties, events, matches, meta, people, sealed
from mentorcore.storage.ledger import erased
from mentorcore.storage.maintenance import check
from mentorcore.storage.tables import audit as audit_table
from mentorcore.storage.tables import persons
from mentorcore.storage.transaction import Tx

KILLS = 300


def plans(ground: Ground, visible: list[str], number: int, chance: random.Random) -> list[dict[str, Any]]:
    """What each writer may do in this round: nobody is written to by two of them, and nothing is done twice."""
    begun = ground.said.ids("close", done=False)
    close = [pair for pair in ground.matches if pair[0] not in begun]
    erase = sorted(set(visible) - ground.settled)
    chance.shuffle(erase)
    return [
        {
            "name": f"{number}-{writer}",
            "seed": chance.random(),
            "database": str(ground.database),
            "keys": str(ground.keys),
            "staff": ground.staff,
            "raiser": ground.raisers[writer],
            "edit": [ground.edited[writer]],
            "close": close[writer : writer + 1] if number % 3 == 0 else [],
            "erase": erase[writer : writer + 1],
            "imports": [number] if writer == number % WRITERS else [],
        }
        for writer in range(WRITERS)
    ]


def audited(tx: Tx) -> dict[str, int]:
    """Verb to how many entries say that it was done."""
    query = select(audit_table.c.verb, func.count()).where(audit_table.c.outcome == "done")
    return {row[0]: row[1] for row in tx.conn.execute(query.group_by(audit_table.c.verb))}


def happened(tx: Tx) -> dict[str, int]:
    """Type of event to how many there are."""
    found: dict[str, int] = {}
    for event in events.events_after(tx, 0, 1_000_000):
        found[event.type] = found.get(event.type, 0) + 1
    return found


def assert_nothing_half_done(programme: Programme, ground: Ground) -> None:
    """Facts, events, duties and audit tell the same; everything acknowledged is among them."""
    store = programme.context.store
    assert check(store).whole
    said = ground.said
    with store.read() as tx:
        verbs, types = audited(tx), happened(tx)
        raised = {concern.id for concern in concerns.concerns_for_core(tx)}
        owed = {duty.subject for duty in duties.open_duties(tx) if duty.subject.startswith(CONCERN)}
        closed = {match.id for match in matches.matches_of(tx) if not match.state.open}
        gone = {person.id for person in people.people(tx) if person.erased}
        files = {name for name in said.ids("import", done=False) if meta.imported_before(tx, name)}
        everybody = {row["id"] for row in tx.rows(select(persons.c.id).where(persons.c.batch.is_(None)))}
        hours = {who: sealed.get(tx, who, "safety").get("safe_hours") for who in ground.edited}
        dossiers = store.keys.keys_for(sorted(gone))

    assert said.ids("raise") <= raised
    assert verbs.get("concerns.raise", 0) == types.get("concern.raised", 0) == len(raised)
    assert owed == raised
    assert said.ids("close") <= closed <= said.ids("close", done=False)
    assert verbs.get("matches.close", 0) == types.get("match.ended", 0) == len(closed)
    assert said.ids("erase") <= gone <= said.ids("erase", done=False)
    assert verbs.get("privacy.erase", 0) == types.get("person.erased", 0) == len(gone)
    assert store.keys.ledger is not None
    assert (set(erased(store.keys.ledger)), dossiers) == (gone, {})
    assert said.ids("import") <= files
    assert types.get("participants.imported", 0) == 1 + len(files)
    assert len(everybody) == len(ground.settled) + TO_ERASE + ROWS * len(files)
    for who in ground.edited:
        assert hours[who] in last_written(ground, who)


def last_written(ground: Ground, who: str) -> set[str | None]:
    """The words acknowledged last, or any that were begun after them and cut short."""
    begun = [what[1] for what in ground.said.begun.get("edit", []) if what[0] == who]
    done = [what[1] for what in ground.said.done.get("edit", []) if what[0] == who]
    if not done:
        return {"in the evening", *begun}
    return {*begun[begun.index(done[-1]) :]}


def test_what_was_acknowledged_outlives_every_kill_and_nothing_is_half_done(tmp_path: Path) -> None:
    ground, chance, writers = make_ground(tmp_path), random.Random(7), Writers()
    killed, number = 0, 0
    while killed < KILLS:
        with ground.open() as programme:  # erasures that were cut short are finished here
            assert_nothing_half_done(programme, ground)
            with programme.context.store.read() as tx:
                unseen = {
                    row["id"] for row in tx.rows(select(persons.c.id).where(persons.c.batch.is_not(None)))
                }
            listed = programme.desk(ground.staff).participants.list(ListParticipants())
            visible = [person.id for person in listed]
            assert unseen.isdisjoint(visible)
        killed += writers.round(plans(ground, visible, number, chance), ground.said, chance)
        number += 1
    with ground.open() as programme:
        assert_nothing_half_done(programme, ground)
    writers.close()

    assert ground.said.gone == ["-9"] * KILLS
    cut_short = ground.said.ids("import", done=False) - ground.said.ids("import")
    assert cut_short != set()
    never = {kind for kind in ("raise", "edit", "close", "import") if not ground.said.ids(kind)}
    assert never == set()
    with ground.open() as programme, programme.context.store.read() as tx:
        assert (
            sum(person.erased for person in people.people(tx)) > 3
        )  # acknowledged, or cut short and finished
