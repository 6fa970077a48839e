"""The facet `audit`: who did and read what; looking at it is looked at, too."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping

from attrs import frozen

from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.holding import decides_holds
from mentorcore.domain.commands.audit import AnchorAudit, ShowAudit, VerifyAudit
from mentorcore.domain.drafts import DraftState
from mentorcore.domain.errors import InputFault
from mentorcore.engine.apart import KEPT_APART
from mentorcore.engine.conflicts import conflicts
from mentorcore.engine.verbs import view
from mentorcore.engine.work import Work
from mentorcore.storage import audit, concerns, drafts, matches, passes, people
from mentorcore.storage.sealing import pseudonym

_ABOUT_HOLDS = ("privacy.hold", "privacy.release", "privacy.holds")
_PROTECTING = (
    *("safety.block", "safety.unblock", "safety.blocks", "safety.avoid"),
    *("participants.suspend", "participants.lift", "participants.terminate"),
    *("participants.readmit", "participants.standing"),
)
"""What nobody whom it is about learns from the audit, whatever purpose was stated."""
_ABOUT_ACCESSES = (
    "access.break-glass",
    "access.ask",
    "access.approve",
    "access.end",
    "access.review",
)
_BY_ACCESS = frozenset(("condition.approval", "condition.emergency"))
"""Grounds of a reading that leaned on such an access."""
_ANCHOR = re.compile(r"[0-9a-f]{64}")


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
        codes: codes of refusals with their clauses; of a disclosure, its ground.
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
        text: what to keep elsewhere: the hash of the newest entry, without its number.
    """

    text: str


class Audit(Facet):
    """The audit."""

    @view("audit.show", subject="programme", purpose="review", grants=ANY)
    def show(self, work: Work, command: ShowAudit) -> tuple[AuditRow, ...]:
        """Show the newest entries; what could tell of a concern that the reader may not know of is left out."""
        reader = _reader(work)
        rows: deque[AuditRow] = deque(maxlen=max(1, command.last))
        for entry in audit.entries(work.tx):
            if not reader.may_see(entry):
                continue
            row = reader.row(entry)
            if not command.person or command.person in (*row.subjects, row.actor, row.on_behalf_of):
                rows.append(row)
        return tuple(rows)

    @view("audit.verify", subject="programme", purpose="review", grants=ANY)
    def verify(self, work: Work, command: VerifyAudit) -> int:
        """See whether the chain is whole, and fits an anchor kept elsewhere.

        Returns how many entries the reader may see: the number of all would count the others.

        Raises:
            InputFault: ``audit.anchor_form``: this is no anchor.
            AuditBroken: ``audit.broken`` names the first bad entry, ``audit.anchor`` an anchor that does not fit.
        """
        anchor = command.anchor.strip().lower()
        if anchor and not _ANCHOR.fullmatch(anchor):
            raise InputFault.one("audit.anchor_form", "anchor")
        audit.verify(work.tx, anchor)
        reader = _reader(work)
        return sum(reader.may_see(entry) for entry in audit.entries(work.tx))

    @view("audit.anchor", subject="programme", purpose="review", grants=ANY)
    def anchor(self, work: Work, command: AnchorAudit) -> Anchor:
        """Give the head of the chain, to be kept elsewhere."""
        _, value = audit.head(work.tx)
        return Anchor(value)


