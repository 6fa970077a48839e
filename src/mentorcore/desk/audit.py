"""The facet `audit`: who did and read what; looking at it is looked at, too."""

from __future__ import annotations

from collections import deque

from attrs import frozen

from mentorcore.desk.facet import ANY, Facet
from mentorcore.domain.commands.agenda import AnchorAudit, ShowAudit, VerifyAudit
from mentorcore.domain.errors import AuditBroken, InputFault
from mentorcore.engine.verbs import view
from mentorcore.engine.work import Work
from mentorcore.storage import audit, concerns, matches, people
from mentorcore.storage.sealing import pseudonym


@frozen
class AuditRow:
    """One entry of the audit, with people by their ids where they are still known.

    Args:
        at: the instant, ISO text in UTC.
        actor: public id of who did it.
        on_behalf_of: the party whose act staff wrote down, or empty.
        verb: what.
        purpose: why.
        subjects: whom or what it concerned; ``erased`` where nobody is known any more.
        tiers: confidential tiers that were read.
        outcome: ``done``, ``refused`` or ``failed``.
        codes: codes of refusals with their clauses.
    """

    at: str
    actor: str
    on_behalf_of: str
    verb: str
    purpose: str
    subjects: tuple[str, ...]
    tiers: tuple[str, ...]
    outcome: str
    codes: tuple[str, ...]


@frozen
class Anchor:
    """The head of the chain.

    Args:
        text: what to keep elsewhere: the number and the hash of the newest entry.
    """

    text: str


class Audit(Facet):
    """The audit."""

    @view("audit.show", subject="programme", purpose="review", grants=ANY)
    def show(self, work: Work, command: ShowAudit) -> tuple[AuditRow, ...]:
        """Show the newest entries; what belongs to a concern that the reader may not know of is left out."""
        known, hidden = _names(work)
        rows: deque[AuditRow] = deque(maxlen=max(1, command.last))
        for entry in audit.entries(work.tx):
            row = _row(entry, known)
            about = set(entry.subjects.split())
            if about & hidden or (row.verb.startswith("concerns.") and hidden and row.actor != work.actor.id):
                continue
            if not command.person or command.person in (*row.subjects, row.actor, row.on_behalf_of):
                rows.append(row)
        return tuple(rows)

    @view("audit.verify", subject="programme", purpose="review", grants=ANY)
    def verify(self, work: Work, command: VerifyAudit) -> int:
        """See whether the chain is whole, and fits an anchor kept elsewhere; returns the number of entries.

        Raises:
            AuditBroken: ``audit.broken`` names the first bad entry, ``audit.anchor`` an anchor that does not fit.
        """
        bad = audit.first_bad(work.tx)
        if bad is not None:
            raise AuditBroken("audit.broken", entry=bad)
        number, _ = audit.head(work.tx)
        if command.anchor:
            at, value = _parsed(command.anchor)
            if audit.hash_at(work.tx, at) != value:
                raise AuditBroken("audit.anchor", entry=at)
        return number

    @view("audit.anchor", subject="programme", purpose="review", grants=ANY)
    def anchor(self, work: Work, command: AnchorAudit) -> Anchor:
        """Give the head of the chain, to be kept elsewhere."""
        number, value = audit.head(work.tx)
        return Anchor(f"{number}:{value}")


def _parsed(anchor: str) -> tuple[int, str]:
    number, _, value = anchor.strip().partition(":")
    if not number.isdigit() or len(value) != 64:
        raise InputFault.one("audit.anchor_form", "anchor")
    return int(number), value


def _names(work: Work) -> tuple[dict[str, str], set[str]]:
    """Pseudonym to public id, and the pseudonyms of concerns that the reader may not know of."""
    key = work.tx.keys.pseudonym_key()
    ids = [person.id for person in people.people(work.tx) if not person.erased]
    ids += [match.id for match in matches.matches_of(work.tx)]
    visible = {concern.id for concern in concerns.visible_concerns(work.tx, work.actor.id)}
    every = {concern.id for concern in concerns.concerns_for_core(work.tx)}
    known = {pseudonym(key, public): public for public in (*ids, *visible)}
    return known, {pseudonym(key, hidden) for hidden in every - visible}


def _row(entry: audit.Kept, known: dict[str, str]) -> AuditRow:
    def name(pseudo: str) -> str:
        return known.get(pseudo, "erased") if pseudo else ""

    return AuditRow(
        at=entry.at,
        actor=name(entry.actor),
        on_behalf_of=name(entry.on_behalf_of),
        verb=entry.verb,
        purpose=entry.purpose,
        subjects=tuple(name(subject) for subject in entry.subjects.split()),
        tiers=tuple(entry.tiers.split()),
        outcome=entry.outcome,
        codes=tuple(entry.codes.split()),
    )
