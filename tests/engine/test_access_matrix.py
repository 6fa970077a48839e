"""Role x standing x purpose x consent x tier: what is open is what a file says that people can read, cell by cell."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from attrs import evolve
from tests.support.town import Town

from mentorcore.domain.bundle import PURPOSES, Grant
from mentorcore.domain.disclosure import CONTENTS
from mentorcore.domain.ids import MATCH, PASS, PERSON, RECORD
from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.passes import Pass, PassKind
from mentorcore.domain.people import RoleHeld, RoleState
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.authority import Standing, grants_for, load_actor, standing
from mentorcore.engine.context import Context
from mentorcore.engine.disclosure import Access, Reader
from mentorcore.storage import matches, passes, people, records
from mentorcore.storage.transaction import Tx

MATRIX = tomllib.loads(Path(__file__).with_name("access_matrix.toml").read_text("utf-8"))
ROLES = ("coordinator", "committee", "mentee", "mentor")
PHASES = {
    "before": MatchState.PROPOSED,
    "during": MatchState.ACTIVE,
    "suspended": MatchState.SUSPENDED,
    "after": MatchState.ENDED,
}
STANDINGS = ("somebody", "themselves", *PHASES, "partner", "on-behalf", "emergency", "approved")
ASKED = (*PURPOSES, "curiosity", "")
MORE = (
    Grant("mentor", "party", ("support",), (), ("contact",), phases=("before",)),
    Grant("mentor", "party", ("support",), (), ("wishes",), phases=("during",)),
    Grant("coordinator", "any", ("research",), (), ("grounds",), needs="consent"),
    Grant("coordinator", "any", ("review",), (), ("avoid",), needs="approval"),
)


class World:
    """A reader in one role, somebody who agreed to everything and somebody who agreed to nothing, in one standing."""

    def __init__(self, context: Context, tx: Tx, town: Town, role: str, stands: str) -> None:
        self.context, self.tx, self.stands = context, tx, stands
        today = context.day(tx.now)
        self.reader = {"committee": town.committee, "mentee": town.outsider, "mentor": town.mentor}.get(
            role, town.trial.staff
        )
        staff = role in ("coordinator", "committee")
        self.subjects = {}
        for agreed in (False, True):
            person = evolve(people.people(tx, [town.mentee])[0], id=tx.new_id(PERSON))
            people.add_person(tx, evolve(person, roles=(RoleHeld("mentee", RoleState.ADMITTED, today),)))
            self.subjects[agreed] = person.id
            if agreed:
                records.add_records(tx, [self._consent(person.id, purpose) for purpose in PURPOSES])
            if stands in PHASES or stands == "partner":
                state = PHASES.get(stands, MatchState.ACTIVE)
                ends = (person.id, self.reader) if role != "mentee" else (self.reader, person.id)
                matches.add_match(tx, Match(f"M-{person.id[2:]}", *ends, state, "", today))
            if stands in ("emergency", "approved") and staff:
                for purpose in PURPOSES:
                    passes.add_pass(tx, self._pass(person.id, purpose), {})

    def _consent(self, person: str, purpose: str) -> Record:
        tx, today = self.tx, self.context.day(self.tx.now)
        tiers = " ".join(tier.id for tier in self.context.bundle.tiers)
        data: dict[str, str | int | bool] = {"purpose": purpose, "tiers": tiers, "outside": False}
        data |= {"channel": "", "way": "read", "language": "fr", "private": True, "until": ""}
        id_ = tx.new_id(RECORD)
        return Record(id_, RecordKind.CONSENT, person, person, today, tx.now, person, data=data)

    def _pass(self, person: str, purpose: str) -> Pass:
        kind = PassKind.EMERGENCY if self.stands == "emergency" else PassKind.APPROVAL
        now, later = self.tx.now, self.tx.now + timedelta(hours=1)
        return Pass(self.tx.new_id(PASS), kind, self.reader, person, purpose, "", now, now, later)

    def access(self, subject: str, purpose: str) -> Access:
        """What the door would hand to a verb."""
        context, tx = self.context, self.tx
        actor = load_actor(tx, context.bundle, self.reader)
        if self.stands == "on-behalf":
            stands = Standing(frozenset({"on-behalf"} if actor.staff else ()), frozenset({subject}))
        elif self.stands in PHASES:
            stands = standing(tx, self.reader, f"{MATCH}-{subject[2:]}")
        else:
            stands = standing(tx, self.reader, subject)
        related = stands.related - {"any"} if self.stands in PHASES else stands.related
        held = grants_for(context.grants, actor, related, purpose, stands.phase)
        relation = next((r for r in ("on-behalf", "self", "party", "any") if r in related), "any")
        return Access(
            context.hooks,
            Reader(
                "participants.show",
                actor,
                purpose,
                held,
                relation,
                context.day(tx.now),
                stands.people,
                stands.phase,
                context.grounds,
            ),
        )

    def open_to(self, agreed: bool, purpose: str) -> set[str]:
        """What is open for a purpose."""
        subject = self.reader if self.stands == "themselves" else self.subjects[agreed]
        access = self.access(subject, purpose)
        tiers = {t.id for t in self.context.bundle.tiers}
        return {name for name in (*tiers, *CONTENTS) if self._opens(access, name, subject, tiers)}

    def _opens(self, access: Access, name: str, subject: str, tiers: set[str]) -> bool:
        if name in tiers or name in ("message-words", "shown-in-match", "record-words", "survey-answers"):
            return bool(access.permitted(self.tx, name, [subject]))
        return access.decide(name).allowed  # it lies in the dossier of a match or a concern


def written(bundle: str, role: str, stands: str, purpose: str, agreed: bool) -> set[str]:
    """What stands in the file."""
    found: set[str] = set()
    for part in ("vps", "more") if bundle == "more" else ("vps",):
        lines = MATRIX[part].get(role, {}).get(stands, {})
        for key in (purpose, f"{purpose}+agreed") if agreed else (purpose,):
            found |= set(lines.get(key, "").split())
    return found


def cells(bundle: str) -> Iterator[tuple[str, str, str, bool]]:
    """Every cell of a bundle, without its tiers."""
    yield from product(ROLES, STANDINGS, ASKED, (False, True))


@pytest.mark.parametrize("bundle", ["vps", "more"])
def test_what_is_open_is_what_stands_in_the_file(town: Town, bundle: str) -> None:
    context = town.trial.programme.context
    if bundle == "more":
        context = evolve(context, grants=(*context.grants, *MORE))
    differing = {}
    for role, stands in product(ROLES, STANDINGS):
        with context.store.write() as tx:
            world = World(context, tx, town, role, stands)
            for purpose, agreed in product(ASKED, (False, True)):
                # who reads their own data agreed to nothing of it
                told = agreed and stands != "themselves"
                found = world.open_to(agreed, purpose)
                expected = written(bundle, role, stands, purpose, told)
                if found != expected:
                    differing[role, stands, purpose, agreed] = (sorted(found), sorted(expected))
    assert differing == {}


def test_the_file_names_what_exists_and_has_ten_thousand_cells(lasting: Town) -> None:
    bundle = lasting.trial.bundle
    readable = {*(tier.id for tier in bundle.tiers), *CONTENTS}
    lines = [
        (role, stands, purpose.removesuffix("+agreed"), names.split())
        for part in MATRIX.values()
        for role, standings in part.items()
        for stands, purposes in standings.items()
        for purpose, names in purposes.items()
    ]
    assert {role.id for role in bundle.roles} == set(ROLES)
    assert [line for line in lines if line[0] not in ROLES or line[1] not in STANDINGS] == []
    assert [line for line in lines if line[2] not in PURPOSES or not set(line[3]) <= readable] == []
    assert sum(len(readable) for part in MATRIX for _ in cells(part)) == 2 * 4 * 10 * 12 * 2 * 19


def test_no_party_is_shown_the_grounds_whatever_a_grant_says(town: Town) -> None:
    context = town.trial.programme.context
    wide = Grant("mentor", "party", ("support",), ("*",), ("grounds", "wishes"))
    context = evolve(context, grants=(*context.grants, wide))
    with context.store.write() as tx:
        world = World(context, tx, town, "mentor", "during")
        assert world.open_to(False, "support") == {"agreement", "wishes"}
        decision = world.access(world.subjects[False], "support").decide("grounds")
    assert [reason.code for reason in decision.reasons] == ["disclosure.grounds"]
