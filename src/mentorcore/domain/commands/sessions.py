"""Commands of the facet `sessions`."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, name, value
from mentorcore.domain.ids import MATCH


@frozen
class LogSession:
    """A session that a pair held.

    Args:
        match: the match.
        minutes: its length.
        channel: how they met.
    """

    match: str = an_id(MATCH, "the match")
    minutes: int = value("its length in minutes", 60)
    channel: str = name("how they met", default="in-person")
