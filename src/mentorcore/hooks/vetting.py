"""Hooks around vetting: what keeps a participant out of the pool, and who may be admitted."""

from __future__ import annotations

from collections.abc import Sequence

from mentorcore.domain.decisions import Refusal, Requirement
from mentorcore.domain.people import Candidate
from mentorcore.hooks.kinds import ask, veto


@ask(Requirement)
def requirements(candidate: Candidate) -> Sequence[Requirement]:
    """Say what a participant still lacks before they enter the pool; nothing lacking is an empty answer.

    Fires for every list of applicants, for every round and again at the introduction.

    Args:
        candidate: the participant in one role, as rules see them.
    """
    raise NotImplementedError


@veto
def may_admit(candidate: Candidate, reason_given: bool) -> Refusal | None:
    """Object to the admission of a participant by a named person.

    Fires when somebody of the staff records an admission.

    Args:
        candidate: the applicant.
        reason_given: whether the staff member wrote a reason down.
    """
    raise NotImplementedError
