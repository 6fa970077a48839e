"""Two hundred erasures out of random histories leave no trace: in no file, in no answer, and in no old copy either.

Canaries stand in every personal field. What is sealed is looked at opened, with every key there is.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from attrs import frozen
from tests.support.canaries import MARK, PHONE, PLAIN, disguises, opened, seen_in
from tests.support.histories import History, without_waiting_for_the_disk
from tests.support.verbs import UNKNOWN, VERBS, call, command_for

from mentorcore import Programme
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.errors import InputFault, Refused
from mentorcore.domain.ids import CONCERN, MATCH, PERSON, numbered_ids
from mentorcore.storage import maintenance
from mentorcore.storage.keycopies import backup_keys, restore_keys
from mentorcore.storage.keys import FileKeys
from mentorcore.storage.ledger import erased, ledger_path
from mentorcore.storage.rotation import rotate_keys
from mentorcore.testing import START
from mentorcore.testing.leaks import held_in

SEED = 20_250_203
ROUNDS = 4
ERASED = 50
"""In each round."""


@frozen
class Copy:
    """A copy of database and keys from one moment, and who was erased by then."""

    database: Path
    keys: Path
    gone: frozenset[str]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[History, list[Copy]]]:
    """What happened, with a copy from each round before its erasures; nobody works with the files any more."""
    folder = tmp_path_factory.mktemp("lived")
    (folder / "house").mkdir()
    copies: list[Copy] = []
    with without_waiting_for_the_disk():
        history = History(folder / "house", SEED)
        for number in range(ROUNDS):
            history.live_for(8, by_hand=8, imported=50)
            copies.append(copied(history, folder / f"copy {number}"))
            living = [person for person in history.people if person not in history.gone]
            for place, person in enumerate(history.random.sample(living, ERASED)):
                history.erase(person)
                if place % 20 == 5 and history.concerns:
                    history.resolve(history.concerns[0])
            history.waive(6)
            rotate_keys(history.keys)
        for concern in list(history.concerns):
            history.resolve(concern)
        history.trial.close()
        yield history, copies


def copied(history: History, folder: Path) -> Copy:
    folder.mkdir()
    maintenance.backup(history.trial.programme.context.store, folder / "vps.db")
    backup_keys(history.keys, folder)
    return Copy(folder / "vps.db", folder, frozenset(history.gone))


def found_in(history: History, database: Path, keys: Path) -> tuple[dict[str, set[str]], set[str]]:
    """Dossier to canaries that should be gone from it, and everybody of whom something can be opened."""
    with closing(FileKeys.open(keys)) as held:
        readable = opened(database, held)
    left = {dossier: history.aviary.left(text, history.gone) for dossier, text in readable.items()}
    owners = {owner for text in readable.values() for owner in history.aviary.owners_in(text)}
    return {dossier: canaries for dossier, canaries in left.items() if canaries}, owners


def test_every_disguise_is_seen_through() -> None:
    text = f"{MARK}abcde"
    written = {
        "utf-8": text.encode(),
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "json": json.dumps({"x": text}).encode(),
        "hex": text.encode().hex().encode(),
        "plain utf-8": f"{PLAIN}abcde@example.org".encode(),
        "phone utf-8": f"{PHONE}12345".encode(),
    }
    assert {name: name in seen_in(b"\x01" + content) for name, content in written.items()} == dict.fromkeys(
        written, True
    )
    assert min(map(len, disguises().values())) >= 7  # no chance hits in what is random
    for shift in range(6):
        import base64

        assert f"base64 {shift % 3}" in seen_in(base64.b64encode(b"\xff" * shift + text.encode() + b"\xff"))


def test_two_hundred_people_were_erased_out_of_full_lives(lived: tuple[History, list[Copy]]) -> None:
    history, copies = lived

    assert len(history.gone) == ROUNDS * ERASED
    assert history.gone <= set(erased(ledger_path(history.keys)))
    assert len(history.matches) >= 20
    first = copies[0]
    readable = found_in(history, first.database, first.keys / "keys.db")[0]  # the search sees what is there
    assert {PERSON, MATCH, CONCERN} == {dossier[0] for dossier in readable}
    assert len(readable) > 50


def test_no_file_holds_a_word_of_anybody(lived: tuple[History, list[Copy]]) -> None:
    history, copies = lived
    files = [*history.folder.iterdir(), *(file for copy in copies for file in copy.keys.iterdir())]

    assert {"vps.db", "keys.db", "keys.db.erased", "keys.db.master"} <= {file.name for file in files}
    assert {file.name: seen_in(file.read_bytes()) for file in files} == {file.name: [] for file in files}


def test_no_key_that_is_left_opens_a_word_of_the_erased(lived: tuple[History, list[Copy]]) -> None:
    history, _ = lived
    left, owners = found_in(history, history.database, history.keys)

    assert left == {}
    assert owners - history.gone  # those who stayed are still there
    assert not owners & history.gone - both_needed(history)


def both_needed(history: History) -> set[str]:
    """Erased people of whom something stays with somebody else, until they are erased as well."""
    return {owner for owners in history.aviary.owners.values() if len(owners) > 1 for owner in owners}


def test_no_old_copy_of_the_database_opens_with_the_keys_of_today(lived: tuple[History, list[Copy]]) -> None:
    history, copies = lived
    for copy in copies:
        left, owners = found_in(history, copy.database, history.keys)
        assert left == {}
        assert owners - history.gone


@pytest.mark.parametrize(("database", "keys"), [(0, 0), (0, ROUNDS - 1), (ROUNDS - 1, 0), (1, 2)])
def test_old_databases_with_old_keys_open_nothing_once_they_are_brought_back(
    lived: tuple[History, list[Copy]], tmp_path: Path, database: int, keys: int
) -> None:
    """In either order, with and without the keys of today beside them."""
    history, copies = lived
    with_present = (database + keys) % 2 == 0
    house = tmp_path / "house"
    if with_present:
        shutil.copytree(history.folder, house)
    else:
        house.mkdir()
        shutil.copyfile(ledger_path(history.keys), house / "keys.db.erased")
    restore_keys(copies[keys].keys, house / "keys.db")
    with closing(FileKeys.open(house / "keys.db")) as held:
        restored = maintenance.restore(copies[database].database, house / "vps.db", held, ManualClock(START))

    assert set(restored.erased) <= history.gone
    left, _ = found_in(history, house / "vps.db", house / "keys.db")
    assert left == {}
    whole = [file for file in house.iterdir() if "before" not in file.name]
    assert {file.name: seen_in(file.read_bytes()) for file in whole} == {file.name: [] for file in whole}


def test_nothing_that_staff_can_read_tells_of_the_erased(
    lived: tuple[History, list[Copy]], tmp_path: Path
) -> None:
    history, _ = lived
    house = tmp_path / "house"
    shutil.copytree(history.folder, house)

    assert read_by_staff(history, house) == {}


def test_nor_after_an_old_copy_was_brought_back(lived: tuple[History, list[Copy]], tmp_path: Path) -> None:
    history, copies = lived
    house = tmp_path / "house"
    house.mkdir()
    shutil.copyfile(ledger_path(history.keys), house / "keys.db.erased")
    restore_keys(copies[1].keys, house / "keys.db")
    shutil.copyfile(copies[1].database, house / "vps.db")  # by hand, past `db restore`

    assert read_by_staff(history, house) == {}


def read_by_staff(history: History, house: Path) -> dict[str, set[str]]:
    """Verb to canaries of the erased in what it returns, for each member of staff and every verb that reads."""
    said: dict[str, set[str]] = {}
    clock = ManualClock(history.trial.clock.now())
    bundle = history.trial.bundle
    with Programme.open(
        bundle, house / "vps.db", house / "keys.db", clock=clock, new_id=numbered_ids(start=80_000)
    ) as programme:
        programme.desk(history.trial.staff).duties.plan(PlanDuties())
        staff = (history.trial.staff, history.committee)
        views = [name for name, verb in VERBS.items() if not verb.spec.writes]
        pairs = [match for match in history.matches if history.gone & set(match.parties)][:12]
        alone = sorted(history.gone)[:8]
        ids = [{PERSON: match.mentee, MATCH: match.id} for match in pairs] + [
            {PERSON: person} for person in alone
        ]
        for actor in staff:
            for name in views:
                subjects = ids if VERBS[name].spec.subject != "programme" else ids[:1]
                for found in subjects:
                    for purpose in ("", "protection"):
                        try:
                            answer = call(
                                programme,
                                name,
                                actor,
                                command_for(VERBS[name], {**UNKNOWN, **found}),
                                purpose=purpose,
                            )
                        except (Refused, InputFault) as fault:
                            answer = fault
                        said.setdefault(name, set()).update(
                            history.aviary.left(held_in(answer), history.gone)
                        )
    assert said.keys() == set(views)
    return {name: canaries for name, canaries in said.items() if canaries}
