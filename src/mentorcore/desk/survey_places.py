"""Where a survey belongs: a party of a match, a form of their side, an occasion; and by when it is wanted."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from attrs import frozen

from mentorcore.desk.facet import the_match
from mentorcore.domain.bundle import Bundle, Form
from mentorcore.domain.duties import DutyState
from mentorcore.domain.errors import InputFault
from mentorcore.domain.matches import Match
from mentorcore.engine.form_answers import form_of
from mentorcore.engine.work import Work
from mentorcore.storage import duties
from mentorcore.storage.transaction import Tx


class Named(Protocol):
    """A command that names a survey."""

    @property
    def match(self) -> str: ...
    @property
    def survey(self) -> str: ...
    @property
    def occasion(self) -> str: ...


@frozen
class Place:
    """One survey of one party at one occasion.

    Args:
        match: the match.
        person: public id of the party.
        side: ``mentee`` or ``mentor``.
        form: the survey.
        occasion: such as ``month:3``.
    """

    match: Match
    person: str
    side: str
    form: Form
    occasion: str


def place_of(work: Work, command: Named) -> Place:
    """The survey that a party's command is about.

    Raises:
        InputFault: ``form.unknown``, ``choice.unknown``: the bundle has no such survey or occasion.
        Refused: ``survey.before_introduction``, ``survey.other_side``.
    """
    match = the_match(work, command.match)
    form = form_of(work.bundle, command.survey, "survey", where="survey")
    if command.occasion not in form.occasions:
        raise InputFault.one("choice.unknown", "occasion", allowed=", ".join(form.occasions))
    side = str(match.side(work.party))
    if match.introduced_on is None or work.day < match.introduced_on:
        raise work.refuse("survey.before_introduction", id=match.id)
    if not asks(work.bundle, form, side):
        raise work.refuse("survey.other_side", survey=form.id)
    return Place(match, work.party, side, form, command.occasion)


def asks(bundle: Bundle, form: Form, side: str) -> bool:
    """Whether a survey is for this side of a match."""
    return not form.role or form.role == bundle.role_of_side(side).id


def due_on(tx: Tx, match: str, person: str, form: str, occasion: str) -> date | None:
    """By when a duty of the match wants this survey of this person; None where none does.

    Such a duty is owned by the party and says in its parameters ``survey`` and ``occasion`` which one it wants.
    """
    wanted = (person, form, occasion)
    found = [
        duty.due_on
        for duty in duties.duties_about(tx, [match])[match]
        if (duty.owner, duty.params.get("survey"), duty.params.get("occasion")) == wanted
        and duty.state is not DutyState.CANCELLED
    ]
    return min(found, default=None)
