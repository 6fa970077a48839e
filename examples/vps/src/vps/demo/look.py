"""The last scene, and what stays afterwards: a programme that the `mentorcore` command opens by itself."""

from __future__ import annotations

from datetime import date

from mentorcore.domain.commands.audit import AnchorAudit
from mentorcore.domain.commands.matches import CloseMatch, ListMatches
from mentorcore.domain.matches import MatchState
from vps.demo.acts import next_match
from vps.demo.pages import agenda
from vps.demo.stage import Stage, morning

LAST_DAY = date(2025, 12, 1)


def year_end(stage: Stage) -> None:
    """What is still to do, the figures, the clauses, and how to look further."""
    match = next_match(stage)
    stage.tell("end.1", leaver=stage.who(match.mentee))
    stage.types(f"matches close {match.id} --told-by staff --on-behalf-of {match.mentee} --how phone")
    stage.by_phone(match.mentee).matches.close(CloseMatch(match=match.id, told_by="staff"))
    stage.clock.set(morning(LAST_DAY))
    stage.tell("end.2", day=stage.day(LAST_DAY))
    agenda(stage)
    states = [found.state for found in stage.anne().matches.list(ListMatches())]
    active, ended = states.count(MatchState.ACTIVE), states.count(MatchState.ENDED)
    stage.tell("end.3", count=len(states), active=active, ended=ended)
    stage.figures()
    stage.types("audit anchor")
    stage.show(stage.anne().audit.anchor(AnchorAudit()).text)
    stage.tell("end.4")
    stage.clauses()


def leave_open(stage: Stage) -> None:
    """Leave the programme to whoever runs the demo, as Anne, and say how to look round."""
    account = stage.leave_open()
    stage.say("")
    stage.tell("look.1", directory=stage.directory, account=account, anne=stage.teller)
    stage.say(f"  $ cd {stage.directory}")
    stage.types(
        "agenda",
        "matches list --state active",
        "vetting list",
        "messages next",
        f"matches explain {stage.cast['distressed']} {stage.cast['distressed-too']}",
        "audit show --last 20",
        "programme clauses",
    )
    stage.tell("look.2", directory=stage.directory)
