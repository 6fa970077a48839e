"""More policies about what two people answered: what is looked for and offered, time, stages, networks, ages, seats,
wishes."""

from __future__ import annotations

from typing import Literal

from attrs import define, validators
from attrs import field as setting

from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.matching import PairRule, RuleKind
from mentorcore.hooks.settings import names
from mentorcore_matching.policies import KIND, UNANSWERED, WEIGHT, Unanswered, answered_beside

Way = Literal["younger", "older"]
Whose = Literal["both", "mentee", "mentor"]


@define(eq=False)
class OffersPolicy:
    """The mentor offers what the mentee looks for: skills, goals, kinds of support.

    Settings:
        wanted: the ``set`` trait that tells what a mentee looks for.
        offered: the ``set`` trait that tells what a mentor offers; the same one, where both answer one question.
            Options with the same id are the same.
        kind: ``hard`` (too little of it, and no pair), ``soft`` (worth the part of what the mentee looks for) or
            ``decide`` (with too little, the coordinator decides).
        weight: of the soft rule, 1 to 1,000.
        unanswered: ``decide`` leaves pairs with an unanswered side to the coordinator; ``fine`` lets them pass,
            where a soft rule then gives no points.
        at_least: how much of it a pair needs, 1 or more, and never more than the mentee looks for; the kind ``soft``
            does not ask for it.
    """

    wanted: str = setting(metadata=names("trait"))
    offered: str = setting(metadata=names("trait"))
    kind: RuleKind = setting(default="soft", validator=KIND)
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)
    at_least: int = setting(default=1, validator=validators.ge(1))

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import Offered  # NumPy is loaded only where pairs are judged

        rule = Offered(
            "", "", self.wanted, self.offered, self.kind, self.weight, self.unanswered, self.at_least
        )
        return (rule, *answered_beside(self.kind, self.unanswered, self.wanted, self.offered))


@define(eq=False)
class AvailabilityPolicy:
    """Time for each other: parts of the week in which both are free.

    Settings:
        trait: the ``set`` trait whose options are the parts of the week, such as ``mon-evening``.
        kind: ``hard`` (too little common time, and no pair), ``soft`` (the more the better) or ``decide`` (with too
            little, the coordinator decides).
        weight: of the soft rule, 1 to 1,000.
        unanswered: ``decide`` leaves pairs with an unanswered side to the coordinator; ``fine`` lets them pass,
            where a soft rule then gives no points.
        at_least: common parts that a pair needs, 1 or more; the kind ``soft`` does not ask for them.
        enough: common parts from which more add nothing, 1 to 100; of the kind ``soft``.
    """

    trait: str = setting(metadata=names("trait"))
    kind: RuleKind = setting(default="soft", validator=KIND)
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)
    at_least: int = setting(default=1, validator=validators.ge(1))
    enough: int = setting(default=4, validator=validators.and_(validators.ge(1), validators.le(100)))

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import CommonSlots  # as above

        rule = CommonSlots(
            "", "", self.trait, self.kind, self.weight, self.unanswered, self.at_least, self.enough
        )
        return (rule, *answered_beside(self.kind, self.unanswered, self.trait))


@define(eq=False)
class PhasePolicy:
    """The same stage, or one nearby: of a business, a training, a stay.

    Settings:
        trait: the ``choice`` trait; its options stand in the bundle from the first stage to the last.
        kind: ``hard`` (further apart, and no pair), ``soft`` (1 for the same stage, falling to 0 beyond `most_apart`)
            or ``decide`` (further apart, the coordinator decides).
        weight: of the soft rule, 1 to 1,000.
        unanswered: ``decide`` leaves pairs with an unanswered side to the coordinator; ``fine`` lets them pass,
            where a soft rule then gives no points.
        most_apart: steps that may lie between the two; 0 asks for the same stage.
    """

    trait: str = setting(metadata=names("trait"))
    kind: RuleKind = setting(default="soft", validator=KIND)
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)
    most_apart: int = setting(default=1, validator=validators.ge(0))

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import NearStage  # as above

        rule = NearStage("", "", self.trait, self.kind, self.weight, self.unanswered, self.most_apart)
        return (rule, *answered_beside(self.kind, self.unanswered, self.trait))


