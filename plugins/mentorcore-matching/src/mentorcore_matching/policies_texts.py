"""The policy about what people write freely: how alike it is, as the core tells without a word."""

from __future__ import annotations

from attrs import define
from attrs import field as setting

from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.matching import PairRule
from mentorcore.hooks.settings import names
from mentorcore_matching.policies import UNANSWERED, WEIGHT, Unanswered, answered_beside


@define(eq=False)
class SimilarTextPolicy:
    """Alike in what the two wrote freely: hobbies, work, hopes. It needs the extra ``text``, and shows nobody a word.

    It only gives points, never a reason against a pair: what somebody's words look like keeps nobody apart. Two texts in two languages
    have nothing in common to it. The page on rules says what it is worth.

    Settings:
        trait: the question with ``compared = true``.
        weight: of two texts of the same words, 1 to 1,000.
        unanswered: ``decide`` leaves pairs of which one wrote nothing to the coordinator; ``fine`` lets them pass. Points they get none.
    """

    trait: str = setting(metadata=names("compared"))
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One soft rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import SimilarText  # NumPy is loaded only where pairs are judged

        return (
            SimilarText("", "", self.trait, self.weight),
            *answered_beside("soft", self.unanswered, self.trait),
        )
