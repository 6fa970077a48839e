"""Other weights of soft rules, for one solution alone: the bundle's stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from mentorcore.domain.errors import InputFault, Problem
from mentorcore.engine.pair_rules import NamedRule
from mentorcore.hooks.matching import PairRule


def reweighed(rules: Iterable[PairRule], weights: Mapping[str, int]) -> tuple[PairRule, ...]:
    """The rules, those that are named with another weight.

    Args:
        rules: as `mentorcore.engine.pool.rules` gives them.
        weights: id of a policy, or name of one of its rules, to the weight; of a policy it is that of all its soft rules.

    Raises:
        InputFault: ``draft.rule_unknown`` or ``draft.rule_hard``, each at the setting that it is about.
    """
    chosen = tuple(rules)
    problems = [problem for name in weights for problem in _problems(chosen, name)]
    if problems:
        raise InputFault(problems)
    return tuple(_weighed(rule, weights) for rule in chosen)


def _weighed(rule: PairRule, weights: Mapping[str, int]) -> PairRule:
    weight = weights.get(rule.name, weights.get(rule.policy))
    if weight is None or rule.kind != "soft" or not isinstance(rule, NamedRule):
        return rule
    return evolve(rule, weight=weight)


def _problems(rules: tuple[PairRule, ...], name: str) -> list[Problem]:
    meant = [rule for rule in rules if name in (rule.name, rule.policy)]
    if any(rule.kind == "soft" for rule in meant):
        return []
    allowed = ", ".join(dict.fromkeys(rule.name for rule in rules if rule.kind == "soft"))
    code = "draft.rule_hard" if meant else "draft.rule_unknown"
    return [Problem(code, f"weight.{name}", {"allowed": allowed})]
