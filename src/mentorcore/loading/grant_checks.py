"""What a grant has to keep: names that exist, phases of a match, and what may be asked for besides."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from mentorcore.domain.bundle import Bundle, Grant
from mentorcore.domain.disclosure import CONTENTS, LONGEST, NEVER_TO_THE_OTHER
from mentorcore.domain.errors import Problem
from mentorcore.loading.import_checks import unknown

_BY_STAFF = ("approval", "emergency")


def grant_problems(bundle: Bundle, verbs: Collection[str]) -> Iterator[Problem]:
    """Every fault of a bundle's grants.

    Args:
        bundle: the bundle.
        verbs: the names of all verbs of the desk.
    """
    for number, grant in enumerate(bundle.grants, start=1):
        where = f"grants[{number}]"
        yield from _names(bundle, grant, where, verbs)
        yield from _party(bundle, grant, where)
        yield from _needs(bundle, grant, where)


def _names(bundle: Bundle, grant: Grant, where: str, verbs: Collection[str]) -> Iterator[Problem]:
    roles = {role.id for role in bundle.roles}
    readable = {*(tier.id for tier in bundle.tiers), *CONTENTS}
    if grant.role not in roles:
        yield unknown(f"{where}.role", grant.role, roles)
    for tier in set(grant.tiers) - readable:
        yield unknown(f"{where}.tiers", tier, readable)
    for purpose in set(grant.purposes) - set(bundle.all_purposes):
        yield unknown(f"{where}.purposes", purpose, bundle.all_purposes)
    for pattern in grant.verbs:
        if not any(fnmatchcase(verb, pattern) for verb in verbs):  # it would open nothing, unnoticed
            yield unknown(f"{where}.verbs", pattern, verbs)


def _party(bundle: Bundle, grant: Grant, where: str) -> Iterator[Problem]:
    """Phases belong to a match; why the other is in the programme is nothing that a party can be shown."""
    if grant.phases and grant.relation != "party":
        yield Problem("setup.phase_of_party", f"{where}.phases")
    if grant.relation == "party":
        for tier in bundle.tiers:
            if tier.grounds and tier.id in grant.tiers:
                yield Problem("setup.grounds_to_party", f"{where}.tiers", {"tier": tier.id})
        for name in sorted(NEVER_TO_THE_OTHER & set(grant.tiers)):
            yield Problem("setup.never_to_party", f"{where}.tiers", {"tier": name})


def _needs(bundle: Bundle, grant: Grant, where: str) -> Iterator[Problem]:
    if not 1 <= grant.hours <= LONGEST:
        yield Problem("number.range", f"{where}.hours", {"least": 1, "most": LONGEST})
    staff = {role.id for role in bundle.roles if role.kind == "staff"}
    if grant.needs in _BY_STAFF and (grant.relation != "any" or grant.role not in staff):
        yield Problem("setup.needs_staff", f"{where}.needs", {"needs": grant.needs})
    if grant.needs == "emergency" and set(grant.purposes) != {"protection"}:
        yield Problem("setup.emergency_protects", f"{where}.purposes")
