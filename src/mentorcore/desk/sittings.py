"""What somebody does in one sitting: calls with one telephone in hand, one match after the other, one file at a time.

A coordinator with forty matches does not go through a list by date. They make the calls, then the messages, then go
from match to match, each with everything that it waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from attrs import frozen

from mentorcore.domain.duties import Duty
from mentorcore.domain.ids import CONCERN, MATCH, PERSON

_CALLS = "contacts "
"""How the remedy of a duty begins that is done on the telephone."""


class SittingKind(StrEnum):
    """Kinds of sittings, in the order in which they are done."""

    CONCERN = "concern"
    CALLS = "calls"
    MATCH = "match"
    PERSON = "person"
    PROGRAMME = "programme"


@frozen
class Sitting:
    """Duties that are done together.

    Args:
        kind: see `SittingKind`.
        about: public id of the concern, match or person that all are about; empty for calls and the programme.
        duties: ids of the duties, the overdue ones first, then by day.
        late: how many of them are overdue.
    """

    kind: SittingKind
    about: str
    duties: tuple[str, ...]
    late: int


def sittings(owed: Sequence[Duty], late: Callable[[Duty], bool]) -> tuple[Sitting, ...]:
    """Group duties by what is done in one sitting; within a kind, whatever has something overdue comes first.

    Args:
        owed: duties, the earliest first.
        late: whether one is overdue.
    """
    found: dict[tuple[SittingKind, str], list[Duty]] = {}
    for duty in owed:
        found.setdefault(place(duty), []).append(duty)
    made = [
        Sitting(
            kind,
            about,
            tuple(duty.id for duty in sorted(group, key=lambda duty: not late(duty))),
            sum(map(late, group)),
        )
        for (kind, about), group in found.items()
    ]
    order = list(SittingKind)
    return tuple(sorted(made, key=lambda sitting: (order.index(sitting.kind), not sitting.late)))


def place(duty: Duty) -> tuple[SittingKind, str]:
    """In which sitting a duty is done."""
    if duty.subject.startswith(f"{CONCERN}-"):
        return SittingKind.CONCERN, duty.subject
    if duty.remedy.startswith(_CALLS):
        return SittingKind.CALLS, ""
    if duty.subject.startswith(f"{MATCH}-"):
        return SittingKind.MATCH, duty.subject
    if duty.subject.startswith(f"{PERSON}-"):
        return SittingKind.PERSON, duty.subject
    return SittingKind.PROGRAMME, ""
