"""Setting up a programme, or a demonstration of one."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click

from mentorcore.cli import run as run_module
from mentorcore.cli.asking import collect
from mentorcore.cli.config import FILE, from_environ
from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Asked, Param
from mentorcore.cli.places import told_at
from mentorcore.cli.render import setup as pages
from mentorcore.cli.render.setup import Founded
from mentorcore.cli.run import Run
from mentorcore.domain.commands.staff import AddStaff, BindAccount
from mentorcore.domain.errors import InputFault
from mentorcore.loading.plugins import programme_package
from mentorcore.programme import Programme
from mentorcore.storage.files import create_private
from mentorcore.storage.masters import master_path

_FILES = ("db", "key-file", "master-key-file")
_CALLED = (Asked("called", "the name under which colleagues know you"),)


def _init(run: Run, values: Values) -> None:
    name, folder = values["programme"], Path(values["dir"] or ".")
    programme_package(name)
    said = {
        **from_environ(os.environ),
        **run.given.values,
    }  # a mentorcore.toml further up is another programme's
    database = str(said.get("db", folder / f"{name}.db"))
    keys = Path(str(said.get("key-file", folder / "keys.db")))
    master = Path(str(said["master-key-file"])) if "master-key-file" in said else None
    config = folder / FILE
    files = [config, keys, *([Path(database)] if "://" not in database else [])]
    typed = {f"--{option}": Path(str(said[option])) for option in _FILES if option in said}
    places = {**typed, "--dir": folder}
    with told_at(places):
        there = [file for file in files if file.exists()]
    if there:
        raise InputFault.one("cli.already_there", "", files=", ".join(str(file) for file in there))
    called = collect(run, _CALLED, values, lambda: None)["called"]
    AddStaff(role=values["role"] or "", called=called)  # a name of any length would do otherwise
    with told_at(places):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = [file for file in (*files, master or master_path(keys)) if not file.exists()]
        try:
            founded = _found(run, name, database, keys, master, called, values["role"] or "")
            create_private(config, _toml(folder, name, database, keys, master).encode())
        except BaseException:
            _remove(fresh)
            raise
    run.given.stored = True
    run.print("", founded, pages.founded)


def _found(
    run: Run, name: str, database: str, keys: Path, master: Path | None, called: str, role: str
) -> Founded:
    user = run_module.account()
    programme, first = Programme.create(name, database, keys, first_staff=called, role=role, master=master)
    with programme:
        run.given.packages = programme.context.texts.packages
        programme.desk(first).staff.bind(BindAccount(person=first, account=user))
        header = programme.bundle.programme
        return Founded(
            name,
            str(keys.parent),
            database,
            str(keys),
            str(master or master_path(keys)),
            first,
            role or header.handler_role,
            user,
            header.fallback_role,
        )


def _toml(folder: Path, name: str, database: str, keys: Path, master: Path | None) -> str:
    """What mentorcore.toml says: paths inside the folder are kept short, so that the folder can be moved."""
    values = {"programme": name, "db": database if "://" in database else _near(folder, Path(database))}
    values["key-file"] = _near(folder, keys)
    if master is not None:
        values["master-key-file"] = _near(folder, master)
    return "".join(f"{key} = {_quoted(value)}\n" for key, value in values.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _near(folder: Path, path: Path) -> str:
    with suppress(ValueError):
        return str(path.absolute().relative_to(folder.absolute()))
    return str(path.absolute())


def _remove(files: list[Path]) -> None:
    """Take away what a set-up that failed has left, so that it can be tried again."""
    for file in files:
        for ending in ("", "-wal", "-shm", "-journal"):
            file.with_name(file.name + ending).unlink(missing_ok=True)


def _demo(run: Run, values: Values) -> None:
    package = programme_package(values["programme"])
    try:
        module = import_module(f"{package}.demo")
    except ModuleNotFoundError as error:
        if error.name != f"{package}.demo":
            raise
        raise InputFault.one("cli.no_demo", "PROGRAMME") from None
    folder = Path(values["into"] or f"{values['programme']}-demo")
    tell: Callable[[Path, Callable[[str], None]], None] = module.tell
    with told_at({"--into": folder}):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputFault.one("cli.already_there", "--into", files=str(folder))
        tell(folder, lambda words: click.echo(words, err=run.settings.json))
    if run.settings.json:
        run.print("", {"programme": values["programme"], "folder": str(folder)}, pages.demo)


init = Own(
    _init,
    (
        Param("programme", "the installed programme, such as vps"),
        Param("dir", "the folder; this one where not said", "option", required=False, metavar="FOLDER"),
        Param("role", "your staff role, where it is not the handler’s", "option", required=False),
    ),
    _CALLED,
    without=("--programme",),
)
demo = Own(
    _demo,
    (
        Param("programme", "the installed programme, such as vps"),
        Param("into", "a new folder for it", "option", required=False, metavar="FOLDER"),
    ),
    without=("--programme",),
)
