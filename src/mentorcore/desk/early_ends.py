"""Somebody leaves early: the team knows in the same transaction, whatever a policy makes of it afterwards."""

from __future__ import annotations

from mentorcore.domain.matches import Match
from mentorcore.engine.core_duties import close_core, open_core
from mentorcore.engine.work import Work


def tell_team(work: Work, match: Match) -> None:
    """Open a duty for the team, due at once, where the programme wants it to be told.

    It is the core's own, and stored with the end itself: no plugin is asked, so none can keep it back. It names
    neither who left nor why.

    Args:
        work: the unit of work of a verb that leaves.
        match: a match that somebody left early.
    """
    closing = work.bundle.closing
    if closing.early_end:
        open_core(
            work,
            "early-end",
            match.id,
            closing.early_end,
            work.today,
            params={"match": match.id},
            remedy=f"matches show {match.id}",
            clauses=closing.serves,
        )


def no_news_any_more(work: Work, match: Match) -> None:
    """The match goes on: nobody has to look after its end any more."""
    close_core(work, "early-end", match.id)
