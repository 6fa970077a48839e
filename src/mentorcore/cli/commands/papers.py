"""Somebody's own data and the receipt of an erasure: on the screen, or as papers in a folder of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Param, of_class
from mentorcore.cli.render import privacy as pages
from mentorcore.cli.run import Run
from mentorcore.domain.commands.participants import ErasePerson, ExportPerson
from mentorcore.domain.commands.privacy import ShowReceipt

Writer = Callable[..., tuple[Path, ...]]
INTO = Param("into", "a new folder for the papers", "option", required=False, metavar="FOLDER")


def _export(run: Run, values: Values) -> None:
    from mentorcore.papers.folder import DATA, write_own_data

    _do(run, "privacy.export", ExportPerson(person=values["person"]), values, DATA, write_own_data)


def _erase(run: Run, values: Values) -> None:
    from mentorcore.papers.folder import RECEIPT, write_receipt

    _do(run, "privacy.erase", ErasePerson(person=values["person"]), values, RECEIPT, write_receipt)


def _receipt(run: Run, values: Values) -> None:
    from mentorcore.papers.folder import RECEIPT, write_receipt

    _do(run, "privacy.receipt", ShowReceipt(receipt=values["receipt"]), values, RECEIPT, write_receipt)


def _do(run: Run, verb: str, command: Any, values: Values, names: tuple[str, ...], write: Writer) -> None:
    """Do a verb; the folder is looked at before, so that nothing happens for which there is no room."""
    from mentorcore.cli.places import told_at
    from mentorcore.papers.folder import make_room

    if not values["into"]:
        run.show(verb, run.call(verb, command))
        return
    folder = Path(values["into"])
    run.desk()
    with told_at({"--into": folder}):
        make_room(folder, names)
    found = run.call(verb, command)
    written = write(found, run.programme.bundle, run.programme.context.texts, folder)
    if verb == "privacy.export":
        run.print("", pages.Written(written), pages.written)
    else:
        run.print("", pages.Handed(found, written), pages.handed)


def _with_into(cls: type) -> tuple[Param, ...]:
    params, _ = of_class(cls)
    return (*params, INTO)


export = Own(_export, _with_into(ExportPerson))
erase = Own(_erase, _with_into(ErasePerson))
receipt = Own(_receipt, _with_into(ShowReceipt))