@define(eq=False)
class NetworkPolicy:
    """The same network or organisation, or, for a look from outside, another one.

    Settings:
        trait: the ``choice`` trait that tells where somebody belongs.
        other: whether the two are to belong to different ones.
        kind: ``hard`` (otherwise no pair), ``soft`` (1 where it is so) or ``decide`` (otherwise the coordinator decides).
        weight: of the soft rule, 1 to 1,000.
        unanswered: ``decide`` leaves pairs with an unanswered side to the coordinator; ``fine`` lets them pass,
            where a soft rule then gives no points.
    """

    trait: str = setting(metadata=names("trait"))
    other: bool = False
    kind: RuleKind = setting(default="soft", validator=KIND)
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import OtherChoice, SameChoice  # as above

        rule = (OtherChoice if self.other else SameChoice)(
            "", "", self.trait, self.kind, self.weight, self.unanswered
        )
        return (rule, *answered_beside(self.kind, self.unanswered, self.trait))


@define(eq=False)
class ReverseAgePolicy:
    """The mentor is younger than the mentee, or older, by at least so much.

    Settings:
        trait: a ``number`` of years, or a ``choice`` of age bands from the youngest to the oldest.
        way: whether the mentor is to be ``younger`` or ``older``.
        kind: ``hard`` (otherwise no pair), ``soft`` (1 where it is so) or ``decide`` (otherwise the coordinator decides).
        weight: of the soft rule, 1 to 1,000.
        unanswered: ``decide`` leaves pairs with an unanswered side to the coordinator; ``fine`` lets them pass,
            where a soft rule then gives no points.
        at_least: by how many years, or bands; 1 or more.
    """

    trait: str = setting(metadata=names("trait"))
    way: Way = setting(default="younger", validator=validators.in_(("younger", "older")))
    kind: RuleKind = setting(default="soft", validator=KIND)
    weight: int = setting(default=10, validator=WEIGHT)
    unanswered: Unanswered = setting(default="decide", validator=UNANSWERED)
    at_least: int = setting(default=1, validator=validators.ge(1))

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One rule named after the policy, and ``<policy>.answered`` where people decide beside it."""
        from mentorcore_matching.rules import AgeApart  # as above

        rule = AgeApart("", "", self.trait, self.way, self.kind, self.weight, self.unanswered, self.at_least)
        return (rule, *answered_beside(self.kind, self.unanswered, self.trait))


@define(eq=False)
class CapacityPolicy:
    """Mentors with more free seats come first, so that the load is spread.

    Settings:
        weight: worth of as many free seats as the cap, 1 to 1,000; keep it small beside what speaks for a pair.
        cap: free seats from which more add nothing, 1 or more.
    """

    weight: int = setting(default=5, validator=WEIGHT)
    cap: int = setting(default=3, validator=validators.ge(1))

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One soft rule named after the policy."""
        from mentorcore_matching.rules import FreeSeats  # as above

        return (FreeSeats("", "", self.weight, self.cap),)


@define(eq=False)
class WishesPolicy:
    """Who would like to be with whom: people whom participants named with ``matches wish``.

    Settings:
        weight: worth of a first choice, 1 to 1,000; of each other's first choice twice as much, where both sides count.
        whose: whose wishes count: those of ``both``, of the ``mentee`` or of the ``mentor``.
        last: the last place on a list that counts, 1 to 10; the first is worth all, each later one less.
    """

    weight: int = setting(default=10, validator=WEIGHT)
    whose: Whose = setting(default="both", validator=validators.in_(("both", "mentee", "mentor")))
    last: int = setting(default=5, validator=validators.and_(validators.ge(1), validators.le(10)))

    @hookimpl
    def pair_rules(self) -> tuple[PairRule, ...]:
        """One soft rule for each side that counts: ``<policy>.mentee`` and ``<policy>.mentor``."""
        from mentorcore_matching.rules import Wished  # as above

        mentees = Wished("mentee", "", self.weight, "mentee", self.last)
        mentors = Wished("mentor", "", self.weight, "mentor", self.last)
        both: tuple[PairRule, ...] = (mentees, mentors)
        return both if self.whose == "both" else (mentees if self.whose == "mentee" else mentors,)
