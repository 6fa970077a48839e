"""Commands of the facet `matches`."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, ids, name, one_of, personal, value
from mentorcore.domain.ids import MATCH, PERSON
from mentorcore.domain.matches import BY_A_PARTY, EndKind


@frozen
class ProposeRound:
    """A round: everybody in the pool is proposed to somebody where that is possible.

    Args:
        seed: breaks ties; the same pool and seed give the same round.
        by: a trait of one choice; how the groups fare that it makes is told with small numbers safe.
    """

    seed: int = value("breaks ties", 0)
    by: str = name("how groups fare, by this trait", default="")


@frozen
class PairByHand:
    """A coordinator brings two people together; every hard rule still holds."""

    mentee: str = an_id(PERSON, "the mentee")
    mentor: str = an_id(PERSON, "the mentor")


@frozen
class ListMatches:
    """Which matches to list.

    Args:
        state: only this state, such as ``active``; empty for all.
        person: only those of this person; empty for all.
    """

    state: str = name("only this state", default="")
    person: str = an_id(PERSON, "only those of this person", optional=True)


@frozen
class ShowMatch:
    """One match and what happened in it."""

    match: str = an_id(MATCH, "the match")


@frozen
class ExplainPair:
    """What every rule says about two people."""

    mentee: str = an_id(PERSON, "the mentee")
    mentor: str = an_id(PERSON, "the mentor")


@frozen
class AcceptMatch:
    """A party accepts the introduction and confidentiality, and chooses what the other will see.

    Args:
        match: the match.
        shown_name: the name that the other will see.
        shown_channel: the channel that the other will see.
        shown_address: number or address on it; empty takes the one of the registration.
        confidential: that confidentiality was read and accepted.
    """

    match: str = an_id(MATCH, "the match")
    shown_name: str = personal("the name that the other will see")
    shown_channel: str = name("the channel that the other will see")
    shown_address: str = personal("number or address on it; empty takes the registered one", required=False)
    confidential: bool = flag("confidentiality was read and accepted")


@frozen
class DeclineMatch:
    """A party does not want the introduction; no reason is asked for."""

    match: str = an_id(MATCH, "the match")


@frozen
class IntroduceMatch:
    """Both accepted: each receives what the other chose to show."""

    match: str = an_id(MATCH, "the match")


@frozen
class ResendIntroduction:
    """A party asks to receive the introduction again."""

    match: str = an_id(MATCH, "the match")


@frozen
class KeepAgreement:
    """A party wants a copy of the pair's own agreement kept; it is kept once both have asked.

    Args:
        match: the match.
        agreement: the agreement; only once the other has asked as well.
        forget: take the wish back; a copy is destroyed.
    """

    match: str = an_id(MATCH, "the match")
    agreement: str = personal("the agreement, once the other has asked as well", required=False)
    forget: bool = flag("take the wish back; a copy is destroyed")


@frozen
class SuspendMatch:
    """The programme interrupts a match; no reason is stored or told here."""

    match: str = an_id(MATCH, "the match")


@frozen
class ResumeMatch:
    """A suspended match goes on."""

    match: str = an_id(MATCH, "the match")


@frozen
class CloseMatch:
    """A match ends.

    Args:
        match: the match.
        told_by: who tells the other: ``self`` (the one who leaves) or ``staff``.
        as_: how it ends: ``purpose-achieved``, ``independent``, ``planned``, ``agreed``, or ``left``, which alone
            counts as leaving early.
        no_reflection: that no closing reflection is offered to either.
    """

    match: str = an_id(MATCH, "the match")
    told_by: str = value("who tells the other: self or staff", "self")
    as_: EndKind = one_of(EndKind, "how it ends", default=EndKind.LEFT, among=BY_A_PARTY)
    no_reflection: bool = flag("no closing reflection is offered to either")


@frozen
class EndByProgramme:
    """The programme ends a match, or takes a proposal back."""

    match: str = an_id(MATCH, "the match")


@frozen
class WishFor:
    """A participant names people with whom they would like to be, in place of those named before.

    Args:
        person: who wishes.
        people: public ids, the first choice first; none to take the list back.
        role: in which role; may be left out where the person has one only.
    """

    person: str = an_id(PERSON, "who wishes")
    people: tuple[str, ...] = ids(PERSON, "with whom, the first choice first", may_be_none=True)
    role: str = name("in which role", default="")


@frozen
class ShowWishes:
    """Whom a participant named.

    Args:
        person: who wishes.
        role: in which role; may be left out where the person has one only.
    """

    person: str = an_id(PERSON, "who wishes")
    role: str = name("in which role", default="")


@frozen
class AskRematch:
    """A participant asks for a new match; a present one ends first.

    Args:
        person: who asks.
        role: in which role; may be left out where the person has one only.
        again_with: public id of somebody of an ended match, where the two want each other again.
        told_by: who tells the other of a match that ends: ``self`` or ``staff``.
    """

    person: str = an_id(PERSON, "who asks")
    role: str = name("in which role", default="")
    again_with: str = an_id(PERSON, "somebody of an ended match", optional=True)
    told_by: str = value("who tells the other: self or staff", "self")
