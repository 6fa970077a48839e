"""How groups fare in a round: who is matched and who waits by the options of a trait, small numbers safe.

The exact counts are shown to nobody: the policy that makes figures of a survey's answers makes these as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from mentorcore.domain.errors import InputFault
from mentorcore.domain.people import Candidate
from mentorcore.domain.surveys import Tally
from mentorcore.engine.context import Context
from mentorcore.engine.pool import traits
from mentorcore.hooks.indicators import survey_figures
from mentorcore.hooks.matching import Trait

ROUND = "round"
"""Stands for the form in the counts that the policy is handed."""

Who = tuple[str, str]
"""Public id and side."""


@frozen
class GroupFigure:
    """How often an option stands among those who are matched, or among those who wait.

    Args:
        trait: the trait.
        side: ``mentee`` or ``mentor``.
        fares: ``matched`` or ``waiting``.
        option: the option; empty for all who answered.
        count: the figure, already safe for small numbers; 0 where it is hidden.
        approximate: whether it was rounded.
        hidden: whether too few answered for any figure to be shown.
    """

    trait: str
    side: str
    fares: str
    option: str
    count: int
    approximate: bool
    hidden: bool = False


def group_trait(context: Context, name: str) -> Trait | None:
    """The trait by which groups are told; None where none is named.

    Raises:
        InputFault: ``choice.unknown``: no trait of one choice has that name.
    """
    if not name:
        return None
    choices = [trait for trait in traits(context) if trait.kind == "choice"]
    for trait in choices:
        if trait.name == name:
            return trait
    raise InputFault.one("choice.unknown", "by", allowed=", ".join(trait.name for trait in choices))


def group_figures(
    context: Context, trait: Trait | None, people: Iterable[Candidate], fares: Mapping[str, Iterable[Who]]
) -> tuple[GroupFigure, ...]:
    """Figures for each side and each way of faring; none without a trait, or where no policy makes any.

    Args:
        context: the programme.
        trait: see `group_trait`.
        people: those who stand in the round, with their traits.
        fares: ``matched`` and ``waiting`` to who does.
    """
    if trait is None:
        return ()
    answers = {found.person: found.traits.get(trait.name) for found in people}
    tallies = [tally for name, who in fares.items() for tally in _tallies(trait, name, answers, who)]
    figures = context.hooks.ask_flat(survey_figures, tallies=tuple(tallies))
    return tuple(
        GroupFigure(
            trait.name,
            f.version.partition(".")[2],
            f.version.partition(".")[0],
            f.value,
            f.count,
            f.approximate,
            f.hidden,
        )
        for f in figures
        if f.form == ROUND
    )


def _tallies(trait: Trait, fares: str, answers: Mapping[str, object], who: Iterable[Who]) -> Iterator[Tally]:
    counts = Counter((side, answers.get(person)) for person, side in dict.fromkeys(who))
    for side in ("mentee", "mentor"):
        place = (ROUND, f"{fares}.{side}", trait.name)
        yield Tally(*place, "", sum(counts[side, option] for option in trait.options))
        for option in trait.options:
            yield Tally(*place, option, counts[side, option])
