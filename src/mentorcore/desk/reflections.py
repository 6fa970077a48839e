"""Looking back on a match: offered, never owed, and in each one's own dossier.

Either of the two notes it, together with the other or by themselves, or says that they would rather not. It makes no
difference whether a concern was raised: what a person may write about their own match stays open to them, so that
nobody can tell by trying. What is left out after a concern is the offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from mentorcore.desk import versions
from mentorcore.desk.facet import the_match
from mentorcore.desk.written import written
from mentorcore.domain.closing import Reflected, ReflectionHow, reflections
from mentorcore.domain.commands.closing import Reflect
from mentorcore.domain.errors import InputFault
from mentorcore.domain.events import Event
from mentorcore.domain.matches import Match
from mentorcore.domain.secret import secret
from mentorcore.engine.form_answers import form_for
from mentorcore.engine.work import Work
from mentorcore.storage import sealed

CONTENT = "reflection"


@frozen
class Reflections:
    """What is known of how two people looked back.

    Args:
        noted: what each side said, as far as it is the reader's: a party sees their own.
        took_place: whether one of them looked back, with the other or alone; for a party, whether they did.
        words: side to what they wrote, the newest version, where the reader may read it.
    """

    noted: tuple[Reflected, ...] = ()
    took_place: bool = False
    words: Mapping[str, Mapping[str, Any]] = field(factory=dict, converter=secret, repr=False)


def reflection_tier(match_id: str) -> str:
    """Where somebody's own words about a match are sealed, in their own dossier."""
    return f"{CONTENT}:{match_id}"


def note_reflection(work: Work, command: Reflect) -> Reflected:
    """Note that a party looked back on a match, or would rather not.

    Raises:
        Refused: ``match.never_introduced``: the two never met.
        InputFault: an answer cannot be used, or words come with a refusal to look back.
    """
    match = the_match(work, command.match)
    if match.introduced_on is None:
        raise work.refuse("match.never_introduced", id=match.id)
    new = _written(work, command)
    if command.way is ReflectionHow.DECLINED and new:
        raise InputFault.one("reflection.declined", "way")
    if new:
        _seal(work, match, new)
    side = str(match.side(work.party))
    work.event("reflection.noted", match.id, how=command.way.value, by=side)
    work.concerns(work.party)
    return Reflected(match.id, side, command.way, work.day)


def read_reflections(work: Work, match: Match, events: tuple[Event, ...]) -> Reflections:
    """How two people looked back, as far as the actor may know of it.

    Args:
        work: the unit of work of a reading.
        match: the match.
        events: its events.
    """
    noted = reflections(match, events)
    if work.party in match.parties:
        mine = match.side(work.party)
        noted = tuple(found for found in noted if found.side == mine)
        readers = [] if work.on_behalf_of else [work.party]
    else:
        readers = [*match.parties]
    took_place = any(found.how is not ReflectionHow.DECLINED for found in noted)
    words = {str(match.side(person)): _words(work, match, person) for person in readers}
    return Reflections(noted, took_place, {side: found for side, found in words.items() if found})


def _words(work: Work, match: Match, person: str) -> Mapping[str, Any]:
    if not work.can_read(CONTENT, [person]):
        return {}
    tier = reflection_tier(match.id)
    held = work.words(CONTENT, person, tier).get(tier, {})
    return versions.newest(held)


def _seal(work: Work, match: Match, new: Mapping[str, Any]) -> None:
    """Put words in place of those before, and keep these beside them."""
    tier = reflection_tier(match.id)
    held = sealed.get(work.tx, work.party, tier)
    sealed.put(work.tx, work.party, {tier: versions.replacing(held, new)})


def _written(work: Work, command: Reflect) -> dict[str, Any]:
    """What is kept of what was written; nothing where nothing was."""
    form = form_for(work.bundle, "reflection")
    if form is None and command.answers:
        raise InputFault.one("reflection.no_form", "answers")
    if form is not None and command.words.strip():
        raise InputFault.one("reflection.has_form", "words", form=form.id)
    if form is not None and not command.answers:
        return {}
    kept = written(work, form, command)
    return kept if form is not None or kept["words"] else {}
