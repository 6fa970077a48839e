"""The hooks of mentorcore: a file per family, the kinds, and the one caller.

`ALL` lists every hook; the reference is made of it. It is loaded when it is first asked for, since most
commands need a hook or two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mentorcore.hooks.kinds import Hook, hookimpl

if TYPE_CHECKING:
    ALL: tuple[Hook[Any, Any], ...]


def __getattr__(name: str) -> object:
    if name != "ALL":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mentorcore.hooks.families import ALL

    return ALL


__all__ = ["ALL", "Hook", "hookimpl"]
