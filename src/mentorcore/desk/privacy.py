"""The facet `privacy`: everybody's own data, erasure, and what is told to somebody outside."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from mentorcore.desk.agreements import forget_copies
from mentorcore.desk.concern_acts import note_disclosure
from mentorcore.desk.endings import end_open_matches, withdraw_messages
from mentorcore.desk.facet import ANY, OWN, Facet, the_person
from mentorcore.desk.held_data import hold_or_destroy, person_to_protect_from
from mentorcore.domain.commands.participants import Disclose, ErasePerson, ExportPerson
from mentorcore.domain.decisions import Reason, Refusal
from mentorcore.domain.errors import Refused
from mentorcore.domain.matches import Match
from mentorcore.domain.messages import Message
from mentorcore.domain.people import Person
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.confidentiality import DisclosureRequest, may_disclose
from mentorcore.storage import matches, messages, people, records, sealed


@frozen
class OwnData:
    """Everything that is kept about a person, without anybody else's data.

    Args:
        person: the person and their roles.
        tiers: tier to question to answer.
        records: their evidence.
        matches: their matches; the other party is left out.
        messages: what was written to them.
        words: sealed words about the above, by where they belong: what they chose to show in a match, what was
            written to them, reasons of decisions about them and to whom something was told. Staff's notes of
            conversations are left out, since others can be spoken of there; a person looks through them first.
    """

    person: Person
    tiers: dict[str, dict[str, Any]] = field(repr=False)
    records: tuple[Record, ...]
    matches: tuple[dict[str, str], ...]
    messages: tuple[Message, ...]
    words: dict[str, dict[str, Any]] = field(factory=dict, repr=False)


@frozen
class Receipt:
    """What became of an erasure.

    Args:
        person: public id.
        kept: what may stay, each with its ground; the same for everybody, so that it tells nothing.
    """

    person: str
    kept: tuple[Reason, ...]


KEPT = (
    Reason("erasure.history", clauses=("CORE-9",)),
    Reason("erasure.audit", clauses=("CORE-9",)),
    Reason("erasure.protection", clauses=("CORE-9",)),
)
"""What an erasure leaves: dates and ids without a person, the audit's pseudonyms, and what protects others."""


class Privacy(Facet):
    """Privacy."""

    @view("privacy.export", subject="person", purpose="subject-access", grants=OWN)
    def export(self, work: Work, command: ExportPerson) -> OwnData:
        """Give a person everything that is kept about them."""
        person = the_person(work, command.person)
        tiers = {
            tier.id: work.read(tier.id, [person.id]).get(person.id, {})
            for tier in work.bundle.tiers
            if work.can_read(tier.id)
        }
        found = matches.matches_of(work.tx, [person.id])
        evidence = seen_by_oneself(records.records_of(work.tx, [person.id])[person.id])
        return OwnData(
            person,
            tiers,
            evidence,
            tuple(_own_side(match, person.id) for match in found),
            messages.messages_in(work.tx, recipient=person.id),
            _own_words(work, person.id, evidence),
        )

    @action("privacy.erase", subject="person", purpose="subject-access", grants=OWN, leaves=True)
    def erase(self, work: Work, command: ErasePerson) -> Receipt:
        """Destroy everything personal about somebody: the key of their dossier goes, in every backup of the
        database, too. What has to be kept to protect somebody is out of reach at once, and destroyed later."""
        person = the_person(work, command.person)
        _refuse_last(work, person)
        work.record("erasure-request", person.id)
        hold_or_destroy(work, person.id)
        forget_copies(work, person.id)
        end_open_matches(work, person.id, told_by="staff")
        withdraw_messages(work, recipient=person.id)
        for held in person.roles:
            people.leave_role(work.tx, person.id, held.role, work.day)
            matches.stop_waiting(work.tx, person.id, held.role)
        work.event("person.erased", person.id)
        return Receipt(person.id, KEPT)

    @action("privacy.disclose", subject="person", purpose="protection", grants=ANY, vetoes=("may_disclose",))
    def disclose(self, work: Work, command: Disclose) -> dict[str, Any]:
        """Tell somebody outside something about a person: with their consent, or to protect by law.

        Without consent the record says on which legal basis and against which danger.
        """
        person = person_to_protect_from(work, command.person)
        request = DisclosureRequest(
            verb=work.spec.name,
            tier=command.tier,
            purpose=work.access.purpose,
            roles=work.actor.roles,
            relation="any",
            outside=True,
            consent=_consented(work, person.id, command),
            legal_basis=bool(command.legal_basis.strip()),
        )
        work.veto(may_disclose, request=request)
        if not (request.consent or (request.legal_basis and request.purpose == "protection")):
            raise Refused([Refusal("disclosure.no_ground", {"tier": command.tier})])
        if not (request.consent or command.risk.strip()):
            raise Refused([Refusal("disclosure.no_risk", {"tier": command.tier})])
        work.because("disclosure.by_consent" if request.consent else "disclosure.by_law")
        content = work.read(command.tier, [person.id]).get(person.id, {})
        data: dict[str, str | int | bool] = {
            "tier": command.tier,
            "purpose": request.purpose,
            "ground": "consent" if request.consent else "law",
        }
        record = work.record(RecordKind.DISCLOSURE, person.id, data=data)
        told = {name: str(getattr(command, name)) for name in _TOLD}
        sealed.put(work.tx, person.id, {f"record:{record.id}": told})
        if command.concern:
            note_disclosure(work, command.concern, person.id, record.id)
        return content


