"""The rules about pairs, each under its policy's name and clauses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, cast

from attrs import evolve, frozen, has

from mentorcore.domain.errors import PluginFault
from mentorcore.engine.context import Context
from mentorcore.engine.pool import traits
from mentorcore.hooks.answers import is_text
from mentorcore.hooks.blocking import Blocking
from mentorcore.hooks.guard import ASKING
from mentorcore.hooks.matching import (
    BoolArray,
    Explanation,
    FloatArray,
    IntArray,
    PairRule,
    PoolView,
    RuleKind,
    RuleView,
    ShareArray,
    pair_rules,
)


def rules(context: Context) -> tuple[PairRule, ...]:
    """The pair rules of all policies, in the bundle's order."""
    return tuple(
        signed(rule, answer.policy, answer.clauses)
        for answer in context.hooks.ask(pair_rules, traits=traits(context))
        for rule in answer.items
    )


Answer: TypeAlias = "BoolArray | FloatArray | ShareArray"


@frozen(eq=False)
class NamedRule:
    """A policy's rule under its name: what the core reads of it was read once, and does not change any more.

    Args:
        name, kind, weight, policy, clauses, view: see `mentorcore.hooks.matching.PairRule`.
    """

    name: str
    kind: RuleKind
    weight: int
    policy: str
    clauses: tuple[str, ...]
    _rule: PairRule
    view: RuleView = "both"

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> Answer:
        """What the rule answers."""
        return self._rule.evaluate(pool, mentees, mentors)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """How the rule explains itself."""
        return self._rule.explain(pool, mentee, mentor)

    def blocking(self, pool: PoolView) -> Blocking | None:
        """Which pairs can pass at all, where the rule says so."""
        found: Callable[[PoolView], Blocking | None] | None = getattr(self._rule, "blocking", None)
        return None if found is None else found(pool)

    @property
    def asks_least(self) -> bool:
        """Whether the rule's limit is a least number."""
        return getattr(self._rule, "asks_least", False) is True

    def needed(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray | None:
        """The limit at which each pair would pass, where the rule has one."""
        found: Callable[[PoolView, IntArray, IntArray], FloatArray] | None
        found = getattr(self._rule, "needed", None)
        return None if found is None else found(pool, mentees, mentors)


def signed(rule: PairRule, policy: str, clauses: tuple[str, ...]) -> PairRule:
    """A rule under its policy's name and clauses.

    Raises:
        PluginFault: ``rule.part``: it is not an attrs value, so that it cannot be named, or its name, kind,
            weight, view or clauses are of another type; ``rule.raised``: reading it failed.
    """
    if not has(type(rule)):
        raise PluginFault("rule.part", policy=policy, rule=type(rule).__name__)
    try:
        with ASKING:
            named = _named(rule, policy, clauses)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # its properties, and its making, are the policy's own code
        fault = type(error).__name__
        raise PluginFault("rule.raised", policy=policy, rule=type(rule).__name__, fault=fault) from None
    plain = (
        is_text(named.name),
        is_text(named.kind),
        is_text(named.view),
        type(named.weight) is int,
        *map(is_text, named.clauses),
    )
    if not all(plain):
        raise PluginFault("rule.part", policy=policy, rule=type(rule).__name__)
    return named


def _named(rule: PairRule, policy: str, clauses: tuple[str, ...]) -> NamedRule:
    own = rule.name
    name = f"{policy}.{own}" if own else policy
    serves = tuple(rule.clauses) or clauses
    signed_too: PairRule = evolve(cast(Any, rule), name=name, policy=policy, clauses=serves)
    view: RuleView = getattr(rule, "view", "both")
    return NamedRule(name, rule.kind, rule.weight, policy, serves, signed_too, view)
