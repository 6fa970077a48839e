"""The composition root: made whole or not at all, opened on what belongs to it, closed for good."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.support.packages import BUNDLE, Site
from tests.support.town import Town

from mentorcore import InputFault, Programme, Refused, SetupFault, StoreError, load_bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import VerifyAudit
from mentorcore.domain.commands.concerns import ResolveConcern, ShowConcern
from mentorcore.domain.commands.participants import ErasePerson, ListParticipants
from mentorcore.domain.commands.staff import ListStaff
from mentorcore.domain.errors import NoKey, StoreBusy, WrongKey, WrongProgramme
from mentorcore.domain.ids import numbered_ids
from mentorcore.domain.log import LOG
from mentorcore.storage import meta, people
from mentorcore.storage.ledger import erased
from mentorcore.testing import changed

VPS = load_bundle("vps")


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    """Where a database and its keys shall be."""
    return tmp_path / "vps.db", tmp_path / "keys.db"


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def create(place: tuple[Path, Path], programme: Any = "vps", **more: Any) -> tuple[Programme, str]:
    return Programme.create(programme, *place, **{"first_staff": "Anne", **more})


def test_a_new_programme_has_its_first_member_of_staff(place: tuple[Path, Path]) -> None:
    clock = ManualClock(datetime(2025, 2, 3, 23, 30, tzinfo=UTC))
    made, first = create(place, clock=clock, new_id=numbered_ids())
    with made:
        (person,) = made.desk(first).staff.list(ListStaff())
        assert (person.id, [held.role for held in person.roles]) == (first, ["coordinator"])
        assert person.registered_on.isoformat() == "2025-02-04"  # in the programme's zone it is tomorrow
        assert made.adopted
        assert made.desk(first).audit.verify(VerifyAudit()) > 0
    assert {oct(path.stat().st_mode & 0o777) for path in place[0].parent.iterdir()} == {"0o600"}


def test_it_opens_again_as_it_was_left(place: tuple[Path, Path]) -> None:
    made, first = create(place, role="committee")
    made.close()

    with Programme.open("vps", *place) as opened:
        assert opened.desk(first).agenda.show(ShowAgenda()).concerns == ()
        assert opened.bundle == VPS
    with Programme.open(VPS, str(place[0]), str(place[1])) as opened:
        assert opened.adopted


@pytest.mark.parametrize("mounted", [True, False], ids=["a mounted master key", "no key at all"])
def test_what_cannot_be_made_leaves_no_file_behind(
    site: Site, place: tuple[Path, Path], tmp_path: Path, mounted: bool
) -> None:
    if mounted:
        (tmp_path / "keys.db.master").write_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n")
    before = files(tmp_path)
    site.bundle(main=BUNDLE.replace("times = 2", "times = 0"))
    with pytest.raises(SetupFault):
        create(place, "small")
    with pytest.raises(InputFault) as caught:
        create(place, role="mentor")
    assert [problem.where for problem in caught.value.problems] == ["role"]
    assert files(tmp_path) - before <= {"small_bundle"}

    place[0].touch()
    with pytest.raises(StoreError) as exists:
        create(place)
    assert exists.value.code == "store.exists"
    place[0].unlink()
    assert files(tmp_path) == before

    made, _ = create(place)
    made.close()


def test_a_database_without_its_first_staff_is_taken_away(
    place: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("store.full")

    with monkeypatch.context() as patch:
        patch.setattr(meta, "adopt", full)
        with pytest.raises(StoreError):
            create(place)
        with pytest.raises(StoreError):
            Programme.in_memory("vps")
    assert files(tmp_path) == set()


def test_a_database_belongs_to_one_programme_and_one_key_file(
    site: Site, place: tuple[Path, Path], tmp_path: Path
) -> None:
    create(place)[0].close()
    other = (tmp_path / "other.db", tmp_path / "other_keys.db")
    create(other)[0].close()

    with pytest.raises(WrongProgramme):
        Programme.open("small", *place)
    with pytest.raises(WrongKey):
        Programme.open("vps", place[0], other[1])
    with pytest.raises(NoKey):
        Programme.open("vps", place[0], tmp_path / "nothing.db")
    with pytest.raises(StoreError):
        Programme.open("vps", tmp_path / "nothing.db", place[1])
    with pytest.raises(WrongProgramme):
        Programme.open("nothing", *place)
    with pytest.raises(SetupFault):
        Programme.in_memory("nothing")


def test_a_bundle_made_in_python_is_looked_at_like_any_other() -> None:
    with pytest.raises(SetupFault) as caught:
        Programme.in_memory(evolve(VPS, programme=evolve(VPS.programme, time_zone="Europe/Bern")))
    assert [problem.code for problem in caught.value.problems] == ["setup.time_zone"]

    header = evolve(VPS.programme, version="2")
    stale = evolve(VPS, programme=header)  # under the digest of another one
    programme, _ = Programme.in_memory(stale)
    with programme:
        assert programme.bundle.digest == changed(VPS, programme=header).digest != VPS.digest


def test_no_names_beyond_the_facets(lasting: Town) -> None:
    desk = lasting.trial.desk()

    with pytest.raises(AttributeError):
        _ = desk.nothing  # type: ignore[attr-defined]  # that is the point
    assert type(desk.participants).__name__ == "Participants"


def test_after_closing_nothing_confidential_can_be_read(place: tuple[Path, Path]) -> None:
    made, first = create(place)
    made.close()

    with pytest.raises(StoreError) as caught:
        made.context.store.keys.keys_for([first])
    assert caught.value.code == "keys.closed"


def test_an_erasure_that_was_interrupted_is_finished_when_the_programme_is_opened(
    place: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made, first = create(place)
    keys = made.context.store.keys
    with made.context.store.write() as tx:
        people.mark_erased(tx, first)  # and then the power went
    assert set(keys.keys_for([first])) == {first}
    made.close()

    def busy(*_: object) -> None:
        raise StoreBusy("keys.not_scrubbed")

    with monkeypatch.context() as patch:
        patch.setattr("mentorcore.programme.finish_erasures", busy)
        Programme.open("vps", *place).close()
    assert caplog.messages == ["erasure.waits code=keys.not_scrubbed"]
    assert LOG.name == "mentorcore"

    with Programme.open("vps", *place) as opened:
        assert opened.context.store.keys.keys_for([first]) == {}
        assert set(erased(opened.context.store.keys.ledger or Path(os.devnull))) == {first}


def test_an_open_concern_is_kept_though_everybody_whom_it_touches_was_erased(town: Town) -> None:
    for person in (town.mentor, town.mentee):
        town.trial.desk(person).privacy.erase(ErasePerson(person=person))

    keys = town.trial.programme.context.store.keys
    assert len(keys.keys_for([town.mentee, town.mentor, town.concern])) == 3
    town.trial.desk().concerns.resolve(ResolveConcern(concern=town.concern, outcome="referred"))
    assert keys.keys_for([town.mentee, town.mentor, town.concern]) == {}


def test_what_an_open_concern_needs_survives_until_it_is_resolved(town: Town) -> None:
    keys = town.trial.programme.context.store.keys
    town.trial.desk(town.mentor).privacy.erase(ErasePerson(person=town.mentor))
    assert set(keys.keys_for([town.mentor])) == {town.mentor}

    town.trial.desk().concerns.resolve(ResolveConcern(concern=town.concern, outcome="resolved"))

    assert keys.keys_for([town.mentor]) == {}
    assert set(keys.keys_for([town.concern])) == {town.concern}  # the mentee's own words, too
    town.trial.desk(town.mentee).privacy.erase(ErasePerson(person=town.mentee))
    assert keys.keys_for([town.concern]) == {}
    file = town.trial.desk().concerns.show(ShowConcern(concern=town.concern))
    assert (file.concern.outcome, file.account, file.notes) == ("resolved", "", ())
    with pytest.raises(Refused):
        town.trial.desk(town.mentor).participants.list(ListParticipants())
