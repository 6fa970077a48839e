"""People: participants and staff are persons with roles; each role has a state of its own.

What a person told the programme lies sealed in tiers (`Answers`); rules get a `Candidate` of derived
values, never a name, an address or a day of birth.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import field, frozen

from mentorcore.domain.mappings import frozen_map
from mentorcore.domain.records import Record
from mentorcore.domain.secret import secret

if TYPE_CHECKING:
    from mentorcore.domain.hours import SafeHours

Answer = str | int | bool | tuple[str, ...] | None
"""A cleaned answer of a form; days are ISO text. None and absence both mean not answered."""


class RoleState(StrEnum):
    """Where somebody stands in one role."""

    APPLIED = "applied"
    ADMITTED = "admitted"
    REJECTED = "rejected"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    """Staff keep the person out for now; `mentorcore.desk.standing` remembers where they stood before."""
    TERMINATED = "terminated"
    """Staff put the person out of the programme."""
    LEFT = "left"


@frozen
class RoleHeld:
    """One role of a person.

    Args:
        role: id of a participant or staff role of the bundle.
        state: participants apply and are admitted or rejected; staff are active; both can leave.
        since: the day of the present state, in the programme's time zone.
        capacity: how many matches the role may be in at once; 0 for staff.
    """

    role: str
    state: RoleState
    since: date
    capacity: int = 0

    @property
    def open(self) -> bool:
        """Whether the person takes part in this role (applied, admitted or active)."""
        return self.state in (RoleState.APPLIED, RoleState.ADMITTED, RoleState.ACTIVE)


@frozen
class Person:
    """A person as lists show them: no tier of confidential data.

    Args:
        id: public id, such as ``P-7K3F9Q2X``.
        language: language of messages, an ISO 639-1 code of the bundle.
        registered_on: the day of the registration, in the programme's time zone.
        roles: the roles held, staff roles too.
        erased: whether the personal data were erased.
    """

    id: str
    language: str
    registered_on: date
    roles: tuple[RoleHeld, ...]
    erased: bool = False

    def role(self, name: str) -> RoleHeld | None:
        """The role of that name, or None."""
        return next((held for held in self.roles if held.role == name), None)


@frozen
class Candidate:
    """A participant in one role as rules see them: derived values and evidence only.

    Args:
        person: public id.
        role: the participant role.
        state: where they stand in it.
        since: the day of that state.
        traits: answers of questions that the form marks as traits; latitude and longitude of a place; None where not
            answered.
        answered: per tier the names of the fields that hold an answer; never the answers.
        age: whole years today, or None where no birth date is known.
        records: the person's evidence, oldest first.
        capacity: stated number of matches at once.
        today: the day in the programme's time zone.
        versions: the present version of each document of the bundle.
    """

    person: str
    role: str
    state: RoleState
    since: date
    traits: Mapping[str, str | frozenset[str] | float | tuple[float, float] | None] = field(
        converter=frozen_map
    )
    answered: Mapping[str, frozenset[str]] = field(converter=frozen_map)
    age: int | None
    records: tuple[Record, ...]
    capacity: int
    today: date
    versions: Mapping[str, str] = field(factory=dict, converter=frozen_map)

    def newest(self, kind: str, document: str | None = None) -> Record | None:
        """The newest record of a kind (and of a document) that nothing supersedes, or None."""
        superseded = {record.supersedes for record in self.records}
        for record in reversed(self.records):
            if record.kind == kind and document in (None, record.document) and record.id not in superseded:
                return record
        return None


@frozen
class SafetyPlan:
    """How a person can be reached without danger (tier ``safety``).

    Args:
        channels: ways that are safe, the best first (ids of the bundle's channels); empty means nobody said so.
        hours: when, in the person's own words; `windows` tells them where they fit its grammar.
        sender: the neutral name under which to call or write, or empty for the programme's own neutral one.
        voicemail: whether a voice message may be left.
        places: places to avoid or to prefer, in the person's own words.
    """

    channels: tuple[str, ...] = ()
    hours: str = field(default="", converter=secret, repr=False)
    sender: str = field(default="", converter=secret, repr=False)
    voicemail: bool = False
    places: str = field(default="", converter=secret, repr=False)

    @property
    def windows(self) -> SafeHours | None:
        """The safe hours as windows on the clock, or None where they are words that a person has to read."""
        from mentorcore.domain.hours import parse_hours  # start-up: few commands look at the clock

        return parse_hours(self.hours)
