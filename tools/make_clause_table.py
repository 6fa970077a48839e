"""Write docs/clauses-*.md: what meets each clause of the example programmes, and which tests show it.

Run it after the tests wrote a new clauses.lock.json, or after changing the register or the bundle:
``python tools/make_clause_table.py``. A test compares.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mentorcore.engine.register import ClauseRow, clause_table
from mentorcore.loading.bundle import load_bundle

ROOT = Path(__file__).resolve().parent.parent
PROGRAMMES = {"vps": "the VPS programme", "at_the_heart": "the scheme of At The Heart"}
"""Package of an example to what its page calls it; the page is ``docs/clauses-<package>.md``."""

HEAD = """# Clauses of {name}

<!-- Written by tools/make_clause_table.py; a test compares. Edit the bundle and its register, not this file. -->

A clause is one demand of the organisation's own document, retold in our words. Those that begin with `CORE` hold in
every programme. Each has a kind, which says what software can do about it:

| Kind | What the software owes it |
|---|---|
| enforced | it makes the opposite impossible |
| duty | it puts it on somebody's list, with a day, until it is done |
| evidence | it asks for it and keeps who recorded it, when, and in which version |
| guidance | it shows the words at the right moment; the rest is people's |

*Met by* names policies of the bundle by their id, other parts of the bundle (`role:`, `document:`, `question:`
and so on) and mechanisms of the core (`core:`). *Shown by* names the tests that ran for the clause.
"""


def pages() -> dict[Path, str]:
    """Each page with the whole table of its programme."""
    return {ROOT / "docs" / f"clauses-{package}.md": text(package) for package in PROGRAMMES}


def text(package: str) -> str:
    """The whole table."""
    rows, head = clause_table(load_bundle(package)), HEAD.format(name=PROGRAMMES[package])
    table = ["| Clause | Where | Kind | Met by | Shown by |", "|---|---|---|---|---|"]
    return "\n".join([head, _sums(rows), *table, *map(_row, rows), "", *map(_details, rows)])


def _sums(rows: tuple[ClauseRow, ...]) -> str:
    kinds = Counter(row.clause.kind for row in rows)
    named = ", ".join(f"{kinds[kind]} {kind}" for kind in ("enforced", "duty", "evidence", "guidance"))
    return f"{len(rows)} clauses: {named}.\n"


def _row(row: ClauseRow) -> str:
    clause = row.clause
    kind = f"{clause.kind}, and no more than that" if clause.ceiling else clause.kind
    met_by = ", ".join(f"`{name}`" for name in row.met_by) or "people"
    tests = "<br>".join(f"`{test.rpartition('::')[2]}`" for test in row.tests) or "no test yet"
    return f"| [{clause.id}](#{clause.id.lower()}) | {clause.where} | {kind} | {met_by} | {tests} |"


def _details(row: ClauseRow) -> str:
    return f"## {row.clause.id}\n\n{row.clause.requires}\n\nHow to see it: {row.clause.check}\n"


if __name__ == "__main__":
    for page, written in pages().items():
        page.write_text(written, encoding="utf-8")
