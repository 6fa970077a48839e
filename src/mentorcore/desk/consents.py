"""The facet `consents`: informed consent, with how it was given and until when; taken back, it ends at once."""

from __future__ import annotations

import re

from mentorcore.desk.facet import OWN, Facet, the_person
from mentorcore.domain.commands.consents import GiveConsent, ListConsents, WithdrawConsent
from mentorcore.domain.consents import Consent
from mentorcore.domain.disclosure import CONTENTS
from mentorcore.domain.errors import InputFault
from mentorcore.domain.records import RecordKind
from mentorcore.engine.consents import consents_of
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import sealed

_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)


class Consents(Facet):
    """Consents."""

    @action("consents.give", subject="person", purpose="subject-access", grants=OWN)
    def give(self, work: Work, command: GiveConsent) -> Consent:
        """A person agrees that something is read for a purpose, or told to somebody outside."""
        person = the_person(work, command.person)
        tiers = _tiers(work, command.tiers)
        _check_purpose(work, command.for_purpose)
        if command.until is not None and command.until < work.day:
            raise InputFault.one("date.past", "until")
        document = _document(work, command.document)
        data: dict[str, str | int | bool] = {
            "purpose": command.for_purpose,
            "tiers": " ".join(tiers),
            "outside": bool(command.recipient.strip()),
            "channel": _channel(work, command.channel),
            "way": command.way.value,
            "language": _language(command.language),
            "private": command.private,
            "until": command.until.isoformat() if command.until else "",
        }
        record = work.record(
            RecordKind.CONSENT, person.id, document=document[0], version=document[1], data=data
        )
        if command.recipient.strip():
            sealed.put(work.tx, person.id, {f"record:{record.id}": {"recipient": command.recipient}})
        return _the_consent(work, person.id, record.id)

    @action("consents.withdraw", subject="person", purpose="subject-access", grants=OWN, leaves=True)
    def withdraw(self, work: Work, command: WithdrawConsent) -> Consent:
        """A person takes a consent back: without a reason, and no rule can hold it up."""
        person = the_person(work, command.person)
        given = _the_consent(work, person.id, command.consent)
        if given.taken_back_on is None:
            work.record(RecordKind.WITHDRAWAL, person.id, supersedes=given.id)
        return _the_consent(work, person.id, given.id)

    @view("consents.list", subject="person", purpose="subject-access", grants=("any", *OWN))
    def list(self, work: Work, command: ListConsents) -> tuple[Consent, ...]:
        """The consents of a person, oldest first, those that ran out or were taken back too."""
        person = the_person(work, command.person)
        return consents_of(work.tx, [person.id])[person.id]


def agreed_to_tell(work: Work, person: str, consent_id: str, tier: str, recipient: str) -> bool:
    """Whether a consent that holds today names exactly this recipient, this tier and the purpose at hand."""
    given = next((c for c in consents_of(work.tx, [person])[person] if c.id == consent_id), None)
    if given is None or not given.outside or not given.covers(work.access.purpose, tier, work.today):
        return False
    named = sealed.get(work.tx, person, f"record:{given.id}").get("recipient", "")
    return str(named).strip().casefold() == recipient.strip().casefold()


def _the_consent(work: Work, person: str, consent_id: str) -> Consent:
    found = next((c for c in consents_of(work.tx, [person])[person] if c.id == consent_id), None)
    if found is None:
        raise work.refuse("consent.unknown", "CORE-4")
    return found


def _tiers(work: Work, listed: str) -> tuple[str, ...]:
    known = [*(tier.id for tier in work.bundle.tiers), *CONTENTS]
    tiers = tuple(dict.fromkeys(name.strip() for name in listed.split(",")))
    if not set(tiers) <= set(known):
        raise InputFault.one("choice.unknown", "tiers", allowed=", ".join(known))
    return tiers


def _check_purpose(work: Work, purpose: str) -> None:
    if purpose not in work.bundle.all_purposes:
        raise InputFault.one("choice.unknown", "for_purpose", allowed=", ".join(work.bundle.all_purposes))


def _channel(work: Work, channel: str) -> str:
    if channel and work.bundle.channel(channel) is None:
        allowed = ", ".join(found.id for found in work.bundle.channels)
        raise InputFault.one("choice.unknown", "channel", allowed=allowed)
    return channel


def _language(language: str) -> str:
    """The code of a language; it stands in the clear, so that no other words are taken."""
    if language and not _LANGUAGE.fullmatch(language):
        raise InputFault.one("consent.language", "language")
    return language


def _document(work: Work, document_id: str) -> tuple[str, str]:
    if not document_id:
        return "", ""
    document = work.bundle.document(document_id)
    if document is None:
        known = ", ".join(found.id for found in work.bundle.documents)
        raise InputFault.one("choice.unknown", "document", allowed=known)
    return document.id, document.version
