"""What plugins, examples and services may import: the public names, pinned."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import mentorcore
from mentorcore import hooks
from mentorcore.domain import bundle

PUBLIC = {
    "mentorcore": [
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
    ],
    "mentorcore.hooks": ["ALL", "Hook", "hookimpl"],
}


@pytest.mark.parametrize("module", PUBLIC)
def test_the_public_names_are_these(module: str) -> None:
    found = import_module(module)

    assert sorted(found.__all__) == PUBLIC[module]
    assert [name for name in PUBLIC[module] if getattr(found, name, None) is None] == []


def test_there_are_no_others() -> None:
    for module in (mentorcore, hooks):
        with pytest.raises(AttributeError):
            _ = module.Nothing
    assert [name for name in bundle.__all__ if not hasattr(bundle, name)] == []


def test_errors_are_one_family() -> None:
    family = (mentorcore.Refused, mentorcore.InputFault, mentorcore.SetupFault, mentorcore.PluginFault)

    assert all(issubclass(error, mentorcore.MentorcoreError) for error in (*family, mentorcore.StoreError))


def test_importing_it_imports_next_to_nothing() -> None:
    code = "import sys, mentorcore; print(sorted(n for n in sys.modules if n.partition('.')[0] in %r))"
    heavy = {
        "mentorcore",
        "sqlalchemy",
        "numpy",
        "scipy",
        "cattrs",
        "click",
        "pluggy",
        "babel",
        "cryptography",
    }

    found = subprocess.run(
        [sys.executable, "-c", code % heavy], capture_output=True, text=True, check=True
    ).stdout

    assert found.strip() == "['mentorcore']"
