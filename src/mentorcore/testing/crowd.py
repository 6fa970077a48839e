"""Many actors at once on one database, each in a process of their own: for rules that have to hold all the same."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from attrs import fields, frozen

from mentorcore.domain.errors import MentorcoreError, Refused
from mentorcore.domain.secret import revealed
from mentorcore.programme import Programme

PATIENCE = 120  # seconds until a process that says nothing counts as lost
PRELOADED = ("mentorcore.programme", "mentorcore.desk.matches", "mentorcore.matching.rounds")


@frozen
class Attempt:
    """What one actor tries.

    Args:
        actor: public id.
        verb: facet and method of the desk, such as ``matches.pair``.
        command: the verb's command.
    """

    actor: str
    verb: str
    command: Any

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process of the same test: secrets travel revealed, and are kept again on arrival."""
        kind = type(self.command)
        values = {field.name: revealed(getattr(self.command, field.name)) for field in fields(kind)}
        return _attempt, (self.actor, self.verb, kind, values)


def _attempt(actor: str, verb: str, kind: type, values: Mapping[str, Any]) -> Attempt:
    return Attempt(actor, verb, kind(**values))


@frozen
class Outcome:
    """What came of an attempt.

    Args:
        code: empty where it was done; else the error's code, or the codes of the refusals.
        clauses: the clauses of the refusals.
    """

    code: str = ""
    clauses: tuple[str, ...] = ()


def at_once(programme: str, database: Path, keys: Path, attempts: Sequence[Attempt]) -> tuple[Outcome, ...]:
    """Let all attempts happen at the same moment, each in its own process; returns their outcomes as they came in.

    Args:
        programme: name of an installed bundle, which the database has adopted.
        database: its file.
        keys: its key file.
        attempts: what is tried.

    Raises:
        queue.Empty: a process said nothing in time.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    start, said = context.Barrier(len(attempts)), context.Queue()
    running = [
        context.Process(target=_try, args=(programme, database, keys, attempt, start, said))
        for attempt in attempts
    ]
    for process in running:
        process.start()
    outcomes = tuple(said.get(timeout=PATIENCE) for _ in running)
    for process in running:
        process.join(timeout=PATIENCE)
    return outcomes


def _try(
    programme: str, database: Path, keys: Path, attempt: Attempt, start: Barrier, said: Queue[Outcome]
) -> None:
    facet, _, verb = attempt.verb.partition(".")
    with Programme.open(programme, database, keys) as opened:
        act = getattr(getattr(opened.desk(attempt.actor), facet), verb)
        start.wait(timeout=PATIENCE)
        said.put(_outcome(act, attempt.command))


def _outcome(act: Any, command: Any) -> Outcome:
    try:
        act(command)
    except Refused as refused:
        return Outcome(" ".join(refusal.code for refusal in refused.refusals), refused.clauses)
    except MentorcoreError as error:
        return Outcome(error.code)
    return Outcome()
