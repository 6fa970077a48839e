"""The clause register: what meets a clause, and which test showed it."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.support.packages import Site

from mentorcore import load_bundle
from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.engine.register import LOCK, clause_table, locked_tests, serving

VPS = load_bundle("vps")


def test_every_clause_of_vps_is_met_and_shown() -> None:
    table = clause_table(VPS)

    assert [row.clause for row in table] == list(VPS.clauses)
    assert [row.clause.id for row in table if not row.met_by] == []
    assert all(row.met == bool(row.met_by and row.tests) for row in table)


def test_what_serves_a_clause_is_named_by_its_kind() -> None:
    found = serving(VPS)

    assert "role:mentee" in found["VPS-12"]
    assert "identity" in found["VPS-10"]
    assert "tier:identity" in found["VPS-10"]
    assert "question:born_on" in found["VPS-10"]
    assert "document:code" in found["VPS-5"]
    assert "form:mentee" in found["VPS-1"]
    assert "core:leaving" in found["CORE-10"]
    assert "grant:coordinator" in found["CORE-9"]
    assert all(len(set(names)) == len(names) for names in found.values())


def test_a_clause_that_nothing_serves_is_not_met() -> None:
    extra = evolve(VPS.clauses[0], id="X-1")
    (row,) = clause_table(evolve(VPS, clauses=(extra,)))

    assert (row.met, row.met_by, row.tests) == (False, (), ())


def test_tests_are_read_from_the_lock_beside_the_bundle(site: Site) -> None:
    assert locked_tests("small_bundle") == {}
    site.write({f"small_bundle/{LOCK}": '{"CORE-10": ["tests/test_a.py::test_core_10"]}'})
    assert locked_tests("small_bundle") == {"CORE-10": ["tests/test_a.py::test_core_10"]}
    row = next(row for row in clause_table(load_bundle("small_bundle")) if row.clause.id == "CORE-10")
    assert (row.met, row.tests) == (True, ("tests/test_a.py::test_core_10",))

    site.write({f"small_bundle/{LOCK}": "{"})
    with pytest.raises(SetupFault) as caught:
        locked_tests("small_bundle")
    assert caught.value.problems == (Problem("bundle.lock", LOCK),)
