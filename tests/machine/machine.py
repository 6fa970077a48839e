"""The machine: whatever is done happens in three worlds, and is checked in each.

The same program runs on SQLite and on PostgreSQL, and their answers, refusals and whole states are equal after every
step. A third world, the twin, leaves out whatever belongs to concerns that name one of the coordinators in secret:
to that coordinator the two worlds look the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from tests.machine import checks
from tests.machine.dump import Dump, dump_of
from tests.machine.worlds import World, base, in_memory, install, on_postgresql, other_bundle
from tests.support.verbs import VERBS, call

from mentorcore import InputFault, Refused
from mentorcore.domain.concerns import ConcernState
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import MentorcoreError, Problem
from mentorcore.domain.ids import DUTY
from mentorcore.storage import audit, duties
from mentorcore.storage.sealing import pseudonym
from mentorcore.testing.answers import plain_answers

T = TypeVar("T")
Rule = TypeVar("Rule", bound=Callable[..., Any])
RULES: dict[str, list[str]] = {}
"""Verb to the rules that do it; a test sees that no writing verb is without one."""
KINDS = {
    "persons": "P",
    "matches": "M",
    "rounds": "R",
    "concerns": "C",
    "duties": "D",
    "messages": "G",
    "records": "E",
    "passes": "X",
    "sessions": "S",
    "tasks": "T",
    "workshops": "W",
    "drafts": "F",
}
"""Table to the kind of id of its rows."""
ABOUT_HOLDS = frozenset(("privacy.hold", "privacy.release"))
ABOUT_PASSES = frozenset(
    ("access.break-glass", "access.ask", "access.approve", "access.end", "access.review")
)
LEANED_ON = ("condition.approval", "condition.emergency")
"""Grounds of a reading that tell of an access."""
PICK = st.integers(0, 9_999)
"""Which of those that are there now."""
ODD = st.sampled_from((False, False, False, False, False, True))
"""Whether somebody or something else is taken than makes sense."""
NOTHING_THERE = {"grant.none", "duty.unknown", "actor.unknown", "programme.not_adopted", "person.unknown"}
"""Refusals that read the same whether the thing exists or not: the twin, where it does not, gives them too."""


def does(*verbs: str) -> Callable[[Rule], Rule]:
    """Say which verbs a rule does: ``@does("matches.pair")`` above ``@rule(...)``. The tour has to stop there, too."""

    def mark(found: Rule) -> Rule:
        for verb in verbs:
            RULES.setdefault(verb, []).append(found.__name__)
        return found

    return mark


@frozen
class Outcome:
    """What became of something: a value, or what was objected.

    Args:
        value: what a verb returned.
        refusals: why it was refused.
        problems: what was wrong with what was handed in.
        broke: the class of another error that was expected.
    """

    value: Any = None
    refusals: tuple[Refusal, ...] = ()
    problems: tuple[Problem, ...] = ()
    broke: str = ""

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return not (self.refusals or self.problems or self.broke)


class Core(RuleBasedStateMachine):
    """Three worlds, what was done in them, and the way to do something in all of them."""

    schema: ClassVar[str]
    folder: ClassVar[Path]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()
    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        _, self.cast = base()
        self.sqlite, self.twin = (in_memory(name, self.folder) for name in ("sqlite", "twin"))
        self.postgresql = on_postgresql(self.schema, self.folder)
        self.step = 0
        self.installed = base()[0].bundle
        self.secrets: set[str] = set()
        self.canaries: dict[str, tuple[str, ...]] = {}
        self.registered = 100
        self.unadopted = 0
        self.now = self.agreed_state()
        self.anchors = {world.name: self.now["audit"][-1]["hash"] for world in self.worlds}

    @property
    def worlds(self) -> tuple[World, World, World]:
        """All of them."""
        return self.sqlite, self.postgresql, self.twin

    @property
    def adopted(self) -> bool:
        """Whether the databases run on what is installed."""
        return bool(self.now["bundles"][-1]["digest"] == self.installed.digest)

    def agreed_state(self) -> Dump:
        """The state, after SQLite and PostgreSQL were found to be the same."""
        one, other = dump_of(self.sqlite), dump_of(self.postgresql)
        for table, rows in one.tables.items():
            assert other[table] == rows, table
        assert one.keys == other.keys
        assert self.sqlite.ledger == self.postgresql.ledger
        return one

    @property
    def today(self) -> date:
        """The day in the programme's time zone."""
        return self.sqlite.programme.context.day(self.sqlite.clock.now())

    def choose(self, pick: int, found: Sequence[T]) -> T:
        """One of those that are there."""
        return found[pick % len(found)]

    def anybody(self, pick: int) -> str:
        """Any person, erased ones too."""
        found: str = self.choose(pick, self.now["persons"])["id"]
        return found

    def answers(self, form: str) -> dict[str, str]:
        """Plain answers of somebody new."""
        self.registered += 1
        return plain_answers(self.installed, form, self.registered)

    def act(
        self,
        verb: str,
        actor: str,
        command: Any,
        *,
        secret: bool = False,
        breaks: type[Exception] | None = None,
        **how: Any,
    ) -> Outcome:
        """Do something in every world, and check all that can be checked of it.

        Args:
            verb: such as ``matches.pair``.
            actor: who does it.
            command: the verb's command, or what makes it for a world.
            secret: whether it belongs to a concern that the twin does not know.
            breaks: an error that is expected.
            how: purpose, on_behalf_of, how, happened.
        """

        def what(world: World) -> Any:
            own = command(world) if callable(command) else command
            return call(world.programme, verb, actor, own, **how)

        silent = callable(command) is False and self.silent(verb, actor, command)
        return self._do(verb, actor, what, secret, silent, breaks, how)

    def by_party(self, verb: str, party: str, command: Any, behalf: bool) -> Outcome:
        """A party does something, or staff write down that they did."""
        if behalf:
            return self.act(verb, self.cast.staff, command, on_behalf_of=party, how="phone")
        return self.act(verb, party, command)

    def _do(
        self,
        verb: str,
        actor: str,
        what: Callable[[World], Any],
        secret: bool,
        silent: bool,
        breaks: type[Exception] | None,
        how: dict[str, Any],
    ) -> Outcome:
        self.step += 1
        outcome = self._in(self.sqlite, what, breaks)
        assert self._in(self.postgresql, what, breaks) == outcome, verb
        before, self.now = self.now, self.agreed_state()
        nothing_there = bool(outcome.refusals) and {r.code for r in outcome.refusals} <= NOTHING_THERE
        if not (silent or self._leans_on_silent()) and (not secret or nothing_there):
            twin = self._in(self.twin, what, breaks)
            assert twin == outcome or not (nothing_there or actor == self.cast.named), verb
        self._check(before, verb, actor, outcome, how)
        Core.done[verb] += outcome.done
        Core.refused.update({*(found.code for found in outcome.refusals)})
        Core.refused.update({*(found.code for found in outcome.problems)})
        return outcome

    def _in(self, world: World, what: Callable[[World], Any], breaks: type[Exception] | None) -> Outcome:
        world.ids.begin(self.step)
        try:
            return Outcome(what(world))
        except Refused as refused:
            return Outcome(refusals=refused.refusals)
        except InputFault as fault:
            return Outcome(problems=fault.problems)
        except Exception as fault:
            if breaks is None or not isinstance(fault, breaks):
                raise
            return Outcome(broke=fault.code if isinstance(fault, MentorcoreError) else type(fault).__name__)

    def _check(self, before: Dump, verb: str, actor: str, outcome: Outcome, how: dict[str, Any]) -> None:
        spec = VERBS[verb].spec
        codes = tuple(
            f"{found.code}[{','.join(found.clauses)}]" if found.clauses else found.code
            for found in outcome.refusals
        )
        expected = {
            "verb": verb,
            "actor": self.pseudonym(actor),
            "on_behalf_of": self.pseudonym(how.get("on_behalf_of", "")),
            "purpose": how.get("purpose") or spec.purpose,
            "outcome": "done" if outcome.done else "refused" if outcome.refusals else "failed",
        }
        if outcome.refusals:
            expected["codes"] = " ".join(codes)
        if outcome.problems:
            expected["codes"] = "problems"
        checks.one_entry(before, self.now, expected)
        if not (outcome.done and spec.writes):
            checks.nothing_but_audit(before, self.now)
        checks.history_grows(before, self.now)
        checks.seats_hold(self.installed, before, self.now)
        checks.kept_out(self.now)
        checks.answers_are_counted(self.now)
        checks.erased_are_gone(self.now, self.canaries)
        checks.words_stay(before, self.now, verb)
        checks.what_goes_is_noted(before, self.now, self.sqlite.ledger)
        if outcome.done:
            checks.what_is_read_is_noted(outcome.value, self.now["audit"][-1], self.canaries, self.pseudonym)

    def pseudonym(self, person: str) -> str:
        """As the audit knows somebody."""
        keys = self.sqlite.programme.context.store.keys
        return pseudonym(keys.pseudonym_key(), person) if person else ""

    def hear(self, outcome: Outcome, named: Sequence[str]) -> None:
        """Note a concern that the twin does not know."""
        if outcome.done and self.is_secret(named):
            self.secrets.add(outcome.value.id)

    def is_secret(self, named: Sequence[str]) -> bool:
        """Whether a concern about these is kept from the twin: it names the coordinator, and nobody but staff."""
        return self.cast.named in named and not set(named) & set(self.now.people("mentee", "mentor"))

    def about_secret(self, *ids: str) -> bool:
        """Whether one of these is a secret concern, or a duty that the twin does not have."""
        if any(found in self.secrets for found in ids):
            return True
        mine = [found for found in ids if found.startswith(f"{DUTY}-") and self._has_duty(self.sqlite, found)]
        return any(not self._has_duty(self.twin, found) for found in mine)

    def _has_duty(self, world: World, duty: str) -> bool:
        with world.programme.context.store.read() as tx:
            return duties.duty(tx, duty) is not None

    def shut_off(self) -> set[str]:
        """Whom a secret concern touches: the coordinator neither gets an access to them nor learns of one."""
        return {person for concern in self.secrets for person in self.touched_by(concern)}

    def touched_by(self, concern: str) -> set[str]:
        """Whom a concern names, and who raised it."""
        found = next(row for row in self.now.concerns() if row["id"] == concern)
        return {*found["named"], found["raised_by"]}

    def silent(self, verb: str, actor: str, command: Any) -> bool:
        """Whether something is kept from the coordinator, so that the twin leaves it out: holds on them, and
        accesses to them or to whom a secret concern touches."""
        if actor == self.cast.named:
            return False
        person = getattr(command, "person", "")
        if verb in ABOUT_HOLDS:
            return bool(person == self.cast.named)
        if "access" in getattr(command, "__slots__", ()):
            person = next((row["person"] for row in self.now["passes"] if row["id"] == command.access), "")
        return verb in ABOUT_PASSES and person in self.shut_off() | {self.cast.named}

    def _leans_on_silent(self) -> bool:
        """Whether what was just done leans on an access that is kept from the coordinator."""
        entry = self.now["audit"][-1]
        if not set(entry["codes"].split()) & set(LEANED_ON):
            return False
        apart = {self.pseudonym(person) for person in self.shut_off() | {self.cast.named}}
        return not apart.isdisjoint(entry["subjects"].split())

    def pass_time(self, days: int) -> None:
        """The clocks move on."""
        for world in self.worlds:
            world.clock.advance(days)

    def install(self) -> None:
        """The other bundle is installed."""
        other = other_bundle().bundle
        self.installed = base()[0].bundle if self.installed is other else other
        self.sqlite, self.postgresql, self.twin = (install(world, self.installed) for world in self.worlds)

    def chain_holds(self) -> None:
        """The audit fits itself, and the anchors kept last."""
        for world in (self.sqlite, self.twin):
            with world.programme.context.store.read() as tx:
                assert audit.first_bad(tx) is None
                _, head = audit.head(tx)
            self.anchors[world.name] = head
        hashes = [row["hash"] for row in self.now["audit"]]
        assert hashes.count(self.anchors[self.postgresql.name]) == 1
        self.anchors[self.postgresql.name] = hashes[-1]

    def handler(self, concern: str, by: str) -> str:
        """Somebody of the cast; where nobody is said, whoever handles the concern."""
        named = next(row["named"] for row in self.now.concerns() if row["id"] == concern)
        handles = self.cast.staff if self.cast.staff not in named else self.cast.committee
        found: str = getattr(self.cast, by) if by else handles
        return found

    def open_concerns(self, *, secret: bool | None = None) -> list[str]:
        """Open concerns; only those that the twin knows, or does not know, where that is said."""
        found = [row["id"] for row in self.now.concerns(ConcernState.OPEN.value)]
        return [row for row in found if secret is None or (row in self.secrets) is secret]
