"""Matching: what a policy is told about the pool, what a pair rule answers, what a round gives back.

A rule judges many pairs in one call, since a call per pair costs hundreds of times more. It sees derived
values in columns (`PoolView`) and pairs as two index arrays that broadcast, one into ``pool.mentees``
and one into ``pool.mentors``. NumPy is imported for the types alone: this file stays light at start-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, runtime_checkable

from attrs import field, frozen

from mentorcore.domain.decisions import Param, Reason
from mentorcore.hooks.kinds import ask, ask_first

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

IntArray: TypeAlias = "NDArray[np.intp]"
BoolArray: TypeAlias = "NDArray[np.bool_]"
FloatArray: TypeAlias = "NDArray[np.float64]"
ShareArray: TypeAlias = "NDArray[np.float32]"
MaskArray: TypeAlias = "NDArray[np.uint64]"

Side = Literal["mentee", "mentor"]
TraitKind = Literal["choice", "set", "number", "place", "text"]
RuleKind = Literal["hard", "soft", "decide"]
RuleView = Literal["both", "mentee", "mentor"]
TraitValue = str | frozenset[str] | float | tuple[float, float] | None
Explanation = tuple[str, Mapping[str, Param]]


@frozen
class Trait:
    """A derived value that rules may use.

    Args:
        name: the trait's name in the bundle, such as ``languages``.
        kind: ``choice`` (one option), ``set`` (any number of options), ``number``, ``place`` (latitude and
            longitude in degrees) or ``text`` (written freely: rules see how alike two are, and no word).
        options: what can be chosen, in the bundle's order; empty for a number, a place and a text.
    """

    name: str
    kind: TraitKind
    options: tuple[str, ...] = ()


@frozen
class PoolMember:
    """Somebody in one role who can be matched now: derived values only, never who they are.

    Args:
        person: public id, such as ``P-7K3F9Q2X``; the same person may stand in the pool in both roles.
        role: the side of the pair.
        traits: value by trait name; None, or no entry, where not answered. An empty set is an answer. Of a ``text`` trait
            it is what the person wrote; the pool keeps none of it.
        capacity: free seats now; with 0 the member is never proposed but can still be explained.
        waiting_days: days since the person came into the pool.
        waited_rounds: rounds that left the person without a proposal.
        together: the same text for people of one role who are accompanied together, or accompany together; empty
            for everybody else.
        wishes: public ids of people with whom the member would like to be, the first choice first; those who are not in
            the pool change nothing.
    """

    person: str
    role: Side
    traits: Mapping[str, TraitValue] = field(factory=dict, repr=False)
    capacity: int = 1
    waiting_days: int = 0
    waited_rounds: int = 0
    together: str = ""
    wishes: tuple[str, ...] = field(default=(), repr=False)


@frozen
class Separation:
    """Two people who must never be proposed to each other: on an avoid-list, ended, silently protected.

    Args:
        mentee: public id; a separation of people who are not in the pool is no fault.
        mentor: public id.
        code: names the text for the coordinator.
        policy: id of the policy that separates them; ``core`` for the core itself.
        clauses: clauses served, such as ``CORE-1``.
    """

    mentee: str
    mentor: str
    code: str
    policy: str = "core"
    clauses: tuple[str, ...] = ()


@frozen(eq=False)
class SetColumn:
    """Answers to a ``set`` trait on one side of the pool; the arrays are read-only.

    Args:
        masks: shape (people, words), bit ``i % 64`` of word ``i // 64`` stands for option ``i`` of the trait.
        answered: shape (people,), False where nothing was answered (the masks are 0 there).
    """

    masks: MaskArray
    answered: BoolArray


class PoolView(Protocol):
    """The pool as rules see it. Every pair of results is (mentees' column, mentors' column), read-only."""

    @property
    def mentees(self) -> tuple[str, ...]:
        """Public ids of the mentees, sorted; an index of a mentee points into it."""

    @property
    def mentors(self) -> tuple[str, ...]:
        """Public ids of the mentors, sorted; an index of a mentor points into it."""

    @property
    def capacity(self) -> tuple[IntArray, IntArray]:
        """Free seats."""

    @property
    def waiting_days(self) -> tuple[IntArray, IntArray]:
        """Days in the pool."""

    @property
    def waited_rounds(self) -> tuple[IntArray, IntArray]:
        """Rounds that ended without a proposal."""

    def trait(self, name: str) -> Trait:
        """The declaration of a trait; `PluginFault` ``rule.trait`` when there is none of that name."""

    def choice(self, name: str) -> tuple[IntArray, IntArray]:
        """Codes of a ``choice`` trait: position in the trait's options, -1 where not answered."""

    def sets(self, name: str) -> tuple[SetColumn, SetColumn]:
        """Masks of a ``set`` trait."""

    def numbers(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Values of a ``number`` trait, NaN where not answered."""

    def places(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Latitude and longitude in degrees of a ``place`` trait, shape (people, 2), NaN where not answered."""

    def directions(self, name: str) -> tuple[FloatArray, FloatArray]:
        """The same places as unit vectors from the middle of the Earth, shape (3, people), for distances: the product of
        two is the cosine of the angle between them."""

    def wrote(self, name: str) -> tuple[BoolArray, BoolArray]:
        """Who wrote anything about a ``text`` trait: at least one word of two letters."""

    def alike(self, name: str, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """For each pair how alike the two wrote about a ``text`` trait: from 0 to 1, NaN where one of them wrote nothing.

        It depends on what these two wrote and on the pool's weights of words, never on which pairs are asked together.
        """

    def mentee_traits(self, mentee: int) -> Mapping[str, TraitValue]:
        """The traits of one mentee, by index, read-only: for explanations and for rules in plain Python; without texts."""

    def mentor_traits(self, mentor: int) -> Mapping[str, TraitValue]:
        """The traits of one mentor, by index, read-only; without texts."""

    def wished(self, mentees: IntArray, mentors: IntArray) -> tuple[IntArray, IntArray]:
        """For each pair the place of the mentor among the mentee's wishes, and of the mentee among the mentor's: 1 for the
        first choice, 0 where there is no such wish."""

    def separated(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """For each pair whether it must never be proposed."""


@runtime_checkable
class PairRule(Protocol):
    """A rule about pairs, as a policy hands it over from the hook ``pair_rules``.

    The answer for a pair depends on these two people alone, never on which pairs are asked together or
    how often: an answer that changes stops the round. Arrays are read-only and never empty.

    A rule of the kind ``hard`` or ``decide`` may have a method ``blocking(pool) -> Blocking | None`` (`mentorcore.hooks.blocking`), which says
    what all pairs that it lets through have in common: pairs without it are never looked at, which is what makes
    a round of a whole country possible. It may let through too much, and nothing too little.
    A rule with a limit may have a method ``needed(pool, mentees, mentors) -> FloatArray``: the limit with which it would let
    each pair through, NaN where none would. Where the limit is a least number, as of common answers, the rule has an attribute ``asks_least`` that
    is True: then a lower limit lets more pairs through.

    ``kind`` says what an answer does:

    - ``hard``: True is fine; a pair that is not is never proposed, and refused when paired by hand.
    - ``decide``: True is fine; a pair that is not is not proposed by the software, a coordinator may pair it.
    - ``soft``: from 0 to 1, weighed with ``weight`` (1 to 1,000; ignored for the other kinds).

    A soft rule may have one attribute more, ``view``: ``mentee`` or ``mentor`` where it speaks for one side alone, as
    that side's wishes do; ``both`` holds where it is missing. The score counts it either way; a stable round
    lets each side prefer by its own points.
    """

    @property
    def name(self) -> str:
        """Unique in the programme: the policy's id, with a suffix where a policy has several rules."""

    @property
    def kind(self) -> RuleKind:
        """``hard``, ``soft`` or ``decide``."""

    @property
    def weight(self) -> int:
        """Points of a soft rule's best answer, in hundreds of the score."""

    @property
    def policy(self) -> str:
        """Id of the policy that the rule belongs to."""

    @property
    def clauses(self) -> tuple[str, ...]:
        """Clauses that the rule serves."""

    def evaluate(
        self, pool: PoolView, mentees: IntArray, mentors: IntArray
    ) -> BoolArray | FloatArray | ShareArray:
        """Judge the pairs that the two index arrays make when they are broadcast against each other.

        That is ``(mentees[k], mentors[k])`` for arrays of one dimension; or every mentee with every mentor for shapes
        (r, 1) and (1, c), which is many times faster. The answer has the broadcast shape: one bool, or one float
        from 0 to 1, for each pair; float32 is enough, and twice as fast.
        """

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """A text code and its parameters for the coordinator; no party ever reads them."""


@frozen
class PairReason(Reason):
    """What one rule says about one pair, for the coordinator alone.

    Args:
        params: what fills the text; not shown by ``repr``, since it may name what two people lived through.
        rule: the rule's name.
        points: the soft rule's part of the score; None for the other kinds.
        blocks: a hard rule is broken: the pair must not be made, by hand neither.
        undecided: a ``decide`` rule is not fine: the pair needs the coordinator's own decision.
    """

    params: Mapping[str, Param] = field(factory=dict, repr=False)
    rule: str = ""
    points: int | None = None
    blocks: bool = False
    undecided: bool = False


@frozen
class Proposal:
    """A pair that a round proposes.

    Args:
        mentee: public id.
        mentor: public id.
        score: the sum of the reasons' points, in hundredths of a weight.
        reasons: every rule's word on the pair, in the order of the bundle.
    """

    mentee: str
    mentor: str
    score: int
    reasons: tuple[PairReason, ...]


@frozen
class Unmatched:
    """Somebody with a free seat whom the round proposes to nobody, and why.

    Args:
        person: public id.
        role: their side.
        code: ``matching.no_counterpart`` (nobody on the other side has a free seat),
            ``matching.all_ruled_out``, ``matching.needs_decision`` (some pair waits for a coordinator only),
            ``matching.others_first`` (pairs were possible, their seats went to others),
            ``matching.stands_together`` (alone a pair was possible, with all who stand with them none).
        blocked_by: by rule name, the number of possible counterparts that it rules out, alone or among others.
        only_by: by rule name, the number of those whom no other rule rules out: they would be possible without it. Whether somebody
            is kept apart from the person is left out of this, so that nobody learns of it from the difference.
        within_reach: by name of a rule with a limit, the limit at which the nearest of them would pass, and how many then would.
        undecided: the best counterparts, at most three, to whom only ``decide`` rules stand in the way.
    """

    person: str
    role: Side
    code: str
    blocked_by: Mapping[str, int] = field(factory=dict)
    only_by: Mapping[str, int] = field(factory=dict)
    within_reach: Mapping[str, tuple[int, int]] = field(factory=dict)
    undecided: tuple[str, ...] = ()


@frozen
class RoundResult:
    """What one round proposes.

    Args:
        proposals: by the mentee's id.
        unmatched: members with a free seat and no proposal, mentees first, each side by id.
        solver: name of the solver.
        pool_size: number of mentees and of mentors in the pool, with or without a free seat.
        seed: broke ties; the same pool, rules and seed give the same result.
        advice: what would make such rounds quicker, or None: ``matching.large``, the extra ``large`` is missing.
    """

    proposals: tuple[Proposal, ...]
    unmatched: tuple[Unmatched, ...]
    solver: str
    pool_size: tuple[int, int]
    seed: int
    advice: Reason | None = None


@ask(PairRule)
def pair_rules(traits: tuple[Trait, ...]) -> Sequence[PairRule]:
    """Hand over rules about pairs. The core names them after the policy and its clauses.

    Fires for every round, and for one pair when it is explained, made by hand or introduced.

    Args:
        traits: what the bundle's forms let rules see.
    """
    raise NotImplementedError


@ask_first(object)
def solver(mentees: int, mentors: int) -> object | None:
    """Choose how a round is solved: an object like `mentorcore.matching.assignment.Solver`, or None.

    A solver with an attribute ``two_sided`` that is True is told what each side thinks of a pair: it has the
    method ``solve_sides`` of `mentorcore.matching.sides.TwoSided`.

    Fires once for each round; the exact solver of the core serves where nobody answers.

    Args:
        mentees: number of mentees in the pool.
        mentors: number of mentors in the pool.
    """
    raise NotImplementedError
