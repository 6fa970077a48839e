"""Checks that settings share: names of roles, documents, tiers and the like, numbers of days, and who owes a duty."""

from __future__ import annotations

from attrs import validators

from mentorcore.domain.events import History
from mentorcore.domain.matches import MENTEE, MENTOR

NAME = validators.matches_re(r"[\w.:-]+")
"""A name of the bundle: without spaces, since it may stand in a command to type."""
NAMES = validators.deep_iterable(NAME)
"""Any number of names."""
MAYBE_NAME = validators.matches_re(r"[\w.:-]*")
"""A name, or nothing."""
DAYS = validators.and_(validators.ge(0), validators.le(366))
"""Calendar days, up to a year."""
MAYBE_DAYS = validators.optional(DAYS)
"""Calendar days, or nothing."""

SIDES = (MENTEE, MENTOR)


def owner_in(history: History, owner: str) -> str:
    """Who owes a duty about a match: the person on a side, or else the staff role or person that the setting names.

    Args:
        history: the match; its people are the mentee and the mentor, in this order.
        owner: ``mentee``, ``mentor``, a staff role's id or a person's public id.
    """
    return history.people[SIDES.index(owner)] if owner in SIDES else owner


def for_them(command: str, owner: str, history: History) -> str:
    """A command as staff type it: where one of the two owes it, it is written down for them."""
    return f"{command} --on-behalf-of {owner} --how phone" if owner in history.people else command
