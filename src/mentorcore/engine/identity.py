"""The same person under several ids: recognised by the blind index, so that nobody becomes a stranger by registering anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from mentorcore.storage import sealed, standings
from mentorcore.storage.kept import (
    IDENTIFYING,
    identifying_marks,
    keep_marks,
    keep_marks_of,
    kept_holders,
    protected_from,
)
from mentorcore.storage.standings import Standing
from mentorcore.storage.transaction import Tx


class Seen:
    """Who is registered already, for finding probable duplicates among the applications at hand.

    Args:
        found: who has each mark, by kind and digest.
    """

    def __init__(self, found: Mapping[tuple[str, str], Collection[str]]) -> None:
        self._found = {mark: set(people) for mark, people in found.items()}

    def add(self, name: str, marks: Sequence[Mapping[str, str]]) -> None:
        """Note somebody by their blind index."""
        for mark in marks:
            self._found.setdefault((mark["kind"], mark["digest"]), set()).add(name)

    def like(self, marks: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
        """Who is probably the same: same name and birth date, or same name with the same phone or e-mail."""
        same: dict[str, set[str]] = {kind: set() for kind in IDENTIFYING}
        for mark in marks:
            if mark["kind"] in same:
                same[mark["kind"]] |= self._found.get((mark["kind"], mark["digest"]), set())
        return tuple(sorted(same["name-born"] | (same["name"] & (same["phone"] | same["email"]))))


def seen_already(tx: Tx, marks: Sequence[Mapping[str, str]]) -> Seen:
    """Everybody who shares a mark with the applications at hand, staged ones too."""
    return Seen(sealed.holders_of(tx, _digests(marks)))


def barred(tx: Tx, people: Collection[str], marks: Sequence[Mapping[str, str]]) -> tuple[Standing, ...]:
    """Who of these people, or of those who are probably the same as the marks tell, is suspended or was put out.

    Args:
        tx: the transaction.
        people: public ids of people who are known to be meant.
        marks: the blind index of somebody who registers; those kept of erased people count, too.
    """
    digests = _digests(marks)
    same = {*Seen(sealed.holders_of(tx, digests)).like(marks), *Seen(kept_holders(tx, digests)).like(marks)}
    return standings.standings_of(tx, {*people, *same})


def also_known_as(tx: Tx, people: Collection[str]) -> dict[str, frozenset[str]]:
    """Each person with all ids under which the same person is probably registered, their own among them."""
    marks = identifying_marks(tx, people)
    seen = Seen(sealed.holders_of(tx, _digests([mark for own in marks.values() for mark in own])))
    return {person: frozenset({person, *seen.like(marks.get(person, ()))}) for person in people}


def change_marks(tx: Tx, person: str, values: Mapping[str, Collection[tuple[str, ...]]]) -> None:
    """Put somebody's new blind index; whoever is protected from them stays so under the new name as under the old one."""
    known = also_known_as(tx, sorted(protected_from(tx)))
    followed = [other for other, ids in known.items() if person in ids]
    keep_marks(tx, followed)
    sealed.set_marks(tx, person, values)
    for other in followed:
        keep_marks_of(tx, person, as_=other)


def _digests(marks: Sequence[Mapping[str, str]]) -> list[str]:
    return [mark["digest"] for mark in marks if mark["kind"] in IDENTIFYING]
