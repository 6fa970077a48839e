"""Commands of the facet `drafts`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, maybe_a_number, name, personal, several
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.ids import DRAFT, PERSON
from mentorcore.domain.mappings import frozen_map

LEAST_WEIGHT, MOST_WEIGHT = 1, 1000
"""Bounds of a soft rule's weight, as `mentorcore.hooks.matching.PairRule` declares them."""

_SETTING = "weight."
_WHOLE = re.compile(r"[0-9]{1,4}", re.ASCII)


def weights_of(given: object) -> Mapping[str, int]:
    """Rules with their weights, out of texts such as ``weight.languages=3`` or of a mapping of rule to weight.

    Raises:
        InputFault: ``draft.setting_form``, ``draft.weight_number`` (no whole number from 1 to 1,000) or
            ``draft.weight_twice``; all problems at once, each naming its setting.
    """
    said = tuple(_said(given))
    problems = [problem for rule, weight in said for problem in _problems(rule, weight)]
    rules = [rule for rule, _ in said]
    twice = sorted({rule for rule in rules if rules.count(rule) > 1})
    problems += [Problem("draft.weight_twice", f"{_SETTING}{rule}") for rule in twice]
    if problems:
        raise InputFault(problems)
    return frozen_map({rule: int(weight) for rule, weight in said})


def _said(given: object) -> Iterator[tuple[str, Any]]:
    if isinstance(given, Mapping):
        yield from given.items()
        return
    if isinstance(given, str) or not isinstance(given, Iterable):
        given = (given,)
    for one in given:
        rule, sign, weight = one.partition("=") if isinstance(one, str) else ("", "", "")
        rule = rule.strip()
        if not sign or not rule.startswith(_SETTING) or rule == _SETTING:
            raise InputFault.one("draft.setting_form", "set", expected="weight.RULE=NUMBER")
        yield rule.removeprefix(_SETTING), weight.strip()


def _problems(rule: object, weight: object) -> Iterator[Problem]:
    if not isinstance(rule, str):
        yield Problem("draft.setting_form", "set", {"expected": "weight.RULE=NUMBER"})
        return
    whole = _WHOLE.fullmatch(weight) if isinstance(weight, str) else type(weight) is int
    if not whole or not LEAST_WEIGHT <= int(weight) <= MOST_WEIGHT:  # type: ignore[call-overload]  # a whole number by now
        bounds = {"least": LEAST_WEIGHT, "most": MOST_WEIGHT}
        yield Problem("draft.weight_number", f"{_SETTING}{rule}", bounds)


@frozen
class ProposeDraft:
    """What the matching would propose, to be looked at before anybody is told.

    Args:
        weights: other weights of soft rules, for this draft alone: rule to weight, or texts such as
            ``weight.near=60``.
        basis: another draft, whose locks, rejections, weights and seed this one takes over.
        seed: breaks ties; that of the other draft, or 0, where not said.
        by: a trait of one choice; how the groups fare that it makes is told with small numbers safe.
    """

    weights: Mapping[str, int] = several(
        "another weight of a soft rule, for this draft alone",
        weights_of,
        option="set",
        metavar="weight.RULE=NUMBER",
    )
    basis: str = an_id(DRAFT, "take over locks, rejections and weights", optional=True, option="from")
    seed: int | None = maybe_a_number("breaks ties")
    by: str = name("how groups fare, by this trait", default="")


@frozen
class ListDrafts:
    """Drafts, oldest first."""


@frozen
class ShowDraft:
    """One draft: who would be proposed to whom, who waits and why.

    Args:
        draft: the draft.
        by: as in `ProposeDraft`.
    """

    draft: str = an_id(DRAFT, "the draft")
    by: str = name("how groups fare, by this trait", default="")


@frozen
class LockPair:
    """A pair has to stay; the rest is solved anew around it."""

    draft: str = an_id(DRAFT, "the draft")
    mentee: str = an_id(PERSON, "the mentee")
    mentor: str = an_id(PERSON, "the mentor")


@frozen
class UnlockPair:
    """Take back a lock or a rejection; the draft is solved anew."""

    draft: str = an_id(DRAFT, "the draft")
    mentee: str = an_id(PERSON, "the mentee")
    mentor: str = an_id(PERSON, "the mentor")


@frozen
class RejectPair:
    """A pair is not wanted in this draft, nor in those that are made from it; the rest is solved anew.

    Args:
        draft: the draft.
        mentee: the mentee.
        mentor: the mentor.
        reason: why, in the coordinator's words.
    """

    draft: str = an_id(DRAFT, "the draft")
    mentee: str = an_id(PERSON, "the mentee")
    mentor: str = an_id(PERSON, "the mentor")
    reason: str = personal("why not")


@frozen
class CompareDrafts:
    """What differs between two drafts.

    Args:
        draft: the first.
        other: the second.
        by: as in `ProposeDraft`.
    """

    draft: str = an_id(DRAFT, "the first draft")
    other: str = an_id(DRAFT, "the second draft")
    by: str = name("how groups fare, by this trait", default="")


@frozen
class ReleaseDraft:
    """Make a round of a draft: its pairs become proposals, and everybody is told.

    Args:
        draft: the draft.
        version: only if this is still its version.
        by: as in `ProposeDraft`.
    """

    draft: str = an_id(DRAFT, "the draft")
    version: int | None = maybe_a_number("only if this is still its version")
    by: str = name("how groups fare, by this trait", default="")


@frozen
class DiscardDraft:
    """Destroy a draft; of what came of it nothing changes."""

    draft: str = an_id(DRAFT, "the draft")
