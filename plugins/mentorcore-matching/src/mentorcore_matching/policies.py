"""The policies that a bundle names: settings in, pair rules out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import define, validators
from attrs import field as setting

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.matches import Match
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.matching import PairRule, RuleKind
from mentorcore.hooks.settings import names

if TYPE_CHECKING:
    from mentorcore_matching.rules import BothAnswered

Unanswered = Literal["fine", "decide"]
Waited = Literal["rounds", "days"]

WEIGHT = validators.and_(validators.ge(1), validators.le(1_000))
KIND = validators.in_(("hard", "soft", "decide"))
UNANSWERED = validators.in_(("fine", "decide"))


@define(eq=False)
class SharedSetPolicy:
    """Something in common on a list with several answers: languages, experiences, interests.

    Settings:
        trait: the ``set`` trait.
        kind: ``hard`` (at least one common answer, or no pair), ``soft`` (the more the better) or ``decide``
            (without one, the coordinator decides).
        weight: of the soft rule, 1 to 1,000.
        unanswered: ``decide`` leaves pairs with an unanswered side to the coordinator; ``fine`` lets them pass,
            where a soft rule then gives no points.
        at_least: common answers that a pair needs, 1 or more; the kind ``soft`` does not ask for them.
    """

    trait: str = setting(metadata=names("trait"))
    kind: RuleKind = setting(default="soft", validator=KIND)
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)
    at_least: int = setting(default=1, validator=validators.ge(1))

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import SharedSet  # NumPy is loaded only where pairs are judged

        rule = SharedSet("", "", self.trait, self.kind, self.weight, self.unanswered, (), self.at_least)
        return (rule, *answered_beside(self.kind, self.unanswered, self.trait))


@define(eq=False)
class SameChoicePolicy:
    """The same answer to a question with one answer, such as the region; settings as `SharedSetPolicy`."""

    trait: str = setting(metadata=names("trait"))
    kind: RuleKind = setting(default="soft", validator=KIND)
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import SameChoice  # as above

        rule = SameChoice("", "", self.trait, self.kind, self.weight, self.unanswered, ())
        return (rule, *answered_beside(self.kind, self.unanswered, self.trait))


@define(eq=False)
class WaitingPriorityPolicy:
    """Those who wait longer come first where seats are scarce, as far as the other rules let them.

    Only a weight above the sum of all other soft rules' weights makes sure that a long wait decides; with less, somebody who suits better
    can always come first. And waits beyond the cap count the same. The page on solvers says how long somebody can wait.

    Settings:
        weight: worth of a wait at the cap, 1 to 1,000; compare it with the other weights of the bundle.
        waited: ``rounds`` without a proposal, or ``days`` in the pool.
        cap: rounds or days from which waiting adds nothing more, 1 or more.
    """

    weight: int = setting(default=10, validator=WEIGHT)
    waited: Waited = setting(default="rounds", validator=validators.in_(("rounds", "days")))
    cap: int = setting(default=6, validator=validators.ge(1))

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One soft rule named after the policy."""
        from mentorcore_matching.rules import WaitingPriority  # as above

        return (WaitingPriority("", "", self.weight, self.waited, self.cap, ()),)


def answered_beside(
    kind: RuleKind, unanswered: Unanswered, trait: str, theirs: str = ""
) -> tuple[BothAnswered, ...]:
    """The rule that leaves unanswered pairs to people, for a policy that wants it beside its own.

    Args:
        kind: of the policy's own rule; one of kind ``decide`` leaves such pairs to the coordinator by itself.
        unanswered: the policy's setting.
        trait: the mentee's trait.
        theirs: the mentor's trait, where it is another one.
    """
    if kind == "decide" or unanswered == "fine":
        return ()
    from mentorcore_matching.rules import BothAnswered  # NumPy is loaded only where pairs are judged

    return (BothAnswered("answered", "", trait, theirs=theirs),)


@define(eq=False)
class AgainIfBothPolicy:
    """The two of an ended match are brought together again only where both of them asked for it since."""

    @hookimpl
    def may_match_again(self, ended: Match, asked_by: tuple[str, ...]) -> Refusal | None:
        """Object unless both asked."""
        if set(asked_by) == set(ended.parties):
            return None
        return Refusal("matching.not_asked_by_both")
