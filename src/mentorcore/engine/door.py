"""The one door: authorise, ask vetoes, write facts, events, duties and audit entry, commit, tell.

Nothing else opens a write transaction for an actor. A refusal rolls everything back and leaves its own audit
entry. Somebody's leaving commits first: what a faulty plugin does afterwards cannot hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from attrs import frozen

from mentorcore.domain.bundle import Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import MentorcoreError, Refused
from mentorcore.engine import planner, repairs, telling
from mentorcore.engine.authority import (
    NOT_AVAILABLE,
    Actor,
    Standing,
    grants_for,
    load_actor,
    opens,
    standing,
)
from mentorcore.engine.context import Context
from mentorcore.engine.disclosure import Access, Reader
from mentorcore.engine.verbs import Spec, Verb
from mentorcore.engine.work import Work
from mentorcore.storage import audit, events, meta, people
from mentorcore.storage.transaction import Tx

C = TypeVar("C")
R = TypeVar("R")


@frozen(eq=False)
class Door:
    """The door with one actor in front of it.

    Args:
        context: the programme.
        actor: public id of who acts; the host has authenticated them.
        purpose: why, or empty for each verb's natural purpose.
        on_behalf_of: the party whose own act staff write down, or empty.
        how: how the party said it.
        happened: the past day that the act concerns, or None for today.
    """

    context: Context
    actor: str
    purpose: str = ""
    on_behalf_of: str = ""
    how: str = ""
    happened: date | None = None

    def pass_through(self, verb: Verb[C, R], facet: object, command: C) -> R:
        """Let a verb happen, or refuse it; either leaves an audit entry."""
        spec = verb.spec
        subject = _subject(spec, command)
        begun: list[Work] = []
        try:
            result = self._attempt(verb, facet, command, subject, begun)
        except Refused as refused:
            codes = tuple(_audited(refusal) for refusal in refused.refusals)
            self._note(spec, subject, "refused", codes, begun)
            raise
        except MentorcoreError as error:
            self._note(spec, subject, "failed", (error.code,), begun)
            raise
        except Exception as fault:
            self._note(spec, subject, "failed", (type(fault).__name__,), begun)
            raise
        followed = [self._after_commit(spec, step) for step in begun[0].committed]
        if spec.leaves:
            self._finish_leaving(spec, begun[0], all(followed))
        if spec.writes:
            telling.tell(self.context)
        return result

    def _after_commit(self, spec: Spec, step: Callable[[Context], None]) -> bool:
        try:
            step(self.context)
        except Exception as fault:  # the action stands whatever follows it
            telling.LOG.error("after %s: %s", spec.name, type(fault).__name__)
            return False
        return True

    def _attempt(self, verb: Verb[C, R], facet: object, command: C, subject: str, begun: list[Work]) -> R:
        spec = verb.spec
        with self.context.store.write() if spec.writes else self.context.store.read() as tx:
            work = self._open(tx, spec, subject)
            begun.append(work)
            result = verb.body(facet, work, command)
            work.told()
            if not spec.writes:
                entry = self._entry(work)
            else:
                work.require_vetoes_asked()
                events.add_events(tx, work.events)
                if spec.leaves:
                    repairs.open_repair(work)
                else:
                    planner.plan(self.context, tx, work.touched)
                audit.append(tx, [self._entry(work)])
        if not spec.writes:  # what was read is remembered before it is handed out
            with self.context.store.write() as tx:
                if work.events:
                    events.add_events(tx, work.events)
                    planner.plan(self.context, tx, work.touched)
                audit.append(tx, [entry])
        return result

    def _open(self, tx: Tx, spec: Spec, subject: str) -> Work:
        context = self.context
        if not (spec.unadopted or spec.leaves) and meta.adopted_digest(tx) != context.bundle.digest:
            raise Refused([Refusal("programme.not_adopted")])
        actor = load_actor(tx, context.bundle, self.actor)
        purpose = self.purpose or spec.purpose
        stands = self._standing(tx, actor, subject)
        related = stands.related & frozenset(spec.grants)
        if (
            "party" in related
        ):  # staff can be participants: in a match of their own they are a party and no more
            related = frozenset({"party"})
        held = grants_for(context.grants, actor, related, purpose, stands.phase)
        if not _opened(spec, related, held):
            raise Refused([NOT_AVAILABLE])
        relation = next(name for name in ("on-behalf", "self", "party", "any") if name in related)
        reader = Reader(
            verb=spec.name,
            actor=actor,
            purpose=purpose,
            grants=held,
            relation=relation,
            today=context.day(tx.now),
            own=stands.people,
            phase=stands.phase if relation == "party" else "",
            grounds=context.grounds,
        )
        access = Access(context.hooks, reader)
        party = self.on_behalf_of or self.actor
        work = Work(context, tx, spec, actor, access, party, self.how, self.happened)
        if subject:
            work.concerns(subject)
        return work

    def _standing(self, tx: Tx, actor: Actor, subject: str) -> Standing:
        if self.on_behalf_of in ("", actor.id):  # nobody stands in for themselves
            return standing(tx, actor.id, subject)
        theirs = standing(tx, self.on_behalf_of, subject)
        party = people.person(tx, self.on_behalf_of)
        own = theirs.related & {"self", "party"}
        if actor.staff and party is not None and not party.erased and (own or not subject):
            return Standing(frozenset({"on-behalf"}), frozenset({party.id}), theirs.phase)
        return Standing(frozenset())

    def _finish_leaving(self, spec: Spec, left: Work, whole: bool) -> None:
        """What follows a leaving: each step by itself, so that one that fails keeps none of the others back."""
        steps = [self._finish(spec, left, step) for step in left.later]
        self._finish(spec, left, _plan_after(left, whole=whole and all(steps)))

    def _finish(self, spec: Spec, left: Work, step: Callable[[Work], None]) -> bool:
        try:
            with self.context.store.write() as tx:
                work = Work(
                    self.context, tx, spec, left.actor, left.access, left.party, left.how, self.happened
                )
                step(work)
                events.add_events(tx, work.events)
        except Exception as fault:  # whatever it was: the leaving stands, and the duty that was opened stays
            telling.LOG.error("after %s: %s", spec.name, type(fault).__name__)
            return False
        left.touch(*work.touched)
        return True

    def _entry(self, work: Work) -> audit.Entry:
        access = work.access
        return audit.Entry(
            self.actor,
            work.spec.name,
            access.purpose,
            tuple(work.subjects),
            tuple(access.opened),
            codes=(*work.grounds, *access.leaned_on),
            on_behalf_of=self.on_behalf_of,
        )

    def _note(
        self, spec: Spec, subject: str, outcome: str, codes: tuple[str, ...], begun: Sequence[Work]
    ) -> None:
        """Remember what did not happen, with the tiers that were asked for and about whom."""
        purpose = self.purpose or spec.purpose
        subjects = dict.fromkeys([subject] if subject else [])
        tiers: dict[str, None] = {}
        for work in begun:
            subjects |= work.access.about
            tiers |= work.access.asked
        entry = audit.Entry(
            self.actor, spec.name, purpose, tuple(subjects), tuple(tiers), outcome, codes, self.on_behalf_of
        )
        with self.context.store.write() as tx:
            audit.append(tx, [entry])


def _plan_after(left: Work, *, whole: bool) -> Callable[[Work], None]:
    """Plan what a leaving touched; the duty to repair is closed where all went well."""

    def step(work: Work) -> None:
        planner.plan(work.context, work.tx, tuple(left.touched))
        if whole:
            repairs.close_repair(left, work.tx)

    return step


def _opened(spec: Spec, related: frozenset[str], held: tuple[Grant, ...]) -> bool:
    """Whether a grant opens the verb. Leaving needs none: no bundle can forget, or refuse, to let people go."""
    if spec.leaves and related & {"self", "party", "on-behalf"}:
        return True
    return any(opens(grant, spec.name) for grant in held)


def _audited(refusal: Refusal) -> str:
    return f"{refusal.code}[{','.join(refusal.clauses)}]" if refusal.clauses else refusal.code


def _subject(spec: Spec, command: object) -> str:
    if spec.subject == "programme":
        return ""
    value = getattr(command, spec.subject)
    return value if isinstance(value, str) else ""
