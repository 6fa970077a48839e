"""Avoid-lists at the desk: whoever stands in one does not read themselves there, as staff either, nor takes themselves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mentorcore.domain.names import listed_name_key, listed_name_parts, name_parts
from mentorcore.engine.work import Work
from mentorcore.storage import sealed

STAFF_TIER = "staff"
"""A colleague's working name, in their own dossier; no tier of participants."""


def readable(work: Work, person: str, tier: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A tier's values as the actor reads them: without the entries of an avoid-list that are about the actor."""
    question = work.bundle.meaning("avoid")
    if question is None or question.tier != tier or work.actor.id == person or not values.get(question.id):
        return dict(values)
    hidden = set(_about_actor(work, values[question.id]))
    left = tuple(entry for entry in values[question.id] if entry not in hidden)
    return {
        name: left if name == question.id else value
        for name, value in values.items()
        if name != question.id or left
    }


def with_unread(work: Work, person: str, before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """A new avoid-list with what the actor could not read in the one before, and therefore cannot have meant to drop."""
    unread = () if work.actor.id == person else _about_actor(work, before)
    return tuple(dict.fromkeys((*after, *unread)))


def _about_actor(work: Work, entries: Iterable[str]) -> tuple[str, ...]:
    """Entries that a list is compared by with the actor's own names."""
    listed = {
        entry: {(key,) for key in (listed_name_key(entry), *listed_name_parts(entry)) if key}
        for entry in entries
    }
    if not listed:
        return ()
    marks = sealed.marks_of(work.tx, [work.actor.id], ("name", "name-part"))
    called = str(sealed.get(work.tx, work.actor.id, STAFF_TIER).get("called", ""))
    working = {(part,) for part in name_parts("", "", called)}
    mine = {digest for _, digest in marks} | _digests(work, working)
    return tuple(entry for entry, keys in listed.items() if not mine.isdisjoint(_digests(work, keys)))


def _digests(work: Work, keys: set[tuple[str]]) -> set[str]:
    return {row["digest"] for row in sealed.mark_rows(work.tx, "", {"avoid": keys})}
