"""Where settings come from: what is typed counts before the environment, and that before mentorcore.toml."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore.cli.config import Settings, resolve
from mentorcore.cli.options import Given
from mentorcore.domain.errors import InputFault

Type = Callable[..., Result]


def given(**typed: str | bool) -> Given:
    found = Given()
    found.values = {name.replace("_", "-"): value for name, value in typed.items()}
    return found


def test_nothing_is_set_where_nothing_says_so(tmp_path: Path) -> None:
    assert resolve(given(), {}, tmp_path) == Settings()


def test_each_place_counts_before_the_next(tmp_path: Path) -> None:
    (tmp_path / "mentorcore.toml").write_text(
        'programme = "file"\ndb = "file.db"\nkey-file = "/keys/file.db"\npurpose = "vetting"\n', "utf-8"
    )
    environ = {"MENTORCORE_PROGRAMME": "environ", "MENTORCORE_DB": "environ.db", "MENTORCORE_JSON": "1"}
    found = resolve(given(programme="typed"), environ, tmp_path)
    assert found == Settings(
        programme="typed", db="environ.db", key_file="/keys/file.db", purpose="vetting", json=True
    )


def test_every_option_can_be_said_in_every_place(tmp_path: Path) -> None:
    values = {
        "programme": "vps",
        "db": "/a.db",
        "key-file": "/k.db",
        "master-key-file": "/m",
        "purpose": "vetting",
        "happened": "2025-02-01",
        "on-behalf-of": "P-7K3F9Q2H",
        "how": "phone",
    }
    expected = Settings(
        "vps", "/a.db", "/k.db", Path("/m"), "vetting", "P-7K3F9Q2H", "phone", date(2025, 2, 1), True
    )
    folder = tmp_path / "with"
    folder.mkdir()
    lines = [f'{name} = "{value}"\n' for name, value in values.items()]
    (folder / "mentorcore.toml").write_text("".join([*lines, "json = true\n"]), "utf-8")
    environ = {f"MENTORCORE_{name.upper().replace('-', '_')}": value for name, value in values.items()}
    typed = Given()
    typed.values = {**values, "json": True}

    assert resolve(given(), {}, folder) == expected
    assert resolve(given(), {**environ, "MENTORCORE_JSON": "yes"}, tmp_path) == expected
    assert resolve(typed, {}, tmp_path) == expected


def test_the_file_is_found_further_up_and_its_paths_count_from_there(tmp_path: Path) -> None:
    (tmp_path / "mentorcore.toml").write_text('db = "data/vps.db"\nkey-file = "k.db"\n', "utf-8")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    found = resolve(given(), {}, inner)
    assert found.db == str(tmp_path / "data" / "vps.db")
    assert found.key_file == str(tmp_path / "k.db")


def test_a_url_stays_what_it_is_and_is_not_shown(tmp_path: Path) -> None:
    url = "postgresql://me:hunter2@host/db"
    (tmp_path / "mentorcore.toml").write_text(f'db = "{url}"\n', "utf-8")
    found = resolve(given(), {}, tmp_path)
    assert found.db == url
    assert "hunter2" not in repr(found)


def test_json_can_be_switched_off_by_the_environment(tmp_path: Path) -> None:
    (tmp_path / "mentorcore.toml").write_text("json = true\n", "utf-8")
    assert resolve(given(), {"MENTORCORE_JSON": "0"}, tmp_path).json is False
    with pytest.raises(InputFault) as caught:
        resolve(given(), {"MENTORCORE_JSON": "perhaps"}, tmp_path)
    assert [problem.where for problem in caught.value.problems] == ["MENTORCORE_JSON"]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b'programm = "vps"\n', ["cli.toml_key"]),
        (b"programme = 1\njson = 'yes'\n", ["cli.toml_value", "cli.toml_value"]),
        (b"programme = \n", ["setup.not_toml"]),
        (b'programme = "\xe9"\n', ["setup.not_utf8"]),
        (b'happened = "yesterday"\n', ["date.form"]),
    ],
)
def test_a_faulty_file_names_its_faults(content: bytes, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "mentorcore.toml").write_bytes(content)
    with pytest.raises(InputFault) as caught:
        resolve(given(), {}, tmp_path)
    assert [problem.code for problem in caught.value.problems] == codes


def test_options_stand_before_or_after_the_command(house: Path, type_: Type) -> None:
    before, after = type_("--json", "agenda"), type_("agenda", "--json")
    assert json.loads(before.stdout) == json.loads(after.stdout)


def test_the_last_place_counts(house: Path, type_: Type) -> None:
    found = type_("--purpose", "matching", "participants", "list", "--purpose", "nonsense")
    assert found.exit_code == 2


def test_without_a_database_it_is_said_what_to_do(nowhere: Path, type_: Type) -> None:
    found = type_("agenda")
    assert found.exit_code == 2
    assert found.stderr.startswith("--db: ")
    assert "mentorcore init" in found.stderr


def test_a_mistyped_database_makes_no_empty_one(house: Path, type_: Type) -> None:
    found = type_("agenda", "--db", "vsp.db")
    assert found.exit_code == 2
    assert not (house / "vsp.db").exists()


def test_a_past_day_is_kept(house: Path, type_: Type, ids: dict[str, str]) -> None:
    found = type_("contacts", "log", ids["mentee1"], "--happened", "2025-02-01", "--json")
    assert json.loads(found.stdout)["record"]["effective_on"] == "2025-02-01"
    later = type_("contacts", "log", ids["mentee1"], "--happened", "2025-02-04")
    assert later.exit_code == 2
