"""Drafts of rounds: what the matching would propose, before anything is told to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from mentorcore.domain.mappings import frozen_map

Pair = tuple[str, str]
"""Public ids of a mentee and of a mentor."""


class DraftState(StrEnum):
    """The life of a draft."""

    OPEN = "open"
    RELEASED = "released"
    DISCARDED = "discarded"


@frozen
class Draft:
    """A draft without its people.

    Args:
        id: public id, such as ``F-7K3F9Q2X``.
        state: see `DraftState`.
        version: counts the changes; each solves the pool anew.
        generation: how often its dossier was made anew, since somebody in it was erased.
        made_on: the day it was made, in the programme's time zone.
        changed_on: the day of its last change.
        made_by: public id of who made it.
        solver: name of the solver.
        seed: breaks ties.
        weights: rule to weight, where it is another one than the bundle's.
        bundle: digest of the bundle whose rules it kept.
        facts: stands for everything that is known of everybody in the pool; another one means that something changed.
        basis: the draft whose locks and rejections it took over, or empty.
        round: the round that came of it, or empty.
        mentees: mentees in the pool.
        mentors: mentors in the pool.
        matched: how many pairs it holds.
        waiting: how many would get no proposal.
        score: the sum of the pairs' scores, in hundredths of a weight.
    """

    id: str
    state: DraftState
    version: int
    generation: int
    made_on: date
    changed_on: date
    made_by: str
    solver: str
    seed: int
    weights: Mapping[str, int] = field(converter=frozen_map)
    bundle: str
    facts: str = field(repr=False)
    basis: str
    round: str
    mentees: int
    mentors: int
    matched: int
    waiting: int
    score: int

    @property
    def dossier(self) -> str:
        """Where its people are sealed."""
        return dossier(self.id, self.generation)


def dossier(draft: str, generation: int) -> str:
    """The dossier of one generation of a draft; the first one has the draft's own id."""
    return draft if generation == 1 else f"{draft}.{generation}"


@frozen
class DraftPair:
    """A pair that a draft holds.

    Args:
        mentee: public id.
        mentor: public id.
        score: the sum of its parts, in hundredths of a weight.
        parts: soft rule to its part of the score.
        locked: whether a coordinator wants it to stay.
    """

    mentee: str
    mentor: str
    score: int
    parts: Mapping[str, int] = field(converter=frozen_map, repr=False)
    locked: bool = False

    @property
    def pair(self) -> Pair:
        """The two."""
        return (self.mentee, self.mentor)


@frozen
class Rejection:
    """A pair that a coordinator does not want; why is sealed apart.

    Args:
        mentee: public id.
        mentor: public id.
        by: public id of the coordinator.
        on: the day, in the programme's time zone.
    """

    mentee: str
    mentor: str
    by: str
    on: date

    @property
    def pair(self) -> Pair:
        """The two."""
        return (self.mentee, self.mentor)
