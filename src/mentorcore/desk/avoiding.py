"""Avoid-lists at the desk: whoever stands in one does not read themselves there, as staff either, nor takes themselves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mentorcore.domain.names import listed_name_key, listed_name_parts, name_parts
from mentorcore.engine.work import Work
from mentorcore.storage import sealed

STAFF_TIER = "staff"
"""A colleague's working name, in their own dossier; no tier of participants."""


def readable(work: Work, tier: str, opened: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """A tier of some people as the actor reads it: without the entries of avoid-lists that are about the actor.

    Args:
        work: the unit of work.
        tier: which one.
        opened: person to question to answer, as `Work.read` opened them.
    """
    question = work.bundle.meaning("avoid")
    lists = question is not None and question.tier == tier
    others = (person for person in opened if lists and person != work.actor.id)
    listing = {person for person in others if question and opened[person].get(question.id)}
    if question is None or not listing:
        return dict(opened)
    mine = _own_digests(work)
    return {
        person: _without(work, values, question.id, mine) if person in listing else values
        for person, values in opened.items()
    }


def _without(work: Work, values: Mapping[str, Any], question: str, mine: set[str]) -> Mapping[str, Any]:
    hidden = _about(work, values[question], mine)
    left = tuple(entry for entry in values[question] if entry not in hidden)
    return {
        name: left if name == question else value
        for name, value in values.items()
        if name != question or left
    }


def with_unread(work: Work, person: str, before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """A new avoid-list with what the actor could not read in the one before, and therefore cannot have meant to drop."""
    listed = () if work.actor.id == person else tuple(before)
    unread = _about(work, listed, _own_digests(work)) if listed else ()
    return tuple(dict.fromkeys((*after, *unread)))


def _about(work: Work, entries: Iterable[str], mine: set[str]) -> tuple[str, ...]:
    """Entries by which a list finds somebody whose digests these are."""
    listed = {
        entry: {(key,) for key in (listed_name_key(entry), *listed_name_parts(entry)) if key}
        for entry in entries
    }
    return tuple(entry for entry, keys in listed.items() if not mine.isdisjoint(_digests(work, keys)))


def _own_digests(work: Work) -> set[str]:
    """What the actor is found by: the names they are registered under, and a colleague's working name."""
    marks = sealed.marks_of(work.tx, [work.actor.id], ("name", "name-part"))
    called = str(sealed.get(work.tx, work.actor.id, STAFF_TIER).get("called", ""))
    return {digest for _, digest in marks} | _digests(work, {(part,) for part in name_parts("", "", called)})


def _digests(work: Work, keys: set[tuple[str]]) -> set[str]:
    return {row["digest"] for row in sealed.mark_rows(work.tx, "", {"avoid": keys})}