@frozen
class _Reader:
    """Somebody who reads the audit, and what they may know.

    What is left out does not depend on whether a concern names them: entries about concerns are shown where
    they are about one that the reader may know of, and so are the reader's own. What others did in order to
    protect somebody from the reader is left out as well; so are accesses to whoever the reader must be kept from, and
    readings that leaned on one.

    Args:
        me: the reader's pseudonym.
        known: pseudonym to public id, of all whom the reader may see named.
        visible: pseudonyms of the concerns that do not name the reader.
        hidden: pseudonyms of those that do.
        unnamed: those of them whose raiser stays unnamed.
        apart: pseudonyms of those to whom the reader must not learn of an access, and of accesses to them.
        passed: who took such an access, and to whom.
        decides_holds: whether the reader decides about legal holds.
        takes_part: whether the reader takes part in matches themselves.
    """

    me: str
    known: Mapping[str, str]
    visible: frozenset[str]
    hidden: frozenset[str]
    unnamed: frozenset[str]
    apart: frozenset[str]
    passed: frozenset[tuple[str, str]]
    decides_holds: bool
    takes_part: bool

    def may_see(self, entry: audit.Kept) -> bool:
        """Whether an entry is shown."""
        if entry.actor == self.me:
            return True  # it tells nothing that they did not do, or try, themselves
        first, *_ = subjects = entry.subjects.split() or [""]
        about = set(subjects)
        if about & self.hidden or self._by_access(entry, first, about):
            return False
        if entry.verb in _ABOUT_HOLDS:
            return self.decides_holds and self.me not in about
        if entry.verb.startswith("concerns."):
            return bool(about & self.visible)
        if self.takes_part and KEPT_APART in entry.codes:
            return False  # it does not say from whom, and the reader may be the one
        if self.takes_part and entry.verb.startswith("drafts."):
            return False  # what was thought of before anybody was told, perhaps of the reader
        protects = entry.purpose == "protection" or entry.verb in _PROTECTING
        return not (protects and self.me in about)

    def _by_access(self, entry: audit.Kept, first: str, about: set[str]) -> bool:
        """Whether an entry tells of an access of which the reader must not learn."""
        if entry.verb in _ABOUT_ACCESSES:
            return first in self.apart
        leaned = not _BY_ACCESS.isdisjoint(entry.codes.split())
        return leaned and any((entry.actor, person) in self.passed for person in about)

    def row(self, entry: audit.Kept) -> AuditRow:
        """An entry as it is shown."""
        about = entry.subjects.split()
        by_unnamed = entry.verb == "concerns.raise" and not self.unnamed.isdisjoint(about)
        actor, party = self._name(entry.actor), self._name(entry.on_behalf_of)
        return AuditRow(
            at=entry.at,
            actor="unnamed" if by_unnamed and not party else actor,
            on_behalf_of="unnamed" if by_unnamed and party else party,
            verb=entry.verb,
            purpose=entry.purpose,
            subjects=tuple(self._name(subject) for subject in about),
            tiers=tuple(entry.tiers.split()),
            outcome=entry.outcome,
            codes=tuple(entry.codes.split()),
        )

    def _name(self, pseudo: str) -> str:
        return self.known.get(pseudo, "erased") if pseudo else ""


def _reader(work: Work) -> _Reader:
    key, everybody = work.tx.keys.pseudonym_key(), people.people(work.tx)
    shut = conflicts(work.tx, [person.id for person in everybody])
    apart = {person for person, others in shut.items() if work.actor.id in others}
    taken = [found for found in passes.passes_in(work.tx) if found.person in apart]
    ids = [person.id for person in everybody if not person.erased]
    ids += [match.id for match in matches.matches_of(work.tx)]
    ids += [draft.id for draft in drafts.drafts_in(work.tx, *DraftState)]
    visible = concerns.visible_concerns(work.tx, work.actor.id)
    every = {concern.id for concern in concerns.concerns_for_core(work.tx)}
    return _Reader(
        me=pseudonym(key, work.actor.id),
        known={pseudonym(key, public): public for public in (*ids, *(concern.id for concern in visible))},
        visible=frozenset(pseudonym(key, concern.id) for concern in visible),
        hidden=frozenset(pseudonym(key, concern) for concern in every - {found.id for found in visible}),
        unnamed=frozenset(pseudonym(key, concern.id) for concern in visible if not concern.raised_by),
        apart=frozenset(pseudonym(key, public) for public in (*apart, *(found.id for found in taken))),
        passed=frozenset((pseudonym(key, found.actor), pseudonym(key, found.person)) for found in taken),
        decides_holds=decides_holds(work),
        takes_part=any(
            role.kind == "participant" for role in work.bundle.roles if role.id in work.actor.roles
        ),
    )
