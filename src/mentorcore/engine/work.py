"""A unit of work: what a verb's body may use between the door opening and the commit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar

from mentorcore.domain.bundle import Bundle
from mentorcore.domain.decisions import Param, Refusal
from mentorcore.domain.errors import InputFault, Refused
from mentorcore.domain.events import Event
from mentorcore.domain.ids import RECORD
from mentorcore.domain.records import Record
from mentorcore.engine.authority import Actor
from mentorcore.engine.context import Context
from mentorcore.engine.disclosure import Access, open_words, read_tier
from mentorcore.engine.verbs import Spec
from mentorcore.hooks.kinds import Veto
from mentorcore.storage import records
from mentorcore.storage.transaction import Tx

P = ParamSpec("P")
T = TypeVar("T")


class Work:
    """One action or reading in its transaction.

    Args:
        context: the programme.
        tx: the transaction.
        spec: the verb.
        actor: who acts.
        access: with which grants and for which purpose.
        party: public id of whose own act it is: the actor's, or the party's for whom staff write it down.
        how: how that party said it.
        happened: the past day it concerns, or None for today.
    """

    def __init__(
        self,
        context: Context,
        tx: Tx,
        spec: Spec,
        actor: Actor,
        access: Access,
        party: str,
        how: str = "",
        happened: date | None = None,
    ) -> None:
        self.context = context
        self.tx = tx
        self.spec = spec
        self.actor = actor
        self.access = access
        self.party = party
        self.how = how
        self.today: date = context.day(tx.now)
        self.day: date = happened or self.today
        self.events: list[Event] = []
        self.subjects: dict[str, None] = {}
        self.touched: dict[str, None] = {}
        self.grounds: dict[str, None] = {}
        self.later: list[Callable[[Work], None]] = []
        self.committed: list[Callable[[Context], None]] = []
        self.repairs: list[str] = []
        self._asked: set[str] = set()
        if self.day > self.today:
            raise InputFault.one("date.future", "happened")

    @property
    def bundle(self) -> Bundle:
        """The programme's values."""
        return self.context.bundle

    @property
    def now(self) -> datetime:
        """The instant of this transaction, UTC."""
        return self.tx.now

    @property
    def on_behalf_of(self) -> str:
        """The party whose act staff write down, or empty."""
        return self.party if self.party != self.actor.id else ""

    def concerns(self, *ids: str) -> None:
        """Note whom or what this is about, for the audit entry."""
        self.subjects.update(dict.fromkeys(ids))

    def because(self, code: str) -> None:
        """Note the ground on which this happens, for the audit entry."""
        self.grounds[code] = None

    def event(self, type_: str, subject: str, **data: str | int | bool) -> None:
        """Append an event; its subject is planned anew."""
        at = self.now
        self.events.append(Event(type_, subject, at, self.day, self.actor.id, self.on_behalf_of, data))
        self.touch(subject)
        self.concerns(subject)

    def touch(self, *subjects: str) -> None:
        """Have the duties of these subjects planned anew."""
        self.touched.update(dict.fromkeys(subjects))

    def record(
        self,
        kind: str,
        person: str,
        *,
        subject: str = "",
        document: str = "",
        version: str = "",
        supersedes: str = "",
        data: Mapping[str, str | int | bool] | None = None,
    ) -> Record:
        """Write down evidence about a person."""
        record = Record(
            id=self.tx.new_id(RECORD),
            kind=kind,
            person=person,
            subject=subject or person,
            effective_on=self.day,
            recorded_at=self.now,
            recorded_by=self.actor.id,
            on_behalf=bool(self.on_behalf_of),
            how=self.how if self.on_behalf_of else "",
            document=document,
            version=version,
            data=data or {},
            supersedes=supersedes,
        )
        records.add_records(self.tx, [record])
        self.event(f"record.{kind}", record.subject, person=person, document=document, version=version)
        self.touch(person)
        return record

    def veto(self, hook: Veto[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
        """Ask a veto hook.

        Raises:
            Refused: with every objection.
        """
        self._asked.add(hook.name)
        objections = self.context.hooks.objections(hook, *args, **kwargs)
        if objections:
            raise Refused(objections)

    def require_vetoes_asked(self) -> None:
        """See that the verb asked the vetoes that it declares.

        Raises:
            RuntimeError: it did not: the verb's own mistake, so nothing is stored.
        """
        missing = set(self.spec.vetoes) - self._asked
        if missing:
            raise RuntimeError(f"{self.spec.name} did not ask {', '.join(sorted(missing))}")

    def refuse(self, code: str, *clauses: str, policy: str = "core", **params: Param) -> Refused:
        """A refusal to raise: ``raise work.refuse("match.not_open", id=...)``."""
        return Refused([Refusal(code, params, policy, clauses)])

    def can_read(self, tier: str, people: Collection[str] = ()) -> bool:
        """Whether grants and objections let the actor read a tier; with `people`, of one of them at least."""
        if not self.access.decide(tier).allowed:
            return False
        return not people or bool(self.access.permitted(self.tx, tier, people))

    def read(self, tier: str, people: Collection[str]) -> dict[str, dict[str, Any]]:
        """Open a tier of some people for the actor: of those alone who are open to them.

        Raises:
            Refused: no grant opens it for this purpose, a policy objects, or nobody of these people is open.
        """
        found = read_tier(self.tx, self.access, tier, people)
        self.concerns(*people)
        return found

    def words(self, content: str, dossier: str, *tiers: str) -> dict[str, dict[str, Any]]:
        """Open words that are sealed outside the bundle's tiers, such as the account of a concern.

        Args:
            content: what it is, one of `mentorcore.domain.disclosure.CONTENTS`; grants open it by this name.
            dossier: whose dossier they lie in.
            tiers: where they lie in it.

        Returns:
            Where they lie to field to value; without what is not there.

        Raises:
            Refused: no grant opens it for this purpose, a policy objects, or this person is not open to the actor.
        """
        found = open_words(self.tx, self.access, content, dossier, tiers)
        self.concerns(dossier)
        return found

    def told(self) -> None:
        """Note for each person who has to know it that something of theirs was read."""
        for person, name in self.access.to_tell:
            self.event("disclosure.read", person, tier=name)

    def after_commit(self, step: Callable[[Context], None]) -> None:
        """Do something outside of any transaction once this one is committed; a failure of it is logged."""
        self.committed.append(step)

    def afterwards(self, step: Callable[[Work], None]) -> None:
        """Do something once a leaving is committed; where it fails, staff get a duty instead."""
        self.later.append(step)
