"""The words of a pair, sealed in the dossier of their match: the two read them, and nobody else by a grant alone.

Staff read them where both agreed to it for this purpose, and neither a policy nor the level of confidentiality that
the two settled objects. What protects somebody from harm is disclosed by `privacy.disclose`, with the danger named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mentorcore.domain.matches import Match
from mentorcore.engine.consents import agreeing
from mentorcore.engine.work import Work
from mentorcore.storage import people, sealed

WORD_MOST = 60
"""Characters of a theme: a word or two, never an account."""
THEMES_MOST = 20


def of_the_two(work: Work, match: Match) -> bool:
    """Whether one of the two acts by themselves."""
    return work.actor.id in match.parties and not work.on_behalf_of


def may_open(work: Work, match: Match, content: str) -> bool:
    """Whether the actor may read words of the pair.

    Args:
        work: the unit of work.
        match: the match.
        content: one of `mentorcore.domain.disclosure.OF_THE_PAIR`.
    """
    if work.on_behalf_of:
        return False
    if not of_the_two(work, match):
        agreed = agreeing(work.tx, match.parties, work.access.purpose, content, work.today)
        if agreed != frozenset(match.parties):
            return False
    return work.can_read(content)


def open_words(work: Work, match: Match, content: str, *tiers: str) -> dict[str, dict[str, Any]]:
    """Words of the pair, where the actor may read them: tier to field to value; nothing where not."""
    return work.words(content, match.id, *tiers) if may_open(work, match, content) else {}


def seal_words(work: Work, match: Match, tier: str, words: Mapping[str, Any]) -> None:
    """Seal words of the pair, in place of what stood there.

    Raises:
        Refused: ``match.words_gone``: what the two wrote was destroyed, and nothing is written there any more.
    """
    if any(person.erased for person in people.people(work.tx, match.parties)):
        raise work.refuse("match.words_gone", id=match.id)
    sealed.put(work.tx, match.id, {tier: words})


def held_words(work: Work, match: Match, tier: str) -> dict[str, Any]:
    """What stands there, for keeping it beside what is new; it is shown to nobody."""
    return sealed.get(work.tx, match.id, tier)


def side_of(work: Work, match: Match) -> str:
    """``mentee`` or ``mentor``, whose act it is; ``staff`` for anybody else."""
    return match.side(work.party) or "staff"


def sides(present: Collection[str]) -> tuple[str, ...]:
    """Sides in their order, each once."""
    return tuple(side for side in ("mentee", "mentor") if side in present)
