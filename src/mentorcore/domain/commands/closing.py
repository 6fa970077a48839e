"""Commands around the end of a match: looking back, taking it up again, sending somebody on."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from mentorcore.domain.answers import Raw
from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.commands.fields import an_id, flag, one_of, personal
from mentorcore.domain.ids import MATCH
from mentorcore.domain.secret import secret


@frozen
class Reflect:
    """A party looks back on a match, or would rather not.

    Args:
        match: the match.
        way: with the other, by themselves, or not at all.
        answers: question to raw answer, where the programme has a form for it.
        words: what they write, where the programme has no form for it.
    """

    match: str = an_id(MATCH, "the match")
    way: ReflectionHow = one_of(ReflectionHow, "with the other, alone, or not at all")
    answers: Mapping[str, Raw] = field(
        factory=dict, converter=secret, repr=False, metadata={"help": "the answers", "personal": True}
    )
    words: str = personal("what you want to keep of it; may stay empty", required=False)


@frozen
class ReopenMatch:
    """A party wants to take up again a match that ended; it goes on once both want it.

    Args:
        match: the match.
        take_back: the wish is taken back.
    """

    match: str = an_id(MATCH, "the match that ended")
    take_back: bool = flag("take the wish back")


@frozen
class NoteReferral:
    """The mentee was sent on to somebody who can do more.

    Args:
        match: the match.
        to: to whom or what; sealed.
        why: what for; sealed, may stay empty.
    """

    match: str = an_id(MATCH, "the match")
    to: str = personal("to whom or what, for the two and the team")
    why: str = personal("what for; may stay empty", required=False)
