"""Two hundred erasures out of random histories leave no trace: in no file, in no answer, and in no old copy either.

Canaries stand in every personal field. What is sealed is looked at opened, with every key there is.
"""

from __future__ import annotations

import base64
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
STAY = 8
"""Some of the first to come stay to the end."""


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
            history.live_for(5, by_hand=10, imported=50)
            copies.append(copied(history, folder / f"copy {number}"))
            stays = set(list(history.people)[:STAY])
            living = [person for person in history.people if person not in history.gone | stays]
            for place, person in enumerate(history.random.sample(living, ERASED)):
                history.erase(person)
                if place % 20 == 5 and history.concerns:
                    history.resolve(history.concerns[0])
            history.waive(6)
            rotate_keys(history.keys)
        for concern in list(history.concerns):
            history.resolve(concern)
        in_use = {file.name: seen_in(file.read_bytes()) for file in history.folder.iterdir()}
        assert {"vps.db-wal", "vps.db-shm", "keys.db-wal"} <= in_use.keys()
        assert set(map(len, in_use.values())) == {0}
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
        assert f"base64 {shift % 3}" in seen_in(base64.b64encode(b"\xff" * shift + text.encode() + b"\xff"))


def test_two_hundred_people_were_erased_out_of_full_lives(lived: tuple[History, list[Copy]]) -> None:
    history, copies = lived

    assert len(history.gone) == ROUNDS * ERASED
    assert history.gone <= set(erased(ledger_path(history.keys)))
    assert len(history.matches) >= 12
    readable: set[str] = set()  # the search sees what there is to be seen
    for copy in copies:
        readable |= found_in(history, copy.database, copy.keys / "keys.db")[0].keys()
    assert {dossier[0] for dossier in readable} == {PERSON, MATCH, CONCERN}
    assert history.gone <= readable


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


LAST = ROUNDS - 1


@pytest.mark.parametrize("with_present", [True, False])
@pytest.mark.parametrize(("database", "keys"), [(0, 0), (1, 1), (0, LAST), (LAST, 1), (LAST, LAST)])
def test_old_databases_with_old_keys_open_nothing_once_they_are_brought_back(
    lived: tuple[History, list[Copy]], tmp_path: Path, database: int, keys: int, with_present: bool
) -> None:
    """With the keys of today beside them, and on a machine where only the ledger was saved."""
    history, copies = lived
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
    stayed: set[str] = set()
    clock, new_id = ManualClock(history.trial.clock.now()), numbered_ids(start=80_000)
    opened_again = Programme.open(
        history.trial.bundle, house / "vps.db", house / "keys.db", clock=clock, new_id=new_id
    )
    with opened_again as programme:
        programme.desk(history.trial.staff).duties.plan(PlanDuties())
        for name, actor, purpose, ids in every_reading(history):
            text = held_in(answer(programme, name, actor, purpose, ids))
            said.setdefault(name, set()).update(history.aviary.left(text, history.gone))
            stayed |= history.aviary.owners_in(text)
    assert stayed - history.gone  # of those who stayed something is read
    return {name: canaries for name, canaries in said.items() if canaries}


def every_reading(history: History) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Verb, actor, purpose and ids: of pairs that lost somebody, and of some who were alone."""
    pairs = [match for match in history.matches if history.gone & set(match.parties)][:6]
    about = [{PERSON: person, MATCH: match.id} for match in pairs for person in match.parties]
    about += [{PERSON: person} for person in sorted(history.gone)[:4]]
    for name in [name for name, verb in VERBS.items() if not verb.spec.writes]:
        for ids in about if VERBS[name].spec.subject != "programme" else about[:2]:
            for actor in (history.trial.staff, history.committee):
                for purpose in ("", "protection"):
                    yield name, actor, purpose, ids


def answer(programme: Programme, name: str, actor: str, purpose: str, ids: dict[str, str]) -> object:
    """What somebody gets who asks; a refusal is an answer as well."""
    try:
        return call(programme, name, actor, command_for(VERBS[name], {**UNKNOWN, **ids}), purpose=purpose)
    except (Refused, InputFault) as fault:
        return fault
