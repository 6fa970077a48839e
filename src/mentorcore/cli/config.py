"""Where the programme, its database and its keys are: as typed, as the environment says, or as mentorcore.toml says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from attrs import field, frozen

from mentorcore.cli.options import NAMES, Given
from mentorcore.domain.errors import InputFault, Problem

FILE = "mentorcore.toml"
KEYS = tuple(name.removeprefix("--") for name in NAMES)
PATHS = ("db", "key-file", "master-key-file", "log")
LEVELS = ("info", "warning", "error")
_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


@frozen
class Settings:
    """The options of every command, resolved.

    Args:
        programme: name of the installed bundle, or empty.
        db: the database, or empty.
        key_file: the key file, or empty.
        master_key_file: the master key, or None for beside the key file.
        purpose, on_behalf_of, how: see `mentorcore.Programme.desk`.
        happened: the past day, or None for today.
        json: whether output is for programs.
        log: where events are written, or None.
        log_level: from which level on.
    """

    programme: str = ""
    db: str = field(default="", repr=False)
    key_file: str = ""
    master_key_file: Path | None = None
    purpose: str = ""
    on_behalf_of: str = ""
    how: str = ""
    happened: date | None = None
    json: bool = False
    log: Path | None = None
    log_level: str = "info"


def resolve(given: Given, environ: Mapping[str, str], folder: Path) -> Settings:
    """What counts for this run: what was typed, then MENTORCORE_*, then mentorcore.toml.

    Args:
        given: what was typed.
        environ: the environment.
        folder: where to look for mentorcore.toml, and then further up.

    Raises:
        InputFault: the file cannot be read or holds something else, a day is no day, or a level no level.
    """
    values = {**from_file(folder), **from_environ(environ), **given.values}
    master = values.get("master-key-file")
    happened, log = values.get("happened", ""), values.get("log")
    return Settings(
        programme=str(values.get("programme", "")),
        db=str(values.get("db", "")),
        key_file=str(values.get("key-file", "")),
        master_key_file=Path(str(master)) if master else None,
        purpose=str(values.get("purpose", "")),
        on_behalf_of=str(values.get("on-behalf-of", "")),
        how=str(values.get("how", "")),
        happened=_day(str(happened)) if happened else None,
        log=Path(str(log)) if log else None,
        log_level=_level(str(values.get("log-level", "info"))),
        json=values.get("json") is True,
    )


def from_environ(environ: Mapping[str, str]) -> dict[str, str | bool]:
    """What the environment says, by the option's name without its dashes.

    Raises:
        InputFault: MENTORCORE_JSON is neither yes nor no.
    """
    found: dict[str, str | bool] = {}
    for key in KEYS:
        name = f"MENTORCORE_{key.upper().replace('-', '_')}"
        value = environ.get(name, "")
        if key == "json" and value.lower() in (*_YES, *_NO):
            if name in environ:
                found[key] = value.lower() in _YES
        elif key == "json":
            raise InputFault.one("choice.unknown", name, allowed="1, 0")
        elif value:
            found[key] = value
    return found


def from_file(folder: Path) -> dict[str, str | bool]:
    """What the nearest mentorcore.toml says, in a folder or further up; paths count from where it stands."""
    place = next((at for at in (folder, *folder.parents) if (at / FILE).is_file()), None)
    if place is None:
        return {}
    import tomllib  # only where there is such a file

    where = str(place / FILE)
    try:
        values = tomllib.loads((place / FILE).read_text("utf-8"))
    except UnicodeDecodeError:
        raise InputFault.one("setup.not_utf8", where) from None
    except tomllib.TOMLDecodeError as error:
        at = str(error).rpartition("(")[2].rstrip(")")
        raise InputFault.one("setup.not_toml", where, place=at) from None
    problems = [
        Problem("cli.toml_key", where, {"known": ", ".join(KEYS)}) for key in values if key not in KEYS
    ]
    problems += [
        Problem("cli.toml_value", f"{where}: {key}")
        for key, value in values.items()
        if key in KEYS and not isinstance(value, bool if key == "json" else (str, date))
    ]
    if problems:
        raise InputFault(problems)
    return {key: _placed(key, value, place) for key, value in values.items()}


def _placed(key: str, value: str | bool | date, place: Path) -> str | bool:
    if isinstance(value, bool):
        return value
    if key in PATHS and "://" not in str(value):
        return str(place / str(value))
    return str(value)


def _level(text: str) -> str:
    if text.lower() not in LEVELS:
        raise InputFault.one("choice.unknown", "--log-level", allowed=", ".join(LEVELS))
    return text.lower()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputFault.one("date.form", "--happened", expected="yyyy-mm-dd") from None
