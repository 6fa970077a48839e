"""Pools and drafts in one line each."""

from __future__ import annotations

from typing import Any

from mentorcore.desk.drafts import DraftFile
from mentorcore.domain.commands.concerns import RaiseConcern
from mentorcore.domain.commands.drafts import LockPair, ProposeDraft, RejectPair, ReleaseDraft, ShowDraft
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.drafts import Pair
from mentorcore.domain.matches import MENTEE, MENTOR
from mentorcore.testing import Trial


def in_pool(trial: Trial, side: str, count: int, **changes: str) -> list[str]:
    """Some more people in the pool."""
    return [trial.participant(side, **{"experience": "physical", **changes}) for _ in range(count)]


def a_pool(trial: Trial, mentees: int, mentors: int) -> tuple[list[str], list[str]]:
    """People who all fit one another."""
    return in_pool(trial, MENTEE, mentees), in_pool(trial, MENTOR, mentors)


def weighed(*settings: str, basis: str = "", by: str = "") -> ProposeDraft:
    """The command for a draft with other weights, as they are typed."""
    values: dict[str, Any] = {"weights": settings, "basis": basis, "by": by}
    return ProposeDraft(**values)


def drafted(trial: Trial, command: ProposeDraft | None = None, *, by: str = "") -> DraftFile:
    """A new draft."""
    return trial.desk(by).drafts.propose(command or ProposeDraft())


def shown(trial: Trial, file: DraftFile) -> DraftFile:
    """A draft as it is now."""
    return trial.desk().drafts.show(ShowDraft(draft=file.draft.id))


def locked(trial: Trial, file: DraftFile, mentee: str, mentor: str) -> DraftFile:
    """A draft with a pair that has to stay."""
    return trial.desk().drafts.lock(LockPair(draft=file.draft.id, mentee=mentee, mentor=mentor))


def rejected(
    trial: Trial, file: DraftFile, mentee: str, mentor: str, why: str = "They are cousins."
) -> DraftFile:
    """A draft without a pair."""
    command = RejectPair(draft=file.draft.id, mentee=mentee, mentor=mentor, reason=why)
    return trial.desk().drafts.reject(command)


def release(file: DraftFile) -> ReleaseDraft:
    """The command that releases a draft."""
    return ReleaseDraft(draft=file.draft.id)


def pairs(file: DraftFile) -> set[Pair]:
    """The pairs of a draft."""
    return {found.pair for found in file.pairs}


def accuse(trial: Trial, raiser: str, accused: str) -> None:
    """Somebody tells of somebody else, who is kept out of new matches from then on, and learns nothing of it."""
    accusation = RaiseConcern(
        wish=ConcernWish.ACT, about=(accused,), kind=ConcernKind.ACCUSATION, account="He shouted."
    )
    trial.desk(raiser).concerns.raise_(accusation)
