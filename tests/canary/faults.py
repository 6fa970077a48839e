"""Planted faults: each breaks a command in the middle, with values in its hands, and says them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from sqlalchemy.exc import IntegrityError
from tests.canary.planting import Garden
from tests.hostile.kinds import everywhere, raising

from mentorcore import Programme
from mentorcore.cli.run import Run
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.storage import audit, sealed
from mentorcore.testing.leaks import held_in

Plant = Callable[[pytest.MonkeyPatch, Garden], None]


def _page(patch: pytest.MonkeyPatch, garden: Garden) -> None:
    """The page breaks, with everything that was to be shown on it."""

    def fail(run: Run, key: str, value: Any, page: Any) -> NoReturn:
        raise LookupError(f"{garden.text('fault')} {value!r} {held_in(value)}")

    patch.setattr(Run, "print", fail)


def _sealed(patch: pytest.MonkeyPatch, garden: Garden) -> None:
    """What is sealed cannot be written or read, and the error repeats it, and everything around it."""

    def fail(*found: Any, **more: Any) -> NoReturn:
        try:
            raise ValueError(f"{found} {more}")
        except ValueError as inner:
            raise KeyError(garden.text("fault"), garden.number("fault"), found) from inner

    for name in ("put", "get", "get_many", "drop"):
        patch.setattr(sealed, name, fail)


def _database(patch: pytest.MonkeyPatch, garden: Garden) -> None:
    """The database refuses the entry of the audit, and repeats the row."""

    def fail(*_: Any) -> NoReturn:
        row = {"account": garden.text("fault"), "born": garden.day("fault"), "phone": garden.number("fault")}
        raise IntegrityError(f"INSERT INTO audit VALUES ({row})", row, RuntimeError(str(row)))

    patch.setattr(audit, "append", fail)


def _policy(patch: pytest.MonkeyPatch, garden: Garden) -> None:
    """A policy fails at each hook, with a value in its words."""
    hostile = everywhere(raising(lambda: RuntimeError(garden.text("fault"), garden.address("fault"))))
    original = Programme.open.__func__  # type: ignore[attr-defined]  # a class method's own function

    def opened(cls: type[Programme], *arguments: Any, **more: Any) -> Programme:
        programme: Programme = original(cls, *arguments, **more)
        policies = (*programme.context.hooks.policies, Named("hostile", (), lambda: hostile))
        programme.context.hooks = Hooks(ALL, policies)
        return programme

    patch.setattr(Programme, "open", classmethod(opened))


FAULTS: dict[str, Plant] = {"page": _page, "sealed": _sealed, "database": _database, "policy": _policy}
"""Name to what plants it, for as long as a patch lasts."""
