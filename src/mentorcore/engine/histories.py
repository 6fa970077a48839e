"""What policies are given to plan from: each subject with its events, read for many subjects at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from mentorcore.domain.calendar import WorkCalendar
from mentorcore.domain.concerns import without_raiser
from mentorcore.domain.events import PROGRAMME, Event, History
from mentorcore.domain.ids import CONCERN, MATCH, PERSON
from mentorcore.domain.matches import Match
from mentorcore.engine.context import Context
from mentorcore.hooks.cadence import planned_end
from mentorcore.storage import concerns, events, matches, meta, people
from mentorcore.storage.transaction import Tx

ADOPTED = "programme.adopted"
_PAGE = 500  # ids read at a time


def histories(context: Context, tx: Tx, subjects: Collection[str]) -> Iterator[History]:
    """The histories of those subjects that exist, in their order, in a fixed number of queries."""
    happened = events.events_about(tx, subjects)
    persons = {p.id: p for p in people.people(tx, _of_kind(PERSON, subjects))}
    together = {m.id: m for m in matches.matches_by_id(tx, _of_kind(MATCH, subjects))}
    cases = {c.id: c for c in concerns.concerns_for_core(tx, _of_kind(CONCERN, subjects))}
    calendar = context.calendar
    for subject in subjects:
        if subject in persons:
            state = " ".join(f"{held.role}:{held.state}" for held in persons[subject].roles)
            yield History("person", subject, state, happened[subject], (subject,), calendar)
        elif subject in together:
            yield _of_match(together[subject], happened[subject], calendar)
        elif subject in cases:
            case = cases[subject]
            told = without_raiser(case, happened[subject])
            yield History("concern", subject, case.state.value, told, calendar=calendar)
        elif subject == PROGRAMME:
            yield _of_programme(context, tx, happened[subject])


def _of_match(match: Match, happened: tuple[Event, ...], calendar: WorkCalendar) -> History:
    return History("match", match.id, match.state.value, happened, match.parties, calendar)


def _of_kind(kind: str, subjects: Collection[str]) -> list[str]:
    return [subject for subject in subjects if subject[:2] == f"{kind}-"]


def _of_programme(context: Context, tx: Tx, happened: tuple[Event, ...]) -> History:
    """The programme itself: the adoptions of its bundles, from the first one on, and whatever is noted about it."""
    adopted = [
        Event(ADOPTED, PROGRAMME, at, context.day(at), by, data={"digest": digest})
        for digest, at, by in meta.adoptions(tx)
    ]
    others = [event for event in happened if event.type != ADOPTED]
    told = sorted([*adopted, *others], key=lambda event: event.recorded_at)
    return History("programme", PROGRAMME, "running", tuple(told), calendar=context.calendar)


def end_planned(context: Context, match: Match, happened: tuple[Event, ...]) -> date | None:
    """The last day that the programme plans for a match; None where it plans none, or where nobody knows it yet.

    Args:
        context: the programme.
        match: the match.
        happened: all its events, oldest first.

    Raises:
        PluginFault: a policy cannot be asked.
    """
    return context.hooks.ask_first(planned_end, history=_of_match(match, happened, context.calendar))


def is_subject(subject: str) -> bool:
    """Whether duties can be about it: a person, a match, a concern, or the programme itself."""
    return subject[:1] in (PERSON, MATCH, CONCERN) or subject == PROGRAMME


def everything(tx: Tx) -> Iterator[str]:
    """Every subject that can have duties, without holding all of them; erased people, too, to whom nothing is owed
    any more."""
    yield PROGRAMME
    for page in (people.person_ids, matches.match_ids, concerns.concern_ids):
        last = ""
        while found := page(tx, last, _PAGE):
            yield from found
            last = found[-1]
