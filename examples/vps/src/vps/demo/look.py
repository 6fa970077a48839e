"""The last scene, and what stays afterwards: a programme that the `mentorcore` command opens by itself."""

from __future__ import annotations

import getpass
import os
from datetime import date

from mentorcore.domain.commands.audit import AnchorAudit
from mentorcore.domain.commands.matches import CloseMatch, ListMatches
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.staff import BindAccount
from mentorcore.domain.matches import MatchState
from vps.demo.acts import next_match
from vps.demo.pages import agenda, clauses
from vps.demo.stage import DATABASE, KEYS, SETTINGS, Stage, morning

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
    stage.types("programme show")
    for indicator in stage.anne().programme.show(ShowProgramme()):
        name = stage.programme.context.texts.say(indicator.code, stage.language)
        value = f"≈ {indicator.value}" if indicator.approximate else str(indicator.value)
        stage.answer("end.figure", name=name, value=value)
    stage.types("audit anchor")
    stage.show(stage.anne().audit.anchor(AnchorAudit()).text)
    stage.tell("end.4")
    clauses(stage)


def leave_open(stage: Stage) -> None:
    """Write mentorcore.toml, bind whoever runs the demo to Anne, and say how to look round."""
    settings = f'programme = "vps"\ndb = "{DATABASE}"\nkey-file = "{KEYS}"\n'
    (stage.directory / SETTINGS).write_text(settings, encoding="utf-8")
    account = system_user()
    stage.anne().staff.bind(BindAccount(person=stage.cast["anne"], account=account))
    stage.say("")
    stage.tell("look.1", directory=stage.directory, account=account, anne=stage.cast["anne"])
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


def system_user() -> str:
    """Name of the system's user who runs the demo, as the `mentorcore` command finds it.

    The process tells it, not the environment, which anybody can set.
    """
    try:
        import pwd
    except ImportError:  # no such thing on Windows
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid:{os.getuid()}"
