"""Hooks around registration and around what is shown to people."""

from __future__ import annotations

from collections.abc import Sequence

from mentorcore.domain.decisions import Guidance, Refusal
from mentorcore.domain.people import Candidate
from mentorcore.hooks.kinds import ask, veto

MOMENTS = (
    "application",
    "admission",
    "waiting",
    "proposal",
    "introduction",
    "closure",
    "distress",
    "concern",
    "suspension",
    "issue",
)
"""When something is shown: each is a message of the core to the person concerned; what belongs to a concern or an issue
is shown to its raiser at once, and never in a message."""


@ask(Guidance)
def guidance(moment: str, role: str) -> Sequence[Guidance]:
    """Say which texts of the programme a person is shown at a moment.

    Fires when the core writes the message of that moment; the texts go with the message and are recorded
    as shown.

    Args:
        moment: one of `MOMENTS`.
        role: the participant role of the person.
    """
    raise NotImplementedError


@veto
def may_apply(candidate: Candidate) -> Refusal | None:
    """Refuse an application by rule alone. Only a bound of age may do so: everybody else is heard by a person.

    Fires before an application is stored, one by one and in an import.

    Args:
        candidate: the applicant as rules see them.
    """
    raise NotImplementedError
