"""Duties: what somebody owes by a date, why, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from attrs import field, frozen
from attrs.converters import optional

from mentorcore.domain.clock import aware
from mentorcore.domain.mappings import frozen_map

CORE = "core"
"""The policy of duties that the core opens itself; the planner leaves them alone."""

HOLD_REVIEW = "review-hold"
"""Rule of the duty to look at a legal hold again; whom the hold is on never sees it."""


class DutyState(StrEnum):
    """A duty stays open until it is done, waived with a reason, missed or no longer wanted."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"
    MISSED = "missed"
    CANCELLED = "cancelled"


@frozen
class DutyWanted:
    """A duty that a policy wants; the core compares by (policy, rule, subject, owner, occurrence).

    Args:
        rule: name of the rule inside the policy; also the text's code ``duty.<rule>``.
        owner: a staff role's id, or a person's public id.
        occurrence: which one of a rhythm, such as ``month:3`` or ``once``; never the date.
        due_on: the last day for it, in the programme's time zone.
        about: the person concerned, where it is one.
        params: what fills the text, without personal data.
        remedy: the command to type next.
        fulfilled_on: the day on which it was met by something that happened, or None.
        clauses: where it serves other clauses than its policy.
        due_at: for a deadline counted in hours, the aware instant; `due_on` is then its day.
        remind_on: the day on which the owner is reminded, once, where it is still open; None for no reminder.
        missed_from: the first day on which it stands as missed, and no longer as open; None where it stays open.
    """

    rule: str
    owner: str
    occurrence: str
    due_on: date
    about: str = ""
    params: Mapping[str, str | int] = field(factory=dict, converter=frozen_map)
    remedy: str = ""
    fulfilled_on: date | None = None
    clauses: tuple[str, ...] = ()
    due_at: datetime | None = field(default=None, converter=optional(aware))
    remind_on: date | None = None
    missed_from: date | None = None


@frozen
class Duty:
    """A duty as it is stored.

    Args:
        id: public id, such as ``D-7K3F9Q2X``.
        policy: the bundle's policy that wants it; ``core`` for the core itself.
        rule, owner, occurrence, due_on, about, params, remedy, clauses, due_at, remind_on, missed_from: see
            `DutyWanted`.
        subject: what it is about: a person, a match or a concern.
        state: see `DutyState`.
        opened_on: the day it was opened.
        closed_on: the day it was done, waived, missed or cancelled.
        closed_by: public id of who closed it, or empty where the planner did.
        deferred: whether a person moved the date; the planner then leaves it.
        reminded_on: the day on which its owner was reminded, or None.
    """

    id: str
    policy: str
    rule: str
    subject: str
    owner: str
    occurrence: str
    due_on: date
    opened_on: date
    state: DutyState = DutyState.OPEN
    about: str = ""
    params: Mapping[str, str | int] = field(factory=dict, converter=frozen_map)
    remedy: str = ""
    clauses: tuple[str, ...] = ()
    closed_on: date | None = None
    closed_by: str = ""
    deferred: bool = False
    due_at: datetime | None = None
    remind_on: date | None = None
    missed_from: date | None = None
    reminded_on: date | None = None

    def overdue(self, now: datetime, today: date) -> bool:
        """Whether its time has passed: its instant, where it has one, else its day.

        Args:
            now: the present instant, aware.
            today: its day in the programme's time zone.
        """
        return self.due_at < now if self.due_at is not None else self.due_on < today
