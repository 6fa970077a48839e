"""Hooks around disclosure: grants open doors, objections shut them, messages are held when in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from mentorcore.domain.bundle import Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.people import SafetyPlan
from mentorcore.hooks.kinds import ask, veto


@frozen
class DisclosureRequest:
    """A class of rows that somebody wants to read, or to tell somebody outside.

    Args:
        verb: the verb at work, such as ``participants.show``.
        tier: the tier, or one of `mentorcore.domain.disclosure.CONTENTS`.
        purpose: why.
        roles: the roles of whoever asks.
        relation: how they stand to the people concerned, see `mentorcore.domain.bundle.RELATIONS`.
        outside: whether it goes to somebody outside the programme.
        consent: whether the person concerned agreed to exactly this recipient.
        legal_basis: whether a legal basis was stated.
        what: ``tier``, ``record`` or ``content``.
        phase: as a party, the phase of the match, see `mentorcore.domain.disclosure.Phase`; else empty.
        agreement: the level of confidentiality that the pair settled, where it is about a match; else empty.
    """

    verb: str
    tier: str
    purpose: str
    roles: tuple[str, ...]
    relation: str
    outside: bool = False
    consent: bool = False
    legal_basis: bool = False
    what: str = "tier"
    phase: str = ""
    agreement: str = ""


@frozen
class Draft:
    """A message before it is stored.

    Args:
        template: the text's name.
        subject: its title.
        body: its words.
        channel: the safe channel chosen, or empty where none is known.
    """

    template: str
    subject: str = field(repr=False)
    body: str = field(repr=False)
    channel: str = ""


@ask(Grant)
def grants() -> Sequence[Grant]:
    """Open doors that belong to a policy; they are printed by `programme check` with the bundle's own.

    Fires once, when the programme is opened.
    """
    raise NotImplementedError


@veto
def may_disclose(request: DisclosureRequest) -> Refusal | None:
    """Object to a disclosure that a grant would allow. One objection is enough.

    Fires once for each class of rows and tier, not for each row.

    Args:
        request: who wants what, why, and for whom.
    """
    raise NotImplementedError


@veto
def may_send(draft: Draft, plan: SafetyPlan) -> Refusal | None:
    """Object to a message: it is then held for a person to decide, and nothing is lost.

    Fires when the software has written a message to somebody.

    Args:
        draft: the message.
        plan: how the recipient can be reached safely.
    """
    raise NotImplementedError
