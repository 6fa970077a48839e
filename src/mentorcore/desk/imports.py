"""Importing an export: all rows are looked at, all faults are told, and all is stored or nothing."""

from __future__ import annotations

from attrs import field, frozen

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.engine import registration
from mentorcore.engine.applications import Application
from mentorcore.engine.candidates import candidates, lacking
from mentorcore.engine.work import Work
from mentorcore.storage import meta, sealed


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
    """The registrations of an export, already read and cleaned.

    Args:
        applications: the rows that can be used.
        digest: SHA-256 of the file, by which it is recognised.
        faults: what is wrong with the other rows.
        keep_going: store the good rows although others are bad.
    """

    applications: tuple[Application, ...] = field(repr=False)
    digest: str
    faults: tuple[RowFault, ...] = ()
    keep_going: bool = False


@frozen
class ImportReport:
    """What an import did.

    Args:
        stored: how many people were stored.
        held: how many of them something still keeps out of the pool.
        bad: rows that were not stored, and why; their sources.
        duplicates: rows that were passed over, each with the row or person it probably repeats.
    """

    stored: int
    held: int
    bad: tuple[RowFault, ...]
    duplicates: tuple[tuple[str, str], ...]


def import_registrations(work: Work, command: ImportRegistrations) -> ImportReport:
    """Store the registrations of a file that was not imported before.

    Raises:
        Refused: ``import.same_file``.
        InputFault: rows are bad and nobody said to keep going; nothing was stored.
    """
    before = meta.imported_before(work.tx, command.digest)
    if before is not None:
        raise work.refuse("import.same_file", day=work.context.day(before).isoformat())
    good, bad, duplicates = _sorted_out(work, command)
    if bad and not command.keep_going:
        raise InputFault(_problem(fault) for fault in bad)
    stored = registration.store(work, good)
    meta.note_import(work.tx, command.digest, work.actor.id, len(stored))
    ids = [person.id for person in stored]
    work.concerns(*ids)
    held = sum(bool(lacking(work.context, found)) for found in candidates(work.context, work.tx, ids))
    return ImportReport(len(stored), held, tuple(bad), tuple(duplicates))


def _sorted_out(
    work: Work, command: ImportRegistrations
) -> tuple[list[Application], list[RowFault], list[tuple[str, str]]]:
    good: list[Application] = []
    bad = list(command.faults)
    duplicates: list[tuple[str, str]] = []
    seen = registration.seen_already(work)
    for application in command.applications:
        refusals = registration.objections(work, application)
        if refusals:
            bad += [RowFault(application.source, refusal=refusal) for refusal in refusals]
            continue
        marks = sealed.mark_rows(work.tx, "", application.marks)
        same = seen.like(marks)
        if same:
            duplicates.append((application.source, same[0]))
            continue
        seen.add(application.source, marks)
        good.append(application)
    return good, bad, duplicates


def _problem(fault: RowFault) -> Problem:
    if fault.problem is not None:
        return fault.problem
    refusal = fault.refusal
    if refusal is None:
        return Problem("import.bad_row", fault.source)
    params = {name: value for name, value in refusal.params.items() if isinstance(value, (str, int))}
    return Problem(refusal.code, fault.source, params)
