"""Hooks around what a programme counts."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from mentorcore.domain.surveys import Tally
from mentorcore.hooks.kinds import ask


@frozen
class Counts:
    """Plain counts that the core keeps.

    Args:
        applied, admitted, waiting: participants by where they stand.
        proposed, active, suspended, ended: matches by state.
        early: ended matches that somebody left early; no other end counts as that.
        attended: attendances at workshops.
        kept, missed: duties that can be missed, by what became of them.
    """

    applied: int
    admitted: int
    waiting: int
    proposed: int
    active: int
    suspended: int
    ended: int
    early: int = 0
    attended: int = 0
    kept: int = 0
    missed: int = 0


@frozen
class Indicator:
    """One figure that may leave the programme.

    Args:
        code: the text's name.
        value: the figure, already safe for small numbers.
        approximate: whether it was rounded.
    """

    code: str
    value: int
    approximate: bool


@ask(Indicator)
def indicators(counts: Counts) -> Sequence[Indicator]:
    """Turn counts into figures that may be shown.

    Fires when `programme show` is asked for.

    Args:
        counts: the exact counts; they are shown to nobody.
    """
    raise NotImplementedError


@frozen
class Figure:
    """How often something was answered in a survey, as it may leave the programme.

    Args:
        form, version, question, value: as in `mentorcore.domain.surveys.Tally`.
        count: the figure, already safe for small numbers; 0 where it is hidden.
        approximate: whether it was rounded.
        hidden: whether too few answered for any figure of the question to be shown.
    """

    form: str
    version: str
    question: str
    value: str
    count: int
    approximate: bool
    hidden: bool = False


@ask(Figure)
def survey_figures(tallies: Sequence[Tally]) -> Sequence[Figure]:
    """Turn the counts of a survey's answers into figures that may be shown.

    Fires when `surveys figures` is asked for, and where a round or a draft of one is asked how groups fare: the form is
    ``round`` then, the version says who fares how, the question is the trait. Where no policy answers, nothing is shown.

    Args:
        tallies: the exact counts, question by question; they are shown to nobody. Of each question, the count with
            the empty value says how many answered it.
    """
    raise NotImplementedError
