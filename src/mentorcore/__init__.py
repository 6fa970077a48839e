"""mentorcore: a headless mentoring platform whose code of conduct runs.

`Programme` opens a programme on its database; `Programme.desk` gives an actor's desk; commands are in
`mentorcore.domain.commands`. Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorcore.desk.desk import Desk
    from mentorcore.domain.errors import (
        InputFault,
        MentorcoreError,
        PluginFault,
        Refused,
        SetupFault,
        StoreError,
    )
    from mentorcore.engine.form_schema import form_schema
    from mentorcore.engine.register import clause_table
    from mentorcore.loading.bundle import digest_of, load_bundle
    from mentorcore.loading.importing import read_registrations
    from mentorcore.programme import Programme

__version__ = "0.1.0"

_NAMES = {
    "Desk": "mentorcore.desk.desk",
    "InputFault": "mentorcore.domain.errors",
    "MentorcoreError": "mentorcore.domain.errors",
    "PluginFault": "mentorcore.domain.errors",
    "Programme": "mentorcore.programme",
    "Refused": "mentorcore.domain.errors",
    "SetupFault": "mentorcore.domain.errors",
    "StoreError": "mentorcore.domain.errors",
    "clause_table": "mentorcore.engine.register",
    "digest_of": "mentorcore.loading.bundle",
    "form_schema": "mentorcore.engine.form_schema",
    "load_bundle": "mentorcore.loading.bundle",
    "read_registrations": "mentorcore.loading.importing",
}

__all__ = [
    "Desk",
    "InputFault",
    "MentorcoreError",
    "PluginFault",
    "Programme",
    "Refused",
    "SetupFault",
    "StoreError",
    "clause_table",
    "digest_of",
    "form_schema",
    "load_bundle",
    "read_registrations",
]


def __getattr__(name: str) -> object:
    if name not in _NAMES:
        raise AttributeError(f"module 'mentorcore' has no attribute {name!r}")
    return getattr(import_module(_NAMES[name]), name)
