"""The policy about where people live: how far apart, as the crow flies."""

from __future__ import annotations

from attrs import Attribute, define, validators
from attrs import field as setting

from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.matching import PairRule, RuleKind
from mentorcore.hooks.settings import names
from mentorcore_matching.policies import KIND, UNANSWERED, WEIGHT, Unanswered, answered_beside

FARTHEST = 20_015
"""Half of the Earth's circumference in km, rounded down: from there on nobody is too far."""


def _of_a_trait(policy: DistancePolicy, attribute: Attribute[str], value: str) -> None:
    """An option belongs to a trait, and the one is of no use without the other."""
    if bool(value) != bool(policy.unless_both):
        raise ValueError(f"'{attribute.name}' and 'unless_both' have to be set together")


@define(eq=False)
class DistancePolicy:
    """Near each other, as the crow flies, between postcodes or places that the programme supplies.

    Settings:
        trait: the ``place`` trait.
        km: the largest distance in km, 1 to 20,015.
        kind: ``hard`` (further apart, and no pair), ``soft`` (1 at the same place, falling to 0 at ``km``) or ``decide``
            (further apart, the coordinator decides).
        weight: of the soft rule, 1 to 1,000.
        unanswered: ``decide`` leaves pairs with an unanswered side to the coordinator; ``fine`` lets them pass,
            where a soft rule then gives no points.
        unless_both: a ``set`` trait, such as the forms of meeting; left out where distance always counts.
        unless_option: its option that makes distance unimportant where both ticked it, such as ``video``.
    """

    trait: str = setting(metadata=names("trait"))
    km: int = setting(validator=validators.and_(validators.ge(1), validators.le(FARTHEST)))
    kind: RuleKind = setting(default="soft", validator=KIND)
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)
    unless_both: str = setting(default="", metadata=names("trait"))
    unless_option: str = setting(
        default="", validator=_of_a_trait, metadata=names("option", of="unless_both")
    )

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import Near  # NumPy is loaded only where pairs are judged

        rule = Near(
            "",
            "",
            self.trait,
            self.km,
            self.kind,
            self.weight,
            self.unanswered,
            self.unless_both,
            self.unless_option,
        )
        return (rule, *answered_beside(self.kind, self.unanswered, self.trait))
