"""The facet `privacy`: everybody's own data, erasure, and what is told to somebody outside."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from mentorcore.desk.endings import end_open_matches
from mentorcore.desk.facet import ANY, OWN, Facet, the_person
from mentorcore.domain.commands.participants import Disclose, ErasePerson, ExportPerson
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import Refused
from mentorcore.domain.matches import Match
from mentorcore.domain.messages import Message
from mentorcore.domain.people import Person
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.confidentiality import DisclosureRequest, may_disclose
from mentorcore.storage import concerns, matches, messages, people, records, sealed


@frozen
class OwnData:
    """Everything that is kept about a person, without anybody else's data.

    Args:
        person: the person and their roles.
        tiers: tier to question to answer.
        records: their evidence.
        matches: their matches; the other party is left out.
        messages: what was written to them.
    """

    person: Person
    tiers: dict[str, dict[str, Any]] = field(repr=False)
    records: tuple[Record, ...]
    matches: tuple[dict[str, str], ...]
    messages: tuple[Message, ...]


@frozen
class Receipt:
    """What became of an erasure.

    Args:
        person: public id.
        done: whether it took place; where not, it waits for something that has to be kept.
        kept: what stays, without a person.
    """

    person: str
    done: bool
    kept: tuple[str, ...]


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
        return OwnData(
            person,
            tiers,
            records.records_of(work.tx, [person.id])[person.id],
            tuple(_own_side(match, person.id) for match in found),
            messages.messages_in(work.tx, recipient=person.id),
        )

    @action("privacy.erase", subject="person", purpose="subject-access", grants=OWN, leaves=True)
    def erase(self, work: Work, command: ErasePerson) -> Receipt:
        """Destroy everything personal about somebody: the key of their dossier goes, in every backup of the
        database, too. While a concern that touches them is open, it waits, in words that tell nothing."""
        person = the_person(work, command.person)
        end_open_matches(work, person.id, told_by="staff")
        for held in person.roles:
            people.leave_role(work.tx, person.id, held.role, work.day)
            matches.stop_waiting(work.tx, person.id, held.role)
        work.record("erasure-request", person.id)
        if concerns.open_concern_about(work.tx, person.id):
            return Receipt(person.id, False, ("request",))
        people.mark_erased(work.tx, person.id)
        sealed.drop(work.tx, person.id)
        work.event("person.erased", person.id)
        work.afterwards(lambda later: later.tx.keys.drop([person.id]))
        return Receipt(person.id, True, ("matches", "records", "audit"))

    @action(
        "privacy.disclose", subject="person", purpose="protection", grants=ANY, vetoes=("may_disclose",)
    )
    def disclose(self, work: Work, command: Disclose) -> dict[str, Any]:
        """Tell somebody outside something about a person: with their consent, or to protect by law."""
        person = the_person(work, command.person)
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
        content = work.read(command.tier, [person.id]).get(person.id, {})
        data: dict[str, str | int | bool] = {"tier": command.tier, "purpose": request.purpose}
        record = work.record(RecordKind.DISCLOSURE, person.id, data=data)
        told = {"recipient": command.recipient, "legal_basis": command.legal_basis}
        sealed.put(work.tx, person.id, {f"record:{record.id}": told})
        return content


def _own_side(match: Match, person: str) -> dict[str, str]:
    days = {"proposed_on": match.proposed_on, "introduced_on": match.introduced_on, "ended_on": match.ended_on}
    shown = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"id": match.id, "side": str(match.side(person)), "state": match.state.value, **shown}


def _consented(work: Work, person: str, command: Disclose) -> bool:
    """Whether a consent that was not taken back names exactly this recipient."""
    if not command.consent:
        return False
    given = records.records_of(work.tx, [person], [RecordKind.DISCLOSURE_CONSENT, RecordKind.WITHDRAWAL])[person]
    taken_back = {record.supersedes for record in given}
    found = next((r for r in given if r.id == command.consent and r.id not in taken_back), None)
    if found is None or found.kind != RecordKind.DISCLOSURE_CONSENT:
        return False
    recipient = sealed.get(work.tx, person, f"record:{found.id}").get("recipient", "")
    return str(recipient).strip().casefold() == command.recipient.strip().casefold()
