"""Commands of the facet `participants`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from mentorcore.domain.commands.fields import an_id, flag, name, names, one_of, personal, value
from mentorcore.domain.ids import CONCERN, PERSON, SESSION
from mentorcore.domain.records import TalkedOver
from mentorcore.domain.secret import secret


def answers_field() -> Any:
    """Question to raw answer; never shown."""
    return field(repr=False, converter=secret, metadata={"help": "the answers", "personal": True})


@frozen
class Apply:
    """A registration with the answers of one form.

    Args:
        form: the form, such as ``mentee``.
        answers: question to raw answer; several answers separated by commas; days as yyyy-mm-dd.
        shown: whether the text before the form was shown.
        person: public id of somebody who takes part already and applies for another role.
        distinct: somebody made sure that this is not the person of the same name, phone or e-mail.
    """

    form: str = name("the form, such as mentee")
    answers: Mapping[str, str] = answers_field()
    shown: bool = flag("the text before the form was shown")
    person: str = an_id(PERSON, "who takes part already and applies for another role", optional=True)
    distinct: bool = flag("you made sure that this is not the person already registered")


@frozen
class EditAnswers:
    """Corrected or added answers of a participant.

    Args:
        person: public id.
        answers: question to raw answer; an empty one takes the answer away.
    """

    person: str = an_id(PERSON, "the participant")
    answers: Mapping[str, str] = answers_field()


@frozen
class ListParticipants:
    """Which participants to list.

    Args:
        role: only this role; empty for all.
        state: only this state, such as ``admitted``; empty for all.
        tiers: confidential tiers to show besides, such as ``contact``; none where not said.
    """

    role: str = name("only this role", default="")
    state: str = name("only this state", default="")
    tiers: tuple[str, ...] = names("tiers to show besides, separated by commas", option="with")


@frozen
class ShowParticipant:
    """A participant's card."""

    person: str = an_id(PERSON, "the participant")


@frozen
class Find:
    """People by name or a part of it.

    Args:
        words: a name, or the beginning of one.
    """

    words: str = personal("a name or a part of it")


@frozen
class Withdraw:
    """Somebody leaves the programme: all their matches end and they take part in nothing more.

    Args:
        person: public id.
        told_by: who tells the others: ``self`` or ``staff``.
    """

    person: str = an_id(PERSON, "who leaves")
    told_by: str = value("who tells the other party: self or staff", "staff")


@frozen
class SuspendPerson:
    """Somebody is kept out for now.

    Args:
        person: public id.
        reason: why, in words; sealed.
    """

    person: str = an_id(PERSON, "who is kept out for now")
    reason: str = personal("why; sealed, and never shown to the person")


@frozen
class LiftSuspension:
    """Somebody who is suspended takes part again.

    Args:
        person: public id.
        reason: why, in words; sealed.
    """

    person: str = an_id(PERSON, "who takes part again")
    reason: str = personal("why; sealed, and never shown to the person")


@frozen
class TerminatePerson:
    """Somebody is put out of the programme.

    Args:
        person: public id.
        reason: why, in words; sealed.
    """

    person: str = an_id(PERSON, "who is put out of the programme")
    reason: str = personal("why; sealed, and never shown to the person")


@frozen
class ReadmitPerson:
    """Somebody who was put out may register anew.

    Args:
        person: public id, also of somebody whose data were erased since.
        reason: why, in words; sealed where there still is a dossier.
    """

    person: str = an_id(PERSON, "who may register anew")
    reason: str = personal("why; sealed, and never shown to the person")


@frozen
class ShowStanding:
    """Whether somebody is suspended or was put out, and why."""

    person: str = an_id(PERSON, "the person")


@frozen
class ExportPerson:
    """Everything that is kept about a person, for that person."""

    person: str = an_id(PERSON, "whose data")


@frozen
class ErasePerson:
    """Everything personal about somebody is destroyed for good."""

    person: str = an_id(PERSON, "whose data")


@frozen
class Disclose:
    """Something about a person is told to somebody outside the programme.

    Args:
        person: whom it is about.
        tier: what is told.
        recipient: to whom; sealed.
        legal_basis: the legal basis where there is no consent; sealed.
        consent: id of the person's consent to exactly this recipient, or empty.
        risk: the danger that it averts, and for whom; needed where there is no consent; sealed.
        informed: who was informed besides the recipient; sealed.
        talked_over: whether it was talked over with the person before.
        words: what was said then, or why it could not be; sealed.
        concern: the concern that it belongs to, for its handlers alone, or empty.
        session: which session's record is told, where the tier is ``session-record``.
    """

    person: str = an_id(PERSON, "whom it is about")
    tier: str = name("what is told, such as identity")
    recipient: str = personal("to whom")
    legal_basis: str = personal("the legal basis, where there is no consent", required=False)
    consent: str = value("id of the consent", "")
    risk: str = personal("the danger that it averts; needed where there is no consent", required=False)
    informed: str = personal("who was informed besides", required=False)
    talked_over: TalkedOver = one_of(
        TalkedOver, "whether it was talked over with the person before", default=TalkedOver.NOT_YET
    )
    words: str = personal("what was said then, or why it could not be", required=False)
    concern: str = an_id(CONCERN, "the concern that it belongs to", optional=True)
    session: str = an_id(SESSION, "the session whose record is told", optional=True)
