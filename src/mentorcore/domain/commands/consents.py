"""Commands of the facet `consents`."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, maybe_a_day, name, one_of, personal
from mentorcore.domain.consents import ConsentWay
from mentorcore.domain.ids import PERSON, RECORD


@frozen
class GiveConsent:
    """Somebody agrees that something is read for a purpose, or told to somebody outside.

    Args:
        person: who agrees.
        for_purpose: to which purpose, and to no other.
        tiers: what may be read or told; names separated by commas.
        recipient: to whom it may be told outside; sealed. Empty where it stays in the programme.
        document: the document on which they agree, in its present version; or empty.
        channel: the channel by which it is told, or empty.
        way: whether they read it, it was read out to them, or interpreted.
        language: the language in which they understood it, an ISO 639 code, or empty.
        private: whether nobody else was present.
        until: the last day on which it holds, or None.
    """

    person: str = an_id(PERSON, "who agrees")
    for_purpose: str = name("to which purpose, and to no other")
    tiers: str = name("what may be read or told, separated by commas")
    recipient: str = personal("to whom it may be told outside the programme", required=False)
    document: str = name("the document on which they agree", default="")
    channel: str = name("the channel by which it is told", default="")
    way: ConsentWay = one_of(ConsentWay, "how they came to know it", default=ConsentWay.READ)
    language: str = name("the language in which they understood it, such as fr", default="")
    private: bool = flag("nobody else was present")
    until: date | None = maybe_a_day("the last day on which it holds, yyyy-mm-dd")


@frozen
class WithdrawConsent:
    """A consent is taken back; it ends with the next reading.

    Args:
        person: who takes it back.
        consent: id of the consent.
    """

    person: str = an_id(PERSON, "who takes it back")
    consent: str = an_id(RECORD, "the consent")


@frozen
class ListConsents:
    """The consents of a person, those taken back too."""

    person: str = an_id(PERSON, "whose consents")
