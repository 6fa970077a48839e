"""Queries about the tasks of a pair."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from mentorcore.domain.tasks import Task
from mentorcore.storage.codec import fact, row
from mentorcore.storage.lists import among
from mentorcore.storage.tables import tasks
from mentorcore.storage.transaction import Tx


def add_task(tx: Tx, task: Task) -> None:
    """Store a task."""
    tx.add(tasks, row(task))


def save_task(tx: Tx, task: Task) -> None:
    """Store the new state of a task."""
    tx.run(update(tasks).where(tasks.c.id == task.id).values(**row(task)))


def task(tx: Tx, task_id: str) -> Task | None:
    """One task, or None."""
    found = tx.row(select(tasks).where(tasks.c.id == task_id))
    return None if found is None else fact(Task, found)


def tasks_of(tx: Tx, matches: Collection[str]) -> tuple[Task, ...]:
    """The tasks of some matches, oldest first."""
    query = select(tasks).where(among(tasks.c.match, matches)).order_by(tasks.c.agreed_on, tasks.c.id)
    return tuple(fact(Task, line) for line in tx.rows(query))
