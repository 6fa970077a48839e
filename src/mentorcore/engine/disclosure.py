"""Disclosure: what an actor may read, decided per class of rows and tier, once per call.

Deny by default: a grant has to open the tier for the purpose, and any policy's objection shuts it again. A grant
can need more: the person's consent, a second member of staff, an emergency access. Then it opens the tier of those
people alone for whom that is so, at this moment.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from attrs import evolve, frozen

from mentorcore.domain.bundle import Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.disclosure import NEVER_TO_THE_OTHER, Condition, Decision, what_is
from mentorcore.domain.errors import Refused
from mentorcore.domain.ids import PERSON
from mentorcore.engine.authority import NOT_AVAILABLE, Actor
from mentorcore.hooks.caller import Hooks
from mentorcore.hooks.confidentiality import DisclosureRequest, may_disclose
from mentorcore.storage import sealed
from mentorcore.storage.transaction import Tx

_NEEDED = {
    "consent": Condition("condition.consent"),
    "approval": Condition("condition.approval"),
    "emergency": Condition("condition.emergency"),
}
"""What a grant can ask for, apart from the phase and from telling the person."""
NO_PARTY_VIEW = Refusal("disclosure.grounds")


@frozen
class Reader:
    """Who reads, what for, and with what right.

    Args:
        verb: the verb at work.
        actor: who reads.
        purpose: why.
        grants: the grants that the actor has towards the subject for this purpose.
        relation: how the actor stands to the subject, for the policies.
        own: whose data the relations ``self``, ``party`` and ``on-behalf`` can open.
        phase: as a party, the phase of the match.
        grounds: the tiers that hold why somebody is in the programme.
        today: the day, in the programme's time zone.
        agreement: the level of confidentiality that the pair settled, where the subject is a match.
    """

    verb: str
    actor: Actor
    purpose: str
    grants: tuple[Grant, ...]
    relation: str
    today: date
    own: frozenset[str] = frozenset()
    phase: str = ""
    grounds: frozenset[str] = frozenset()
    agreement: str = ""


class Access:
    """One actor's access during one verb: decides, and lists what was asked for, about whom, and opened.

    Args:
        hooks: the policies that may object.
        reader: who reads, what for, and with what right.
    """

    def __init__(self, hooks: Hooks, reader: Reader) -> None:
        self.purpose = reader.purpose
        self.grants = reader.grants
        self.relation = reader.relation
        self.opened: dict[str, None] = {}
        self.asked: dict[str, None] = {}
        self.about: dict[str, None] = {}
        self.leaned_on: dict[str, None] = {}
        self._telling: dict[tuple[str, str], None] = {}
        self._hooks = hooks
        self._reader = reader
        self._decided: dict[str, Decision] = {}
        self._accesses: frozenset[tuple[str, str]] | None = None
        self._others: frozenset[str] | None = None

    def decide(self, name: str) -> Decision:
        """Whether a tier, or another sealed content, may be read, and why.

        Args:
            name: a tier of the bundle, or one of `mentorcore.domain.disclosure.CONTENTS`.
        """
        if name not in self._decided:
            self._decided[name] = self._decide(name)
        return self._decided[name]

    def denials(self, name: str) -> tuple[Refusal, ...]:
        """Why something stays shut; empty where it may be read."""
        return tuple(reason for reason in self.decide(name).reasons if isinstance(reason, Refusal))

    def _decide(self, name: str) -> Decision:
        reader, ways, what = self._reader, self._ways(name), what_is(name)
        if not ways:
            grounds = name in reader.grounds and reader.relation == "party"
            no_grant = Refusal("disclosure.no_grant", {"tier": name, "purpose": reader.purpose})
            return _denied(what, name, (NO_PARTY_VIEW if grounds else no_grant,))
        request = DisclosureRequest(
            reader.verb,
            name,
            reader.purpose,
            reader.actor.roles,
            reader.relation,
            what=what,
            phase=reader.phase,
            agreement=reader.agreement,
        )
        objections = self._hooks.objections(may_disclose, request)
        if objections:
            return _denied(what, name, objections)
        clauses = tuple(dict.fromkeys(clause for way in ways for clause in way.serves))
        return Decision(what, name, allowed=True, clauses=clauses, conditions=_conditions(ways))

    def _hidden(self, name: str) -> bool:
        """Whether it is kept from the other party of a match, and from staff who are one."""
        return name in self._reader.grounds or name in NEVER_TO_THE_OTHER

    def _ways(self, name: str) -> tuple[Grant, ...]:
        """The grants that open something; none opens to a party why the other is in the programme."""
        hidden = self._hidden(name)
        found = [
            grant
            for grant in self._reader.grants
            if name in grant.tiers and not (hidden and grant.relation == "party")
        ]
        return tuple(sorted(found, key=_strictness)) if len(found) > 1 else tuple(found)

    def open(self, name: str) -> None:
        """Note that something is read now.

        Raises:
            Refused: it stays shut.
        """
        self.asked[name] = None
        decision = self.decide(name)
        if not decision.allowed:
            raise Refused(self.denials(name))
        self.opened[name] = None

    def permitted(self, tx: Tx, name: str, people: Collection[str]) -> frozenset[str]:
        """Those of some people of whom something may be read now.

        Consents are read from the evidence, and accesses from their table, each time: what was taken back, or
        has run out, ends with the next reading.
        """
        found: set[str] = set()
        if not self.decide(name).allowed:
            return frozenset()
        wanted = frozenset(people)
        if self._hidden(name):
            wanted -= self._partners(tx)
        for way in self._ways(name):
            within = wanted if way.relation == "any" else wanted & self._reader.own
            reached = self._reached(tx, way, name, within - found)
            found |= reached
            if way.inform:
                others = sorted(reached - {self._reader.actor.id})  # nobody is told of their own reading
                self._telling.update(dict.fromkeys((person, name) for person in others))
        return frozenset(found)

    @property
    def to_tell(self) -> tuple[tuple[str, str], ...]:
        """Person and tier of everything that was opened under the condition that the person is told."""
        return tuple(told for told in self._telling if told[0] in self.about and told[1] in self.opened)

    def closed_to(self, name: str) -> tuple[Refusal, ...]:
        """Why nobody was open though a grant opens something: what it asks for besides, or that it is not theirs."""
        asked = {condition.code for condition in _NEEDED.values()}
        missing = [c for c in self.decide(name).conditions if c.code in asked]
        return tuple(Refusal(c.code, c.params, clauses=c.clauses) for c in missing) or (NOT_AVAILABLE,)

    def _reached(self, tx: Tx, way: Grant, name: str, people: frozenset[str]) -> frozenset[str]:
        if not way.needs or not people:
            return people
        if way.needs == "consent":
            from mentorcore.engine.consents import agreeing  # start-up: few grants ask for one

            return agreeing(tx, people, self.purpose, name, self._reader.today)
        opened = self._passed(tx)
        reached = frozenset(person for person in people if (way.needs, person) in opened)
        if reached:
            self.leaned_on[_NEEDED[way.needs].code] = None
        return reached

    def _passed(self, tx: Tx) -> frozenset[tuple[str, str]]:
        """Kind and person of the actor's accesses that open something now. One that came into conflict with the
        person since, through a concern or a protection, opens nothing any more."""
        if self._accesses is None:
            from mentorcore.engine.conflicts import conflicts  # start-up: few grants ask for an access
            from mentorcore.storage import passes

            me = self._reader.actor.id
            found = [
                p for p in passes.passes_in(tx, actor=me) if p.purpose == self.purpose and p.opens(tx.now)
            ]
            shut = conflicts(tx, {p.person for p in found}) if found else {}
            self._accesses = frozenset((p.kind.value, p.person) for p in found if me not in shut[p.person])
        return self._accesses

    def _partners(self, tx: Tx) -> frozenset[str]:
        """Those with whom the actor is or was in a match: staff can be participants, and stay parties then."""
        if self._others is None:
            from mentorcore.storage import matches  # start-up: little is kept from partners

            me = self._reader.actor.id
            mine = matches.matches_of(tx, [me])
            self._others = frozenset(party for match in mine for party in match.parties) - {me}
        return self._others


def _strictness(way: Grant) -> tuple[bool, bool]:
    """The way that asks for least comes first, so that nothing is asked for in vain."""
    return (bool(way.needs), way.inform)


def _denied(what: str, name: str, reasons: tuple[Refusal, ...]) -> Decision:
    clauses = tuple(dict.fromkeys(clause for reason in reasons for clause in reason.clauses))
    return Decision(what, name, allowed=False, reasons=reasons, clauses=clauses)


def _conditions(ways: tuple[Grant, ...]) -> tuple[Condition, ...]:
    """What the grants ask for besides; nothing where one of them asks for nothing."""
    found: list[Condition] = []
    for way in ways:
        asked = _asked(way)
        if not asked:
            return ()
        found += [condition for condition in asked if condition not in found]
    return tuple(found)


def _asked(way: Grant) -> list[Condition]:
    clauses, found = way.serves, []
    if way.needs:
        found.append(evolve(_NEEDED[way.needs], clauses=clauses))
    if way.needs in ("approval", "emergency"):
        found.append(Condition("condition.expires", {"hours": way.hours}, clauses=clauses))
    if way.phases:
        found.append(Condition("condition.phase", {"phases": way.phases}, clauses=clauses))
    if way.inform:
        found.append(Condition("condition.inform", clauses=clauses))
    return found


def read_tier(tx: Tx, access: Access, tier: str, people: Collection[str]) -> dict[str, dict[str, Any]]:
    """Open a tier of some people: person to field to value, of those alone of whom the actor may read it now;
    nothing where they gave no answer.

    Raises:
        Refused: the tier stays shut to this actor for this purpose, or nobody of these people is open to them.
    """
    access.about.update(dict.fromkeys(people))
    access.open(tier)
    open_ones = access.permitted(tx, tier, people)
    if people and not open_ones:
        raise Refused(access.closed_to(tier))
    found = sealed.get_tier(tx, open_ones, tier)
    return {person: found.get(person) or {} for person in people if person in open_ones}


def open_words(
    tx: Tx, access: Access, content: str, dossier: str, tiers: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Open words of one dossier that are sealed outside the bundle's tiers: tier to field to value.

    Raises:
        Refused: they stay shut to this actor for this purpose, or this person is not open to them.
    """
    access.about[dossier] = None
    access.open(content)
    if dossier.startswith(f"{PERSON}-") and not access.permitted(tx, content, [dossier]):
        raise Refused(access.closed_to(content))
    return sealed.get_many(tx, [dossier], tiers).get(dossier, {})
