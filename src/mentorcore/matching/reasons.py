"""Every rule's word on a pair: the same answers that decide in a round, with a text for the coordinator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.answers import is_text, params_of
from mentorcore.hooks.guard import ASKING
from mentorcore.hooks.matching import Explanation, IntArray, PairReason, PairRule
from mentorcore.matching.columns import frozen_array
from mentorcore.matching.judge import SAME_PERSON, SEPARATED, fault, is_fine, points
from mentorcore.matching.pool import Pool


def pair_reasons(
    pool: Pool, rules: Iterable[PairRule], mentees: IntArray, mentors: IntArray
) -> tuple[tuple[PairReason, ...], ...]:
    """For each pair the reasons: the core's own where it stops the pair, then one for each rule, in order.

    Raises:
        PluginFault: a rule broke its contract (see `judge.points`), or explains itself in a form that
            cannot be shown: ``rule.explanation``.
    """
    mentees, mentors = frozen_array(mentees), frozen_array(mentors)
    by_rule = [list(_of_rule(pool, rule, mentees, mentors)) for rule in rules]
    return tuple(
        (*_of_core(pool, mentee, mentor), *(reasons[k] for reasons in by_rule))
        for k, (mentee, mentor) in enumerate(zip(mentees.tolist(), mentors.tolist(), strict=True))
    )


def _of_core(pool: Pool, mentee: int, mentor: int) -> Iterator[PairReason]:
    if pool.mentees[mentee] == pool.mentors[mentor]:
        yield PairReason(code="matching.same_person", rule=SAME_PERSON, blocks=True)
    for cause in pool.separations.get((mentee, mentor), ()):
        yield PairReason(
            code=cause.code, policy=cause.policy, clauses=cause.clauses, rule=SEPARATED, blocks=True
        )


def _of_rule(pool: Pool, rule: PairRule, mentees: IntArray, mentors: IntArray) -> Iterator[PairReason]:
    soft = rule.kind == "soft"
    answers = (points if soft else is_fine)(rule, pool, mentees, mentors).tolist()
    for answer, mentee, mentor in zip(answers, mentees.tolist(), mentors.tolist(), strict=True):
        code, params = _explanation(rule, pool, mentee, mentor)
        yield PairReason(
            code=code,
            params=params,
            policy=rule.policy,
            clauses=rule.clauses,
            rule=rule.name,
            points=answer if soft else None,
            blocks=rule.kind == "hard" and not answer,
            undecided=rule.kind == "decide" and not answer,
        )


def _explanation(rule: PairRule, pool: Pool, mentee: int, mentor: int) -> Explanation:
    try:
        with ASKING:
            explained: object = rule.explain(pool, mentee, mentor)
            shown = _shown(explained)
    except PluginFault as found:
        raise PluginFault(found.code, **{**found.params, "policy": rule.policy, "rule": rule.name}) from None
    except KeyboardInterrupt:
        raise
    # SystemExit must not end the host; no cause is chained, since its text may hold an answer of somebody
    except BaseException as error:
        raise fault("rule.raised", rule, fault=type(error).__name__) from None
    if shown is None:
        expected = "a code, and params of texts, whole numbers or tuples of texts"
        raise fault("rule.explanation", rule, expected=expected)
    return shown


def _shown(explained: object) -> Explanation | None:
    """Code and parameters as a copy of our own, looked at once; None where they cannot be shown."""
    if type(explained) is not tuple or len(explained) != 2:
        return None
    code, params = explained[0], params_of(explained[1])
    return (code, params) if is_text(code) and code and params is not None else None
