"""Consents as the door asks for them: read from the evidence each time, so that one taken back ends at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from mentorcore.domain.consents import Consent, ConsentWay
from mentorcore.domain.records import Record, RecordKind
from mentorcore.storage import records
from mentorcore.storage.transaction import Tx

_KINDS = (RecordKind.CONSENT, RecordKind.WITHDRAWAL)


def consents_of(tx: Tx, people: Collection[str]) -> dict[str, tuple[Consent, ...]]:
    """Person to their consents, oldest first, those taken back too; one query however many people."""
    return {person: _consents(found) for person, found in records.records_of(tx, people, _KINDS).items()}


def agreeing(tx: Tx, people: Collection[str], purpose: str, tier: str, today: date) -> frozenset[str]:
    """Those of some people who agreed that a tier is read inside the programme for a purpose."""
    return frozenset(
        person
        for person, given in consents_of(tx, people).items()
        if any(not consent.outside and consent.covers(purpose, tier, today) for consent in given)
    )


def _consents(evidence: Sequence[Record]) -> tuple[Consent, ...]:
    taken_back = {record.supersedes: record.effective_on for record in evidence if record.supersedes}
    return tuple(
        _consent(record, taken_back.get(record.id))
        for record in evidence
        if record.kind == RecordKind.CONSENT
    )


def _consent(record: Record, taken_back: date | None) -> Consent:
    data = record.data
    until = str(data.get("until", ""))
    return Consent(
        id=record.id,
        person=record.person,
        purpose=str(data["purpose"]),
        tiers=tuple(str(data["tiers"]).split()),
        outside=data["outside"] is True,
        document=record.document,
        version=record.version,
        channel=str(data["channel"]),
        way=ConsentWay(str(data["way"])),
        language=str(data["language"]),
        private=data["private"] is True,
        given_on=record.effective_on,
        until=date.fromisoformat(until) if until else None,
        taken_back_on=taken_back,
    )
