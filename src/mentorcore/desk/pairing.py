"""One pair: made by hand, stored with its seats, and looked at again before it is introduced."""

from __future__ import annotations

from collections.abc import Mapping

from mentorcore.domain.decisions import Param, Refusal
from mentorcore.domain.errors import Refused
from mentorcore.domain.ids import MATCH
from mentorcore.domain.matches import MENTEE, MENTOR, Match, MatchState
from mentorcore.engine.pair_rules import rules
from mentorcore.engine.pool import Participant, participants, separations, traits
from mentorcore.engine.work import Work
from mentorcore.storage import matches, people


def pair_by_hand(work: Work, mentee: str, mentor: str) -> Match:
    """Store a coordinator's own pair; both have to be in the pool and no hard rule may object."""
    found = participants(work.context, work.tx, [mentee, mentor])
    pair = tuple(_in_role(work, found, person, side) for person, side in ((mentee, MENTEE), (mentor, MENTOR)))
    for participant in pair:
        lacking = [Refusal(r.code, r.params, r.policy, r.clauses) for r in participant.lacks]
        if lacking:
            raise Refused(lacking)
        if participant.silently_held:
            raise work.refuse("matching.kept_apart", "CORE-1")
    require_pair(work, pair, mentee, mentor)
    return new_match(work, mentee, mentor, "", 0)


def _in_role(work: Work, found: tuple[Participant, ...], person: str, side: str) -> Participant:
    for participant in found:
        if participant.candidate.person == person and participant.side == side:
            return participant
    raise work.refuse("person.not_in_role", role=work.bundle.role_of_side(side).id, person=person)


def require_pair(work: Work, pair: tuple[Participant, ...], mentee: str, mentor: str) -> None:
    """See that no hard rule stands against a pair, at a pairing by hand and again at the introduction.

    Raises:
        Refused: with each rule that does.
    """
    from mentorcore.matching.rounds import check_pair  # NumPy is loaded only where pairs are judged

    context = work.context
    members = [participant.member for participant in pair]
    apart = separations(context, work.tx, pair)
    # what words weigh makes no difference to what stands against a pair: texts only give points
    blocking = check_pair(members, traits(context), rules(context), apart, mentee=mentee, mentor=mentor)
    if blocking:
        raise Refused(Refusal(r.code, untelling(r.params), r.policy, r.clauses) for r in blocking)


def untelling(params: Mapping[str, Param]) -> dict[str, Param]:
    """A refusal names the question, not what the two answered: it stands in the audit and may be read aloud."""
    return {name: value for name, value in params.items() if name == "trait"}


def new_match(work: Work, mentee: str, mentor: str, round_id: str, score: int) -> Match:
    """Store a proposal and take its seats.

    Raises:
        Refused: as `take_seats`.
    """
    match = Match(
        work.tx.new_id(MATCH), mentee, mentor, MatchState.PROPOSED, round_id, work.today, score=score
    )
    matches.add_match(work.tx, match)
    take_seats(work, match)
    work.event("match.proposed", match.id, round=round_id)
    work.concerns(mentee, mentor)
    return match


def take_seats(work: Work, match: Match) -> None:
    """A seat of each of the two is taken.

    Raises:
        Refused: ``match.mentee_taken`` or ``match.mentor_full``: there is none free; the clause is the role's own.
    """
    for person, side in zip(match.parties, (MENTEE, MENTOR), strict=True):
        role = work.bundle.role_of_side(side)
        capacity = capacity_of(work, person, role.id)
        if not matches.take_seat(work.tx, person, role.id, capacity, match.id):
            code = "match.mentee_taken" if side == MENTEE else "match.mentor_full"
            params: dict[str, Param] = {"person": person, "capacity": capacity}
            raise Refused([Refusal(code, params, f"role:{role.id}", role.serves)])


def capacity_of(work: Work, person: str, role: str) -> int:
    """How many matches a person may be in at once in a role: as stated, within the bundle's bound."""
    found = people.person(work.tx, person)
    held = found.role(role) if found else None
    bound = work.bundle.role(role)
    return min(held.capacity, bound.most) if held is not None and bound is not None else 0
