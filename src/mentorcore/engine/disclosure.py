"""Disclosure: what an actor may read is decided per class of rows and tier, once per call.

Deny by default: a grant has to open the tier for the purpose, and any policy's objection shuts it again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mentorcore.domain.bundle import Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import Refused
from mentorcore.engine.authority import Actor
from mentorcore.hooks.caller import Hooks
from mentorcore.hooks.confidentiality import DisclosureRequest, may_disclose
from mentorcore.storage import sealed
from mentorcore.storage.transaction import Tx

_NOTHING: dict[str, dict[str, Any]] = {}


class Access:
    """One actor's access during one verb: decides, and lists what was asked for, about whom, and opened.

    Args:
        hooks: the policies that may object.
        verb: the verb at work.
        actor: who reads.
        purpose: why.
        grants: the grants that the actor has towards the subject for this purpose.
        relation: how the actor stands to the subject, for the policies.
    """

    def __init__(
        self, hooks: Hooks, verb: str, actor: Actor, purpose: str, grants: tuple[Grant, ...], relation: str
    ) -> None:
        self.purpose = purpose
        self.relation = relation
        self.opened: dict[str, None] = {}
        self.asked: dict[str, None] = {}
        self.about: dict[str, None] = {}
        self._hooks = hooks
        self._verb = verb
        self._actor = actor
        self._grants = grants
        self._decided: dict[str, tuple[Refusal, ...]] = {}

    def denials(self, tier: str) -> tuple[Refusal, ...]:
        """Why a tier stays shut; empty where it may be read."""
        if tier not in self._decided:
            self._decided[tier] = self._decide(tier)
        return self._decided[tier]

    def _decide(self, tier: str) -> tuple[Refusal, ...]:
        if not any(tier in grant.tiers for grant in self._grants):
            return (Refusal("disclosure.no_grant", {"tier": tier, "purpose": self.purpose}),)
        request = DisclosureRequest(self._verb, tier, self.purpose, self._actor.roles, self.relation)
        return self._hooks.objections(may_disclose, request)

    def open(self, tier: str) -> None:
        """Note that a tier is read now.

        Raises:
            Refused: it stays shut.
        """
        self.asked[tier] = None
        denials = self.denials(tier)
        if denials:
            raise Refused(denials)
        self.opened[tier] = None


def read_tier(tx: Tx, access: Access, tier: str, people: Collection[str]) -> dict[str, dict[str, Any]]:
    """Open a tier of some people: person to field to value, nothing where they gave no answer; who may not be
    read is left out.

    Raises:
        Refused: the tier stays shut to this actor for this purpose.
    """
    access.about.update(dict.fromkeys(people))
    access.open(tier)
    found = sealed.get_many(tx, people, [tier])
    return {person: found.get(person, _NOTHING).get(tier, {}) for person in people}
