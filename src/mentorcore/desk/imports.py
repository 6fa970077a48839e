"""Importing an export: all rows are looked at, all faults are told, and all is stored or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from attrs import field, frozen

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.engine import registration
from mentorcore.engine.applications import Application
from mentorcore.engine.identity import barred, seen_already
from mentorcore.engine.work import Work
from mentorcore.storage import batches, meta, sealed

PART = 1000
"""Rows of one transaction: about a fifth of a second, so that other writers hardly wait."""


_Marked = tuple[Application, list[dict[str, str]]]


@frozen
class RowFault:
    """What is wrong with one row.

    Args:
        source: the row, such as ``row 12``.
        problem: what; it names the column and never the value.
        refusal: the rule that refuses the row, where it is one.
    """

    source: str
    problem: Problem | None = None
    refusal: Refusal | None = None


@frozen
class ImportRegistrations:
    """The registrations of an export, read and cleaned row by row.

    Args:
        applications: the rows in their order: what can be used, or what is wrong with it. It may be a generator
            over a large file; it is read once.
        digest: SHA-256 of the file, by which it is recognised.
        faults: what is wrong with further rows.
        keep_going: store the good rows although others are bad.
        restart: first remove what an interrupted import left behind; say so only when none is under way.
    """

    applications: Iterable[Application | RowFault] = field(repr=False)
    digest: str
    faults: tuple[RowFault, ...] = ()
    keep_going: bool = False
    restart: bool = False


@frozen
class ImportReport:
    """What an import did.

    Args:
        stored: how many people were stored.
        bad: rows that were not stored, and why.
        duplicates: rows that were passed over, each with the row or person it probably repeats.
        barred: rows that were passed over because they are probably of somebody who is suspended or was put out of
            the programme, each with that person.
    """

    stored: int
    bad: tuple[RowFault, ...]
    duplicates: tuple[tuple[str, str], ...]
    barred: tuple[tuple[str, str], ...] = ()


@frozen
class StageRegistrations:
    """A part of an export.

    Args:
        applications: the rows of this part.
        digest: SHA-256 of the file; the batch's name.
        first: whether it is the first part, before which the file must be new.
    """

    applications: tuple[Application, ...] = field(repr=False)
    digest: str
    first: bool = False


@frozen
class Staged:
    """What became of a part: rows that a rule refuses, that repeat somebody, or that are of somebody kept out."""

    bad: tuple[RowFault, ...]
    duplicates: tuple[tuple[str, str], ...]
    barred: tuple[tuple[str, str], ...] = ()


@frozen
class ReleaseRegistrations:
    """A staged export is complete."""

    digest: str


@frozen
class DiscardStaged:
    """What was staged, and never released, is removed."""


class _Verbs(Protocol):
    """The verbs of the desk that an import consists of."""

    @property
    def stage(self) -> Callable[[StageRegistrations], Staged]: ...

    @property
    def release(self) -> Callable[[ReleaseRegistrations], int]: ...

    @property
    def discard(self) -> Callable[[DiscardStaged], int]: ...


def run_import(verbs: _Verbs, command: ImportRegistrations) -> ImportReport:
    """Stage an export part by part, then release it as a whole, or discard it."""
    bad = list(command.faults)
    duplicates: list[tuple[str, str]] = []
    kept_out: list[tuple[str, str]] = []
    first = True
    if command.restart:
        _discard_all(verbs)
    try:
        for part in _parts(command.applications, bad):
            staged = verbs.stage(StageRegistrations(part, command.digest, first))
            bad += staged.bad
            duplicates += staged.duplicates
            kept_out += staged.barred
            first = False
        if bad and not command.keep_going:
            raise InputFault(_problem(fault) for fault in bad)
        stored = verbs.release(ReleaseRegistrations(command.digest))
    except BaseException:  # ctrl-C too: what was staged goes, and whatever cannot be removed now stays unseen
        if not first:
            _discard_all(verbs)
        raise
    return ImportReport(stored, tuple(bad), tuple(duplicates), tuple(kept_out))


def _parts(rows: Iterable[Application | RowFault], bad: list[RowFault]) -> Iterator[tuple[Application, ...]]:
    """The good rows in parts, the first one even when it is empty; bad ones are put on the list."""
    part: list[Application] = []
    sent = False
    for row in rows:
        if isinstance(row, RowFault):
            bad.append(row)
            continue
        part.append(row)
        if len(part) == PART:
            yield tuple(part)
            part, sent = [], True
    if part or not sent:
        yield tuple(part)


def _discard_all(verbs: _Verbs) -> None:
    while verbs.discard(DiscardStaged()):
        pass


def stage(work: Work, command: StageRegistrations) -> Staged:
    """Store the rows of a part that no rule refuses and that repeat nobody, unseen."""
    if command.first:
        _refuse_same_file(work, command.digest)
        if batches.staged(work.tx):
            raise work.refuse("import.under_way")
    found = _sorted_out(work, command.applications)
    applications, marks = [application for application, _ in found.good], [own for _, own in found.good]
    registration.store(work, applications, marks, batch=command.digest)
    return Staged(tuple(found.bad), tuple(found.duplicates), tuple(found.barred))


def release(work: Work, command: ReleaseRegistrations) -> int:
    """Make a staged export visible and remember the file."""
    _refuse_same_file(work, command.digest)
    stored = batches.release(work.tx, command.digest, work.actor.id)
    meta.note_import(work.tx, command.digest, work.actor.id, stored)
    work.event("participants.imported", "programme", stored=stored)
    return stored


def discard(work: Work, command: DiscardStaged) -> int:  # noqa: ARG001  # every verb takes a command
    """Remove a part of what was staged, with its keys."""
    for batch in batches.staged(work.tx):
        gone = batches.discard(work.tx, batch, PART)
        work.tx.keys.drop(gone)
        return len(gone)
    return 0


def _refuse_same_file(work: Work, digest: str) -> None:
    before = meta.imported_before(work.tx, digest)
    if before is not None:
        raise work.refuse("import.same_file", day=work.context.day(before).isoformat())


@frozen
class _Sorted:
    """The rows of a part, by what becomes of them."""

    good: list[_Marked] = field(factory=list)
    bad: list[RowFault] = field(factory=list)
    duplicates: list[tuple[str, str]] = field(factory=list)
    barred: list[tuple[str, str]] = field(factory=list)


def _sorted_out(work: Work, applications: Sequence[Application]) -> _Sorted:
    found = _Sorted()
    marked = [sealed.mark_rows(work.tx, "", application.marks) for application in applications]
    seen = seen_already(work.tx, [mark for marks in marked for mark in marks])
    for application, marks in zip(applications, marked, strict=True):
        refusals = registration.objections(work, application)
        if refusals:
            found.bad.extend(RowFault(application.source, refusal=refusal) for refusal in refusals)
            continue
        kept_out = barred(work.tx, (), marks)
        if kept_out:
            found.barred.append((application.source, kept_out[0].person))
            continue
        same = seen.like(marks)
        if same:
            found.duplicates.append((application.source, same[0]))
            continue
        seen.add(application.source, marks)
        found.good.append((application, marks))
    return found


def _problem(fault: RowFault) -> Problem:
    if fault.problem is not None:
        return fault.problem
    refusal = fault.refusal
    if refusal is None:
        return Problem("import.bad_row", fault.source)
    params = {name: value for name, value in refusal.params.items() if isinstance(value, (str, int))}
    return Problem(refusal.code, fault.source, params, refusal.clauses)
