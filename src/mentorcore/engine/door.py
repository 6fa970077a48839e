"""The one door: authorise, ask vetoes, write facts, events, duties and audit entry, commit, tell.

Nothing else opens a write transaction for an actor. A refusal rolls everything back and leaves its own audit
entry. Somebody's leaving commits first: what a faulty plugin does afterwards cannot hold them.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from attrs import frozen

from mentorcore.domain.bundle import Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import MentorcoreError, Refused
from mentorcore.engine import planner, telling
from mentorcore.engine.authority import NOT_AVAILABLE, Actor, grants_for, load_actor, opens, relations
from mentorcore.engine.context import Context
from mentorcore.engine.disclosure import Access
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
        try:
            result, later = self._attempt(verb, facet, command, subject)
        except Refused as refused:
            codes = tuple(_audited(refusal) for refusal in refused.refusals)
            self._note(spec, subject, "refused", codes)
            raise
        except MentorcoreError as error:
            self._note(spec, subject, "failed", (error.code,))
            raise
        except Exception as fault:
            self._note(spec, subject, "failed", (type(fault).__name__,))
            raise
        if later is not None:
            self._finish_leaving(verb, later)
        if spec.writes:
            telling.tell(self.context)
        return result

    def _attempt(self, verb: Verb[C, R], facet: object, command: C, subject: str) -> tuple[R, Work | None]:
        spec = verb.spec
        with self.context.store.write() if spec.writes else self.context.store.read() as tx:
            work = self._open(tx, spec, subject)
            result = verb.body(facet, work, command)
            if not spec.writes:
                entry = self._entry(work)
            else:
                work.require_vetoes_asked()
                events.add_events(tx, work.events)
                if spec.leaves:
                    planner.open_repair(work)
                else:
                    planner.plan(self.context, tx, work.touched)
                audit.append(tx, [self._entry(work)])
        if not spec.writes:  # what was read is remembered before it is handed out
            with self.context.store.write() as tx:
                audit.append(tx, [entry])
        return result, work if spec.leaves else None

    def _open(self, tx: Tx, spec: Spec, subject: str) -> Work:
        context = self.context
        if not (spec.unadopted or spec.leaves) and meta.adopted_digest(tx) != context.bundle.digest:
            raise Refused([Refusal("programme.not_adopted")])
        actor = load_actor(tx, context.bundle, self.actor)
        purpose = self.purpose or spec.purpose
        related = self._related(tx, actor, subject) & frozenset(spec.grants)
        held = grants_for(context.grants, actor, related, purpose)
        if not _opened(spec, related, held):
            raise Refused([NOT_AVAILABLE])
        relation = next(name for name in ("on-behalf", "self", "party", "any") if name in related)
        access = Access(context.hooks, spec.name, actor, purpose, held, relation)
        party = self.on_behalf_of or self.actor
        work = Work(context, tx, spec, actor, access, party, self.how, self.happened)
        if subject:
            work.concerns(subject)
        return work

    def _related(self, tx: Tx, actor: Actor, subject: str) -> frozenset[str]:
        if not self.on_behalf_of:
            return relations(tx, actor.id, subject)
        own = relations(tx, self.on_behalf_of, subject) & {"self", "party"}
        exists = people.person(tx, self.on_behalf_of) is not None
        if actor.staff and exists and (own or not subject):
            return frozenset({"on-behalf"})
        return frozenset()

    def _finish_leaving(self, verb: Verb[Any, Any], left: Work) -> None:
        try:
            with self.context.store.write() as tx:
                work = Work(
                    self.context, tx, verb.spec, left.actor, left.access, left.party, left.how, self.happened
                )
                for step in left.later:
                    step(work)
                events.add_events(tx, work.events)
                planner.plan(self.context, tx, {**left.touched, **work.touched})
                planner.close_repair(left, tx)
        except Exception as fault:  # whatever it was: the leaving stands, and the duty that was opened stays
            telling.LOG.error("after %s: %s", verb.spec.name, type(fault).__name__)

    def _entry(self, work: Work) -> audit.Entry:
        access = work.access
        return audit.Entry(
            self.actor,
            work.spec.name,
            access.purpose,
            tuple(work.subjects),
            tuple(access.opened),
            on_behalf_of=self.on_behalf_of,
        )

    def _note(self, spec: Spec, subject: str, outcome: str, codes: tuple[str, ...]) -> None:
        purpose = self.purpose or spec.purpose
        subjects = (subject,) if subject else ()
        entry = audit.Entry(self.actor, spec.name, purpose, subjects, (), outcome, codes, self.on_behalf_of)
        with self.context.store.write() as tx:
            audit.append(tx, [entry])


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
