"""Commands of the facets `concerns` and `safety`."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.domain.commands.fields import (
    an_id,
    flag,
    ids,
    maybe_a_day,
    maybe_one_of,
    name,
    one_of,
    personal,
)
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernRisk, ConcernWish
from mentorcore.domain.ids import CONCERN, MATCH, PERSON
from mentorcore.domain.records import TalkedOver


@frozen
class RaiseConcern:
    """A concern in one step.

    Args:
        wish: what the raiser wants to happen.
        kind: see `mentorcore.domain.concerns.ConcernKind`.
        about: public ids of the people it is about.
        match: the match concerned, or empty.
        account: what happened, in the raiser's words; may stay empty.
        unnamed: the raiser stays unnamed to the handlers; whoever names a match of their own can be recognised by it.
        risk: whether somebody may come to harm; such a concern is urgent.
        talked_over: whether the raiser has talked it over with the other; whoever brings an issue is asked, and the
            other never is.
    """

    wish: ConcernWish = one_of(ConcernWish, "what should happen")
    about: tuple[str, ...] = ids(PERSON, "whom it is about", may_be_none=True)
    kind: ConcernKind = one_of(ConcernKind, "what it is", default=ConcernKind.WORRY)
    match: str = an_id(MATCH, "the match concerned", optional=True)
    account: str = personal("what happened; may stay empty", required=False)
    unnamed: bool = flag("stay unnamed to the handlers")
    risk: ConcernRisk = one_of(
        ConcernRisk, "whether somebody may come to harm, themselves or others", default=ConcernRisk.NONE
    )
    talked_over: TalkedOver | None = maybe_one_of(
        TalkedOver, "whether you have talked it over with the other; asked where you bring an issue"
    )


@frozen
class ListConcerns:
    """The concerns that the reader may know of.

    Args:
        all: resolved ones too.
    """

    all: bool = flag("resolved ones too")


@frozen
class ShowConcern:
    """One concern with its account and what was done."""

    concern: str = an_id(CONCERN, "the concern")


@frozen
class ActOnConcern:
    """What a handler does about a concern.

    Args:
        concern: the concern.
        act: see `mentorcore.domain.concerns.ConcernAct`.
        note: what was said or agreed; sealed.
    """

    concern: str = an_id(CONCERN, "the concern")
    act: ConcernAct = one_of(ConcernAct, "what is done")
    note: str = personal("what was said or agreed", required=False)


@frozen
class ResolveConcern:
    """A concern is closed with an outcome.

    Args:
        concern: the concern.
        outcome: ``resolved``, ``unfounded``, ``referred``, ``match-ended``.
        note: in words; sealed.
        agency: the agency outside that was told; sealed.
        agency_on: the day on which it was told, in the programme's time zone.
        no_agency: why no agency was told; sealed, with who decided so.
        follow_up: the day on which a handler looks again, or None.
    """

    concern: str = an_id(CONCERN, "the concern")
    outcome: str = name("resolved, unfounded, referred or match-ended")
    note: str = personal("in words", required=False)
    agency: str = personal("the agency that was told", required=False)
    agency_on: date | None = maybe_a_day("the day on which the agency was told, yyyy-mm-dd")
    no_agency: str = personal("why no agency was told", required=False)
    follow_up: date | None = maybe_a_day("the day on which a handler looks again, yyyy-mm-dd")


@frozen
class ShowSafety:
    """How a person can be reached safely, and whom they avoid."""

    person: str = an_id(PERSON, "the person")


@frozen
class SetSafety:
    """A new safety plan.

    Args:
        person: whose.
        channels: safe channels, the best first.
        hours: when it is safe, in words.
        sender: the neutral name to call or write under.
        voicemail: whether a voice message may be left.
        places: places to avoid or to prefer, in words.
    """

    person: str = an_id(PERSON, "the person")
    channels: str = name("safe channels, the best first, separated by commas")
    hours: str = personal("when it is safe", required=False)
    sender: str = personal("the neutral name to call or write under", required=False)
    voicemail: bool = flag("a voice message may be left")
    places: str = personal("places to avoid or to prefer", required=False)


@frozen
class SetAvoidList:
    """Whom a person must never be brought together with.

    Args:
        person: whose list.
        names: names, separated by commas; replaces the list.
    """

    person: str = an_id(PERSON, "the person")
    names: str = personal("names, separated by commas", required=False)


@frozen
class BlockPerson:
    """Two people are never brought together again, nor told of one another; the other does not learn of it.

    Args:
        person: whom it protects.
        other: who is kept away from them.
    """

    person: str = an_id(PERSON, "whom it protects")
    other: str = an_id(PERSON, "who is kept away from them")


@frozen
class UnblockPerson:
    """A block ends.

    Args:
        person: whom it protected.
        other: who was kept away from them.
    """

    person: str = an_id(PERSON, "whom it protects")
    other: str = an_id(PERSON, "who is kept away from them")


@frozen
class ListBlocks:
    """Who is kept away from a person."""

    person: str = an_id(PERSON, "whom it protects")


@frozen
class FlagDistress:
    """The exchanges weigh on somebody; they need not say why.

    Args:
        person: who.
        contact: whether they want to be contacted.
    """

    person: str = an_id(PERSON, "who")
    contact: bool = flag("they want to be contacted")
