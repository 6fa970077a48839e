"""Informed consent: to what, for which purpose, told to whom, how it was given, until when, and taken back when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen


class ConsentWay(StrEnum):
    """How somebody came to know what they agree to."""

    READ = "read"
    """They read it themselves."""
    READ_OUT = "read-out"
    """It was read out to them."""
    INTERPRETED = "interpreted"
    """It was interpreted into their language."""


@frozen
class Consent:
    """One consent, as evidence shows it.

    Args:
        id: public id of the record.
        person: who agreed.
        purpose: to which purpose; to no other.
        tiers: what may be read or told.
        outside: whether it is told to somebody outside the programme, whose name lies sealed.
        document: the document on which they agreed, or empty.
        version: its version, or empty.
        channel: the channel by which it is told or they were reached, or empty.
        way: how they came to know what they agree to.
        language: the language in which they did, an ISO 639 code, or empty.
        private: whether nobody else was present.
        given_on: the day, in the programme's time zone.
        until: the last day on which it holds, or None.
        taken_back_on: the day on which it was taken back, or None.
    """

    id: str
    person: str
    purpose: str
    tiers: tuple[str, ...]
    outside: bool
    document: str
    version: str
    channel: str
    way: ConsentWay
    language: str
    private: bool
    given_on: date
    until: date | None = None
    taken_back_on: date | None = None

    def lives(self, today: date) -> bool:
        """Whether it holds today: it began, did not run out and was not taken back."""
        return self.taken_back_on is None and self.given_on <= today and today <= (self.until or today)

    def covers(self, purpose: str, tier: str, today: date) -> bool:
        """Whether it lets a tier be read for a purpose today."""
        return self.purpose == purpose and tier in self.tiers and self.lives(today)
