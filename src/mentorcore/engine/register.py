"""The clause register: which clause is met by what, which test shows it, and what is left to people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from attrs import frozen

from mentorcore.domain.bundle import Bundle, Clause
from mentorcore.domain.errors import Problem, SetupFault

LOCK = "clauses.lock.json"
"""Beside the bundle: clause to the tests that showed it, written by the tests themselves."""

CORE_MEETS = {
    "CORE-1": ("avoid-list",),
    "CORE-3": ("forms-check",),
    "CORE-6": ("named-decision",),
    "CORE-7": ("hearing",),
    "CORE-9": ("subject-access",),
    "CORE-10": ("leaving",),
}
"""What the core itself meets in every programme, by name of the mechanism; shown as ``core:<name>``."""


@frozen
class ClauseRow:
    """One clause with what meets it.

    Args:
        clause: the clause.
        met: whether something meets it and a test shows it.
        met_by: policies by id, and parts of the bundle or the core as ``role:mentee`` or ``core:leaving``.
        tests: ids of the tests that show it.
    """

    clause: Clause
    met: bool
    met_by: tuple[str, ...]
    tests: tuple[str, ...]


def serving(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    """Clause to everything of the bundle and the core that serves it."""
    parts: list[tuple[str, tuple[str, ...]]] = [(policy.id, policy.serves) for policy in bundle.policies]
    parts += [(f"role:{role.id}", role.serves) for role in bundle.roles]
    parts += [(f"tier:{tier.id}", tier.serves) for tier in bundle.tiers]
    parts += [(f"document:{document.id}", document.serves) for document in bundle.documents]
    parts += [(f"form:{form.id}", form.serves) for form in bundle.forms]
    parts += [(f"question:{question.id}", question.serves) for question in bundle.questions]
    parts += [(f"grant:{grant.role}", grant.serves) for grant in bundle.grants]
    parts += [("closing", bundle.closing.serves)]
    found: dict[str, dict[str, None]] = {}
    for name, clauses in parts:
        for clause in clauses:
            found.setdefault(clause, {})[name] = None
    for clause, mechanisms in CORE_MEETS.items():
        found.setdefault(clause, {}).update({f"core:{name}": None for name in mechanisms})
    return {clause: tuple(names) for clause, names in found.items()}


def locked_tests(package: str) -> Mapping[str, list[str]]:
    """Clause to the tests that showed it when they last ran; empty where they never did."""
    path = files(package).joinpath(LOCK)
    if not path.is_file():
        return {}
    try:
        found: Mapping[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise SetupFault([Problem("bundle.lock", LOCK)]) from None
    return found


def clause_table(bundle: Bundle) -> tuple[ClauseRow, ...]:
    """Every clause of the programme's register, in its order."""
    met_by, tests = serving(bundle), locked_tests(bundle.package)
    return tuple(
        ClauseRow(
            clause,
            bool(met_by.get(clause.id)) and bool(tests.get(clause.id)),
            met_by.get(clause.id, ()),
            tuple(tests.get(clause.id, ())),
        )
        for clause in bundle.clauses
    )
