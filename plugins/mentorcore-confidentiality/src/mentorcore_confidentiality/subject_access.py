"""Everybody can read, correct and have erased what is kept about them."""

from __future__ import annotations

from typing import Any

from attrs import define, field, validators

from mentorcore.domain.bundle import Grant
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_confidentiality.settings import NAMES, SOME_NAMES

_VERBS: Any = validators.deep_iterable(validators.matches_re(r"[\w.-]+(\.\*)?"), validators.min_len(1))


@define(eq=False)
class SubjectAccess:
    """Opens one's own data to oneself, for the purpose ``subject-access`` alone.

    Settings:
        roles: roles of the bundle that have this right, at least one.
        verbs: what they may do with it, at least one verb or family of verbs.
        tiers: the tiers that they may read on the way.
    """

    roles: tuple[str, ...] = field(validator=SOME_NAMES, metadata=names("role"))
    verbs: tuple[str, ...] = field(validator=_VERBS)
    tiers: tuple[str, ...] = field(default=(), validator=NAMES, metadata=names("tier"))

    @hookimpl
    def grants(self) -> list[Grant]:
        """One grant for each role, with the relation ``self``."""
        return [
            Grant(
                role=role, relation="self", purposes=("subject-access",), verbs=self.verbs, tiers=self.tiers
            )
            for role in self.roles
        ]
