"""Writers that wait to be killed: a server that has loaded everything forks four of them for each line it reads.

Each says what it begins, and that it is done once the call has returned. The plan of a round is a line of JSON, see
`tests.hostile.killing`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import mentorcore.desk.desk as desks
from mentorcore import Programme
from mentorcore.desk import imports
from mentorcore.domain.commands.concerns import RaiseConcern
from mentorcore.domain.commands.matches import CloseMatch
from mentorcore.domain.commands.participants import EditAnswers, ErasePerson
from mentorcore.domain.concerns import ConcernWish
from mentorcore.engine.applications import Application, build_application
from mentorcore.testing.answers import plain_answers

WRITERS = 4
ROWS = 3  # of a file that is imported, in parts of two
DAY = date(2025, 2, 3)

Act = Callable[[], None]


def say(*words: str) -> None:
    """A whole line at once, so that the lines of several writers never mix."""
    os.write(1, (" ".join(words) + "\n").encode())


def acts(programme: Programme, plan: dict[str, Any], chance: random.Random) -> Iterator[Act]:
    """What one writer does, one thing after another, in an order of chance."""
    staff = plan["staff"]
    own: list[Act] = [partial(close, programme, match, who) for match, who in plan["close"]]
    own += [partial(erase, programme, who) for who in plan["erase"]]
    own += [partial(raise_, programme, plan["raiser"])] * 6
    words = [f"{plan['name']}/{number}" for number in range(6)]
    own += [partial(edit, programme, staff, chance.choice(plan["edit"]), one) for one in words]
    chance.shuffle(own)
    yield from (partial(import_file, programme, staff, number) for number in plan["imports"])
    yield from own


def raise_(programme: Programme, who: str) -> None:
    """A concern about nobody in particular, that somebody shall act on."""
    say("begin", "raise", who)
    raised = programme.desk(who).concerns.raise_(RaiseConcern(wish=ConcernWish.ACT, about=()))
    say("done", "raise", raised.id)


def edit(programme: Programme, staff: str, who: str, words: str) -> None:
    """A safe hour that nobody else writes."""
    say("begin", "edit", who, words)
    programme.desk(staff).participants.edit(EditAnswers(person=who, answers={"safe_hours": words}))
    say("done", "edit", who, words)


def close(programme: Programme, match: str, who: str) -> None:
    """One of the two leaves."""
    say("begin", "close", match)
    programme.desk(who).matches.close(CloseMatch(match=match))
    say("done", "close", match)


def erase(programme: Programme, who: str) -> None:
    """Somebody has everything erased."""
    say("begin", "erase", who)
    programme.desk(who).privacy.erase(ErasePerson(person=who))
    say("done", "erase", who)


def new_people(programme: Programme, first: int, count: int) -> list[Application]:
    """Applications of invented people; those of other numbers are others."""
    bundle = programme.bundle
    return [
        build_application(bundle, "mentee", plain_answers(bundle, "mentee", 1_000 + number), day=DAY)
        for number in range(first, first + count)
    ]


def import_file(programme: Programme, staff: str, number: int) -> None:
    """A small file of new people; what an import that was killed has left is removed first."""
    say("begin", "import", f"file-{number}")
    rows = new_people(programme, ROWS * number, ROWS)
    command = imports.ImportRegistrations(rows, f"file-{number}", restart=True)
    programme.desk(staff).participants.import_(command)
    say("done", "import", f"file-{number}")


def write(plan: dict[str, Any]) -> None:
    """One writer, until it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    programme = Programme.open("vps", Path(plan["database"]), Path(plan["keys"]))
    say("begin", "work", plan["name"])
    for act in acts(programme, plan, random.Random(plan["seed"])):
        act()
    say("done", "work", plan["name"])
    signal.pause()


def main() -> None:
    """Fork writers for each plan until there are no more; say when all of them are gone."""
    imports.PART = 2
    for name in desks.FACETS:  # loaded once, before anybody forks
        desks.facet_class(name)
    say("ready")
    for line in sys.stdin:
        children = []
        for plan in json.loads(line):
            child = os.fork()
            if child == 0:
                try:
                    write(plan)
                finally:
                    os._exit(1)
            children.append(child)
        say("writers", *map(str, children))
        for child in children:
            _, status = os.waitpid(child, 0)
            say("gone", str(os.waitstatus_to_exitcode(status)))


if __name__ == "__main__":
    main()
