"""Asks the rules about pairs and checks every answer: a rule that breaks its contract stops the round.

Two gates stand before all rules and in no bundle, so that no bundle can forget them: nobody is paired with
themselves, and separated people are never proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.domain.errors import PluginFault, Problem, SetupFault
from mentorcore.hooks.guard import ASKING
from mentorcore.hooks.matching import BoolArray, FloatArray, IntArray, PairRule, RuleView
from mentorcore.matching.columns import frozen_array
from mentorcore.matching.pool import Pool

SCALE = 100
"""Points of the score for one unit of weight."""
MOST_WEIGHT = 1_000
MOST_WEIGHT_TOGETHER = 10_000
"""Keeps every sum that a solver makes exact in a float64; see `solver`."""

SAME_PERSON, SEPARATED = "same_person", "separated"
_KINDS = ("hard", "soft", "decide")
_VIEWS = ("both", "mentee", "mentor")

_PARTS = ("policy", "name", "kind", "weight", "clauses", "evaluate", "explain")

ScoreArray = NDArray[np.int64]


@frozen(eq=False)
class Gate:
    """Something that lets a pair through or not.

    Args:
        name: the rule's name, or `SAME_PERSON` or `SEPARATED`.
        decide: a coordinator may pair by hand whom it does not let through.
        lets_through: for the pairs of two index arrays, True where the pair passes.
    """

    name: str
    decide: bool
    lets_through: Callable[[IntArray, IntArray], BoolArray]


def gates(pool: Pool, rules: Iterable[PairRule]) -> tuple[Gate, ...]:
    """The core's own gates, the hard rules, then those that leave the decision to the coordinator."""
    rules = tuple(rules)
    own = []  # where nobody stands in both roles, and nobody is kept apart, there is nothing to ask about each pair
    if (pool.own_mentor >= 0).any():
        own.append(Gate(SAME_PERSON, False, lambda mentees, mentors: ~pool.same_person(mentees, mentors)))
    if len(pool.separated_keys):
        own.append(Gate(SEPARATED, False, lambda mentees, mentors: ~pool.separated(mentees, mentors)))
    return (*own, *(_gate(pool, rule) for kind in ("hard", "decide") for rule in rules if rule.kind == kind))


def _gate(pool: Pool, rule: PairRule) -> Gate:
    return Gate(
        rule.name, rule.kind == "decide", lambda mentees, mentors: is_fine(rule, pool, mentees, mentors)
    )


def check_rules(rules: Iterable[PairRule]) -> tuple[PairRule, ...]:
    """The rules, once their declarations make sense.

    Raises:
        PluginFault: ``rule.part`` (no pair rule at all), ``rule.name`` (a name that is empty or stands twice), ``rule.kind``,
            ``rule.view``, ``rule.weight``.
        SetupFault: ``rule.weight.together`` when the weights are too large in sum.
    """
    rules = tuple(rules)
    seen = {SAME_PERSON: "core", SEPARATED: "core"}
    for rule in rules:
        missing = [part for part in _PARTS if not hasattr(rule, part)]
        if missing:
            raise PluginFault("rule.part", found=type(rule).__name__, missing=", ".join(missing))
        if not rule.name or rule.name in seen:
            raise fault("rule.name", rule, taken_by=seen.get(rule.name, ""))
        if rule.kind not in _KINDS:
            raise fault("rule.kind", rule, expected=", ".join(_KINDS))
        if view_of(rule) not in _VIEWS:
            raise fault("rule.view", rule, expected=", ".join(_VIEWS))
        if rule.kind == "soft" and not (type(rule.weight) is int and 1 <= rule.weight <= MOST_WEIGHT):
            raise fault("rule.weight", rule, expected=f"a whole number from 1 to {MOST_WEIGHT}")
        seen[rule.name] = rule.policy
    together = sum(rule.weight for rule in rules if rule.kind == "soft")
    if together > MOST_WEIGHT_TOGETHER:
        params = {"expected": MOST_WEIGHT_TOGETHER, "found": together}
        raise SetupFault([Problem("rule.weight.together", "pair rules", params)])
    return rules


def is_fine(rule: PairRule, pool: Pool, mentees: IntArray, mentors: IntArray) -> BoolArray:
    """A hard or ``decide`` rule's checked answer; raises as `points` does."""
    answer: BoolArray = _ask(rule, pool, mentees, mentors, (np.bool_,))
    return answer