_TOLD = ("tier", "recipient", "legal_basis", "risk", "informed", "talked_over", "words")
"""What is sealed about a disclosure, with the record."""


def _refuse_last(work: Work, person: Person) -> None:
    """A programme without staff could never be opened again: the last in a staff role names somebody first."""
    for role in work.bundle.roles:
        if role.kind == "staff" and people.holders(work.tx, role.id) == (person.id,):
            raise work.refuse("staff.last", role=role.id)


def seen_by_oneself(evidence: tuple[Record, ...]) -> tuple[Record, ...]:
    """Somebody's evidence as they read it: without what was told outside to protect others from them."""
    return tuple(r for r in evidence if r.kind != RecordKind.DISCLOSURE or r.data.get("ground") == "consent")


def _own_words(work: Work, person: str, evidence: tuple[Record, ...]) -> dict[str, dict[str, Any]]:
    """The sealed words of a dossier that stand in no tier of the bundle, without staff's own notes."""
    decided = {f"record:{record.id}" for record in evidence if record.kind != RecordKind.CONTACT}
    held = sealed.tiers_of(work.tx, person)
    tiers = [tier for tier in held if tier in decided or tier.startswith(("shown:", "message:"))]
    return sealed.get_many(work.tx, [person], tiers).get(person, {})


def _own_side(match: Match, person: str) -> dict[str, str]:
    days = {
        "proposed_on": match.proposed_on,
        "introduced_on": match.introduced_on,
        "ended_on": match.ended_on,
    }
    shown = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"id": match.id, "side": str(match.side(person)), "state": match.state.value, **shown}


def _consented(work: Work, person: str, command: Disclose) -> bool:
    """Whether a consent that was not taken back names exactly this recipient, and what is told."""
    if not command.consent:
        return False
    given = records.records_of(work.tx, [person], [RecordKind.DISCLOSURE_CONSENT, RecordKind.WITHDRAWAL])[
        person
    ]
    taken_back = {record.supersedes for record in given}
    found = next((r for r in given if r.id == command.consent and r.id not in taken_back), None)
    if found is None or found.kind != RecordKind.DISCLOSURE_CONSENT or found.data.get("tier") != command.tier:
        return False
    recipient = sealed.get(work.tx, person, f"record:{found.id}").get("recipient", "")
    return str(recipient).strip().casefold() == command.recipient.strip().casefold()
