"""The one door: authorise, ask vetoes, write facts, events, duties and audit entry, commit, tell.

Nothing else opens a write transaction for an actor. A refusal rolls everything back and leaves its own audit
entry. Somebody's leaving commits first: what a faulty plugin does afterwards cannot hold them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from time import perf_counter
from typing import TypeVar, cast

from attrs import frozen

from mentorcore.domain.bundle import Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import Incident, InputFault, MentorcoreError, Refused
from mentorcore.domain.log import What, log
from mentorcore.engine.authority import (
    FOR_SOMEBODY,
    NOT_AVAILABLE,
    Actor,
    Standing,
    grants_for,
    load_actor,
    opens,
    standing,
)
from mentorcore.engine.boundary import contained, log_error
from mentorcore.engine.context import Context
from mentorcore.engine.disclosure import Access, Reader
from mentorcore.engine.verbs import Spec, Verb
from mentorcore.engine.work import Work
from mentorcore.storage import audit, meta, people
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
        """Let a verb happen, or refuse it; either leaves an audit entry.

        Raises:
            MentorcoreError: what stopped it, without where it came from; `Incident` for what nobody foresaw.
        """
        spec, started = verb.spec, perf_counter()
        subject = _subject(spec, command)
        begun: list[Work] = []
        result, error = contained(lambda: self._attempt(verb, facet, command, subject, begun))
        if error is not None:
            outcome, codes = _what_stopped_it(error)
            _, unnoted = contained(lambda: self._note(spec, subject, outcome, codes, begun))
            _log_stopped(spec, unnoted or error, perf_counter() - started)
            raise unnoted or error
        log(What.ACTION_DONE, verb=spec.name, outcome="done", milliseconds=1000 * (perf_counter() - started))
        if spec.writes:
            from mentorcore.engine import follow_up  # start-up: what only reads is followed by nothing

            follow_up.after_commit(begun[0])
        return cast(R, result)

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
                _write_down(tx, work)
                audit.append(tx, [self._entry(work)])
        if not spec.writes:  # what was read is remembered before it is handed out
            with self.context.store.write() as tx:
                if work.events:
                    _write_down(tx, work)
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
        # staff can be participants: in a match of their own they are a party and no more
        if "party" in related:
            related = frozenset({"party"})
        held = grants_for(context.grants, actor, related, purpose, stands.phase)
        if not _opened(spec, related, held):
            raise Refused([self._closed(spec, actor, purpose)])
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
            agreement=stands.agreement,
        )
        access = Access(context.hooks, reader)
        party = self.on_behalf_of or self.actor
        work = Work(context, tx, spec, actor, access, party, self.how, self.happened)
        if subject:
            work.concerns(subject)
        return work

    def _closed(self, spec: Spec, actor: Actor, purpose: str) -> Refusal:
        """Why a verb is not the actor's: what they are told depends on their roles alone, and not on the subject."""
        behalf = frozenset(spec.grants) & {"on-behalf"}
        could = (
            spec.writes and actor.staff and not self.on_behalf_of
        )  # nobody is led to read in another's name
        held = grants_for(self.context.grants, actor, behalf, purpose) if could and behalf else ()
        return FOR_SOMEBODY if could and behalf and _opened(spec, behalf, held) else NOT_AVAILABLE

    def _standing(self, tx: Tx, actor: Actor, subject: str) -> Standing:
        if self.on_behalf_of in ("", actor.id):  # nobody stands in for themselves
            return standing(tx, actor.id, subject)
        theirs = standing(tx, self.on_behalf_of, subject)
        party = people.person(tx, self.on_behalf_of)
        own = theirs.related & {"self", "party"}
        if actor.staff and party is not None and not party.erased and (own or not subject):
            return Standing(frozenset({"on-behalf"}), frozenset({party.id}), theirs.phase, theirs.agreement)
        return Standing(frozenset())

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


def _what_stopped_it(error: MentorcoreError) -> tuple[str, tuple[str, ...]]:
    """Outcome and codes for the audit."""
    if isinstance(error, Refused):
        return "refused", tuple(_audited(refusal) for refusal in error.refusals)
    return "failed", (str(error.params["fault"]) if isinstance(error, Incident) else error.code,)


def _log_stopped(spec: Spec, error: MentorcoreError, seconds: float) -> None:
    if isinstance(error, Refused):
        for refusal in error.refusals:
            log(
                What.ACTION_REFUSED,
                verb=spec.name,
                outcome="refused",
                policy=refusal.policy,
                code=refusal.code,
                milliseconds=1000 * seconds,
            )
        return
    what = What.ACTION_UNFIT if isinstance(error, InputFault) else What.ACTION_FAILED
    log_error(what, spec.name, error, outcome="failed", milliseconds=1000 * seconds)


def _write_down(tx: Tx, work: Work) -> None:
    from mentorcore.engine import follow_up  # as in `pass_through`

    follow_up.write_down(tx, work)


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
