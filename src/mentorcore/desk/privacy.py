"""The facet `privacy`: everybody's own data, erasure, holds on it, and what is told to somebody outside."""

from __future__ import annotations

from typing import Any

from mentorcore.desk.avoiding import readable
from mentorcore.desk.concern_acts import note_disclosure
from mentorcore.desk.consents import agreed_to_tell
from mentorcore.desk.erasing import REQUEST, Receipt, erase_person, receipt_for
from mentorcore.desk.facet import ANY, OWN, Facet, the_person
from mentorcore.desk.held_data import destroy_held, person_to_protect_from
from mentorcore.desk.holding import holds_for, place_hold, refuse_participants, release_hold
from mentorcore.desk.own_data import OwnData, own_data
from mentorcore.desk.telling_records import record_to_tell
from mentorcore.domain.commands.participants import Disclose, ErasePerson, ExportPerson
from mentorcore.domain.commands.privacy import HoldPerson, ListHolds, ReleasePerson, ShowReceipt
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.disclosure import what_is
from mentorcore.domain.errors import InputFault, Refused
from mentorcore.domain.holds import LegalHold
from mentorcore.domain.people import Person
from mentorcore.domain.records import RecordKind
from mentorcore.domain.secret import SecretMap, revealed
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.confidentiality import DisclosureRequest, may_disclose
from mentorcore.storage import holds, people, records, sealed


class Privacy(Facet):
    """Privacy."""

    @view("privacy.export", subject="person", purpose="subject-access", grants=OWN)
    def export(self, work: Work, command: ExportPerson) -> OwnData:
        """Give a person everything that is kept about them."""
        return own_data(work, the_person(work, command.person))

    @action("privacy.erase", subject="person", purpose="subject-access", grants=OWN, leaves=True)
    def erase(self, work: Work, command: ErasePerson) -> Receipt:
        """Destroy everything personal about somebody: the key of their dossier goes, in every backup of the
        database, too. What has to be kept to protect somebody is out of reach at once, and destroyed later."""
        person = the_person(work, command.person)
        _refuse_last(work, person)
        request = work.record(REQUEST, person.id)
        erase_person(work, person)
        return receipt_for(request, person.language)

    @view("privacy.receipt", subject="programme", purpose="subject-access", grants=ANY)
    def receipt(self, work: Work, command: ShowReceipt) -> Receipt:
        """Show the receipt of an erasure again, to whoever comes back with its code."""
        request = records.record(work.tx, command.receipt)
        if request is None or request.kind != REQUEST:
            raise work.refuse("receipt.unknown")
        person = people.person(work.tx, request.person)
        language = person.language if person else work.bundle.programme.languages[0]
        return receipt_for(request, language)

    @action("privacy.hold", subject="person", purpose="protection", grants=ANY)
    def hold(self, work: Work, command: HoldPerson) -> LegalHold:
        """See that somebody's data are not destroyed for now, whatever they or a rule ask; they do not learn of
        it. For who is held already, ground, words and the day of the review are new."""
        refuse_participants(work)
        if holds.hold_on(work.tx, command.person) is None:
            person_to_protect_from(work, command.person)
        return place_hold(work, command)

    @action("privacy.release", subject="person", purpose="protection", grants=ANY)
    def release(self, work: Work, command: ReleasePerson) -> LegalHold:
        """End a hold; what waited for its end is destroyed."""
        refuse_participants(work)
        released = release_hold(work, command.person)
        destroy_held(work)
        return released

    @view("privacy.holds", subject="programme", purpose="protection", grants=ANY)
    def holds(self, work: Work, command: ListHolds) -> tuple[LegalHold, ...]:
        """List the holds that stand; never one on the reader."""
        refuse_participants(work)
        found = holds_for(work)
        work.concerns(*(hold.person for hold in found))
        return found

    @action("privacy.disclose", subject="person", purpose="protection", grants=ANY, vetoes=("may_disclose",))
    def disclose(self, work: Work, command: Disclose) -> dict[str, Any]:
        """Tell somebody outside something about a person: with their consent, or to protect by law.

        Without consent the record says on which legal basis and against which danger.
        """
        person = person_to_protect_from(work, command.person)
        record = record_to_tell(work, person, command)
        known = [tier.id for tier in work.bundle.tiers]
        if record is None and command.tier not in known:
            # it is noted in the clear: nothing but a name of the bundle
            raise InputFault.one("choice.unknown", "tier", allowed=", ".join(known))
        request = DisclosureRequest(
            verb=work.spec.name,
            tier=command.tier,
            purpose=work.access.purpose,
            roles=work.actor.roles,
            relation="any",
            outside=True,
            consent=agreed_to_tell(work, person.id, command.consent, command.tier, command.recipient),
            legal_basis=bool(command.legal_basis.strip()),
            what=what_is(command.tier),
            agreement=record.agreement if record else "",
        )
        work.veto(may_disclose, request=request)
        if not (request.consent or (request.legal_basis and request.purpose == "protection")):
            raise Refused([Refusal("disclosure.no_ground", {"tier": command.tier})])
        if not (request.consent or command.risk.strip()):
            raise Refused([Refusal("disclosure.no_risk", {"tier": command.tier})])
        work.because("disclosure.by_consent" if request.consent else "disclosure.by_law")
        if record:
            content = record.open(work)
        else:
            opened = readable(work, command.tier, work.read(command.tier, [person.id]))
            content = dict(opened.get(person.id, {}))
        data: dict[str, str | int | bool] = {
            "tier": command.tier,
            "purpose": request.purpose,
            "ground": "consent" if request.consent else "law",
        }
        noted = work.record(RecordKind.DISCLOSURE, person.id, data=data)
        told = {name: str(revealed(getattr(command, name))) for name in _TOLD}
        sealed.put(work.tx, person.id, {f"record:{noted.id}": told})
        if command.concern:
            note_disclosure(work, command.concern, person.id, noted.id)
        return SecretMap(content)


_TOLD = ("tier", "recipient", "legal_basis", "risk", "informed", "talked_over", "words")
"""What is sealed about a disclosure, with the record."""


def _refuse_last(work: Work, person: Person) -> None:
    """A programme without staff could never be opened again: the last in a staff role names somebody first."""
    for role in work.bundle.roles:
        if role.kind == "staff" and people.holders(work.tx, role.id) == (person.id,):
            raise work.refuse("staff.last", role=role.id)
