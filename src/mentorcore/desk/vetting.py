"""The facet `vetting`: what keeps people out of the pool, and the evidence that lets them in."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from mentorcore.desk.facet import ANY, Facet, participation, the_person
from mentorcore.desk.own_data import record_words, seen_by_oneself
from mentorcore.domain.commands.vetting import ListVetting, RecordEvidence, ShowVetting
from mentorcore.domain.decisions import Requirement
from mentorcore.domain.errors import InputFault
from mentorcore.domain.people import Candidate, Person, RoleHeld, RoleState
from mentorcore.domain.records import DECISIONS, OWN_ACTS, Record, RecordKind
from mentorcore.domain.secret import secret
from mentorcore.engine.candidates import candidates, lacking
from mentorcore.engine.messaging import guidance_for, write_message
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.vetting import may_admit
from mentorcore.storage import matches, people, records, sealed

_NEW_STATE = {
    RecordKind.ADMISSION: RoleState.ADMITTED,
    RecordKind.HOLD: RoleState.APPLIED,
    RecordKind.REJECTION: RoleState.REJECTED,
    RecordKind.REVIEW: RoleState.APPLIED,
}


@frozen
class VettingRow:
    """A participant in one role and what keeps them out of the pool.

    Args:
        person: public id.
        role: the role.
        state: where they stand in it.
        lacks: what is missing; empty for those in the pool.
    """

    person: str
    role: str
    state: RoleState
    lacks: tuple[Requirement, ...]


@frozen
class VettingFile:
    """One participant's rows and evidence.

    Args:
        rows: the participant in each role.
        records: the evidence, oldest first.
        words: record to the words that belong to it, such as the reason of a decision; empty where the reader
            may not read them.
    """

    rows: tuple[VettingRow, ...]
    records: tuple[Record, ...]
    words: dict[str, dict[str, Any]] = field(factory=dict, converter=secret, repr=False)


class Vetting(Facet):
    """Vetting."""

    @view("vetting.list", subject="programme", purpose="vetting", grants=ANY)
    def list(self, work: Work, command: ListVetting) -> tuple[VettingRow, ...]:
        """Whom something keeps out of the pool, and what."""
        rows = (_row(work, candidate) for candidate in candidates(work.context, work.tx))
        return tuple(row for row in rows if row.lacks)

    @view("vetting.show", subject="person", purpose="vetting", grants=("any", "self"))
    def show(self, work: Work, command: ShowVetting) -> VettingFile:
        """What one participant lacks, and their evidence."""
        the_person(work, command.person)
        rows = tuple(_row(work, found) for found in candidates(work.context, work.tx, [command.person]))
        evidence = records.records_of(work.tx, [command.person])[command.person]
        own = work.actor.id == command.person
        shown = seen_by_oneself(evidence) if own else evidence
        decided = [record for record in shown if record.kind in DECISIONS]
        return VettingFile(rows, shown, record_words(work, command.person, decided))

    @action(
        "vetting.record",
        subject="person",
        purpose="vetting",
        grants=("any", "self", "on-behalf"),
        vetoes=(),
    )
    def record(self, work: Work, command: RecordEvidence) -> Record:
        """Record an acceptance, or a named person's decision about a participant."""
        person = the_person(work, command.person)
        if command.kind in OWN_ACTS:
            return _of_party(work, person, command)
        if not work.actor.staff or work.actor.id == person.id or work.on_behalf_of:
            raise work.refuse("vetting.not_oneself", "CORE-6")
        return _decide(work, person, command)


def _row(work: Work, candidate: Candidate) -> VettingRow:
    return VettingRow(candidate.person, candidate.role, candidate.state, lacking(work.context, candidate))


def _of_party(work: Work, person: Person, command: RecordEvidence) -> Record:
    """Acceptances are the person's own acts, by themselves or marked as written down by staff."""
    if work.party != person.id:
        raise work.refuse("vetting.own_act", person=person.id)
    document = work.bundle.document(command.document)
    if document is None:
        known = ", ".join(found.id for found in work.bundle.documents)
        raise InputFault.one("choice.unknown", "document", allowed=known)
    return work.record(command.kind, person.id, document=document.id, version=document.version)


def _decide(work: Work, person: Person, command: RecordEvidence) -> Record:
    held = participation(work, person, command.role)
    kind, reason = command.kind, command.reason.strip()
    if kind is RecordKind.REJECTION and not reason:
        raise work.refuse("vetting.rejection_reason", "CORE-6")
    if kind is RecordKind.REJECTION and _matched(work, person, held):
        raise work.refuse("vetting.match_first", "CORE-5")
    if held.state is RoleState.LEFT:
        raise work.refuse("vetting.left")
    if held.state in (RoleState.SUSPENDED, RoleState.TERMINATED):
        raise work.refuse("standing.decide_first", person=person.id)
    supersedes = ""
    if kind is RecordKind.ADMISSION:
        _may_admit(work, person, held, bool(reason))
    if kind is RecordKind.REVIEW:
        supersedes = _reviewed(work, person, held)
    data: dict[str, str | int | bool] = {"role": held.role, "reason_given": bool(reason)}
    record = work.record(kind, person.id, data=data, supersedes=supersedes)
    if reason:
        sealed.put(work.tx, person.id, {f"record:{record.id}": {"reason": reason}})
    state = _NEW_STATE[kind]
    people.set_role(work.tx, person.id, RoleHeld(held.role, state, work.day, held.capacity))
    if state is RoleState.ADMITTED:
        matches.start_waiting(work.tx, person.id, held.role, work.day)
        _welcome(work, person.id, held.role)
    else:
        matches.stop_waiting(work.tx, person.id, held.role)
    return record


def _matched(work: Work, person: Person, held: RoleHeld) -> bool:
    """Whether somebody has an open match in a role: it is ended first, so that the other is not left without a word."""
    return bool(matches.seats_taken(work.tx, held.role, [person.id]).get(person.id))


def _may_admit(work: Work, person: Person, held: RoleHeld, reason_given: bool) -> None:
    if held.state is RoleState.REJECTED:
        raise work.refuse("vetting.review_first", "CORE-6")
    found = next(c for c in candidates(work.context, work.tx, [person.id]) if c.role == held.role)
    work.veto(may_admit, candidate=found, reason_given=reason_given)


def _reviewed(work: Work, person: Person, held: RoleHeld) -> str:
    """A rejection is looked at again by somebody else than who rejected."""
    evidence = records.records_of(work.tx, [person.id], [RecordKind.REJECTION])[person.id]
    rejection = next((r for r in reversed(evidence) if r.data.get("role") == held.role), None)
    if rejection is None or held.state is not RoleState.REJECTED:
        raise work.refuse("vetting.nothing_to_review", "CORE-6")
    if rejection.recorded_by == work.actor.id:
        raise work.refuse("vetting.review_by_another", "CORE-6")
    return rejection.id


def _welcome(work: Work, person: str, role: str) -> None:
    shown = guidance_for(work, "admission", role)
    write_message(work, "message.admission", person, about=person, shown=shown)
