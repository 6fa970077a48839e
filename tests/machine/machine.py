"""The machine: whatever is done happens in three worlds, and is checked in each.

The same program runs on SQLite and on PostgreSQL, and their answers, refusals and whole states are equal after every
step. A third world, the twin, leaves out whatever belongs to concerns that name one of the coordinators in secret:
to that coordinator the two worlds look the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
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
from mentorcore.storage import audit
from mentorcore.storage.sealing import pseudonym
from mentorcore.testing.answers import plain_answers

T = TypeVar("T")
PICK = st.integers(0, 9_999)
"""Which of those that are there now."""
ODD = st.sampled_from((False, False, False, False, False, True))
"""Whether somebody or something else is taken than makes sense."""


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
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()
    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        _, self.cast = base()
        self.sqlite, self.twin = in_memory("sqlite"), in_memory("twin")
        self.postgresql = on_postgresql(self.schema)
        self.step = 0
        self.bundle = base()[0].bundle
        self.secrets: set[str] = set()
        self.canaries: dict[str, tuple[str, ...]] = {}
        self.registered = 100
        self.now = self.agreed_state()
        self.anchor = self.now["audit"][-1]["hash"]

    @property
    def worlds(self) -> tuple[World, World, World]:
        """All of them."""
        return self.sqlite, self.postgresql, self.twin

    @property
    def adopted(self) -> bool:
        """Whether the databases run on what is installed."""
        return bool(self.now["bundles"][-1]["digest"] == self.bundle.digest)

    def agreed_state(self) -> Dump:
        """The state, after SQLite and PostgreSQL were found to be the same."""
        one, other = dump_of(self.sqlite), dump_of(self.postgresql)
        for table, rows in one.tables.items():
            assert other[table] == rows, table
        assert one.keys == other.keys
        return one

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
        return plain_answers(self.bundle, form, self.registered)

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
            command: the verb's command.
            secret: whether it belongs to a concern that the twin does not know.
            breaks: an error that is expected.
            how: purpose, on_behalf_of, how, happened.
        """
        return self._do(
            verb, actor, lambda world: call(world.programme, verb, actor, command, **how), secret, breaks, how
        )

    def _do(
        self,
        verb: str,
        actor: str,
        what: Callable[[World], Any],
        secret: bool,
        breaks: type[Exception] | None,
        how: dict[str, Any],
    ) -> Outcome:
        self.step += 1
        outcomes = [
            self._in(world, what, breaks) for world in self.worlds if not (secret and world is self.twin)
        ]
        outcome = outcomes[0]
        assert outcomes[1] == outcome, (verb, "PostgreSQL")
        if actor == self.cast.named and not secret:
            assert outcomes[2] == outcome, (verb, "twin")
        before, self.now = self.now, self.agreed_state()
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
        checks.seats_hold(self.bundle, before, self.now)
        checks.erased_are_gone(self.now, self.canaries)

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
        """Whether one of these is a secret concern or a duty about one."""
        duties = {row["id"]: row["subject"] for row in self.now["duties"]}
        return any(found in self.secrets or duties.get(found) in self.secrets for found in ids)

    def pass_time(self, days: int) -> None:
        """The clocks move on."""
        for world in self.worlds:
            world.clock.advance(days)

    def install(self) -> None:
        """The other bundle is installed."""
        other = other_bundle().bundle
        self.bundle = base()[0].bundle if self.bundle is other else other
        self.sqlite, self.postgresql, self.twin = (install(world, self.bundle) for world in self.worlds)

    def chain_holds(self) -> None:
        """The audit fits itself, and the anchor kept last."""
        with self.sqlite.programme.context.store.read() as tx:
            assert audit.first_bad(tx) is None
        hashes = [row["hash"] for row in self.now["audit"]]
        assert hashes.count(self.anchor) == 1
        self.anchor = hashes[-1]

    def open_concerns(self, *, secret: bool | None = None) -> list[str]:
        """Open concerns; only those that the twin knows, or does not know, where that is said."""
        found = [row["id"] for row in self.now.concerns(ConcernState.OPEN.value)]
        return [row for row in found if secret is None or (row in self.secrets) is secret]