def points(rule: PairRule, pool: Pool, mentees: IntArray, mentors: IntArray) -> ScoreArray:
    """A soft rule's checked answer in whole points.

    Raises:
        PluginFault: ``rule.raised``, ``rule.trait`` (a trait that the bundle lacks), ``rule.type``,
            ``rule.shape``, ``rule.dtype``, ``rule.nan`` or ``rule.range``, with policy and rule.
    """
    found: ScoreArray = np.rint(_shares(rule, pool, mentees, mentors) * (rule.weight * SCALE)).astype(
        np.int64
    )
    return found


def _shares(rule: PairRule, pool: Pool, mentees: IntArray, mentors: IntArray) -> NDArray[np.floating]:
    """A soft rule's checked answer; raises as `points` does."""
    values: NDArray[np.floating] = _ask(rule, pool, mentees, mentors, (np.float64, np.float32))
    if values.size:
        lowest, highest = float(values.min()), float(values.max())
        if np.isnan(lowest):
            raise fault("rule.nan", rule, expected="a number from 0 to 1 for each pair")
        if lowest < 0 or highest > 1:
            raise fault("rule.range", rule, expected="from 0 to 1")
    return values


def score(rules: Iterable[PairRule], pool: Pool, mentees: IntArray, mentors: IntArray) -> ScoreArray:
    """The soft rules' points of each pair, added up."""
    # whole numbers up to the limit of all weights are exact in 32 bits, and twice as many fit into the cache
    total = np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape), dtype=np.float32)
    scratch = {kind: np.empty(total.shape, dtype=kind) for kind in (np.float32, np.float64)}
    for rule in rules:
        if rule.kind == "soft":
            shares = _shares(rule, pool, mentees, mentors)
            points = scratch[
                shares.dtype.type
            ]  # used again for each rule: new memory costs as much as the rule
            np.multiply(shares, rule.weight * SCALE, out=points)
            total += np.rint(points, out=points)
    return total.astype(np.int64)


def limits(rule: PairRule, pool: Pool, mentees: IntArray, mentors: IntArray) -> FloatArray | None:
    """The limit at which a rule would let each pair through, checked; None where the rule has no answer."""
    try:
        with ASKING:
            found: object = rule.needed(pool, frozen_array(mentees), frozen_array(mentors))  # type: ignore[attr-defined]  # an optional part
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # as below
        raise fault("rule.raised", rule, fault=type(error).__name__) from None
    if found is None:
        return None
    if not isinstance(found, np.ndarray) or found.shape != mentees.shape or found.dtype != np.float64:
        raise fault("rule.shape", rule, expected=str(mentees.shape), found=type(found).__name__)
    known: FloatArray = found[np.isfinite(found)]
    return known


def view_of(rule: PairRule) -> RuleView:
    """Whose view a soft rule expresses; ``both`` where it does not say."""
    view: RuleView = getattr(rule, "view", "both")
    return view


def fault(code: str, rule: PairRule, **params: str | int) -> PluginFault:
    """A fault of a rule, naming its policy."""
    return PluginFault(code, policy=rule.policy, rule=rule.name, **params)


def unstable(rules: Iterable[PairRule]) -> PluginFault:
    """``rule.unstable`` for points that changed, naming every soft rule: the sum does not tell which one it was."""
    soft = [rule for rule in rules if rule.kind == "soft"]
    policies, names = (", ".join(map(str, of)) for of in ([r.policy for r in soft], [r.name for r in soft]))
    return PluginFault("rule.unstable", policy=policies, rule=names)


def _ask(
    rule: PairRule, pool: Pool, mentees: IntArray, mentors: IntArray, scalars: tuple[type[np.generic], ...]
) -> NDArray[Any]:
    if not mentees.size or not mentors.size:
        return np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape), dtype=scalars[0])
    try:
        with ASKING:
            answer: object = rule.evaluate(pool, frozen_array(mentees), frozen_array(mentors))
    except PluginFault as found:
        raise PluginFault(found.code, **{**found.params, "policy": rule.policy, "rule": rule.name}) from None
    except KeyboardInterrupt:
        raise
    # SystemExit must not end the host; no cause is chained, since its text may hold an answer of somebody
    except BaseException as error:
        raise fault("rule.raised", rule, fault=type(error).__name__) from None
    # subclasses such as masked arrays compute in ways of their own
    if type(answer) is not np.ndarray:
        raise fault("rule.type", rule, expected="a NumPy array", found=type(answer).__name__)
    expected = np.broadcast_shapes(mentees.shape, mentors.shape)
    if answer.shape != expected:
        raise fault("rule.shape", rule, expected=str(expected), found=str(answer.shape))
    if answer.dtype not in scalars:
        raise fault("rule.dtype", rule, expected=np.dtype(scalars[0]).name, found=str(answer.dtype))
    return answer
