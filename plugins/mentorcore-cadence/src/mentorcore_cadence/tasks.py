"""What one of a pair took on in a session is owed until it is done or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from attrs import define, field, validators

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.settings import for_them

RULE = "task"


@define(eq=False)
class Tasks:
    """A duty for whoever took on a task, while the match goes on; dropping the task ends it.

    Settings:
        days: calendar days from the day it was agreed, for a task without a day of its own, 1 to 366.
    """

    days: int = field(default=30, validator=[validators.ge(1), validators.le(366)])

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """The duties ``task`` of a match, one for each task that was not dropped."""
        if history.kind != "match" or history.state != "active":
            return []
        ends = {event.data["task"]: event for event in history.all("task.done", "task.dropped")}
        return [
            self._duty(history, event, ends)
            for event in history.all("task.agreed")
            if event.data["task"] not in ends or ends[event.data["task"]].type == "task.done"
        ]

    def _duty(self, history: History, agreed: Event, ends: Mapping[str | int | bool, Event]) -> DutyWanted:
        match, owner = history.subject, str(agreed.data["owner"])
        task, due = str(agreed.data["task"]), str(agreed.data["due"])
        done = ends.get(task)
        return DutyWanted(
            rule=RULE,
            owner=owner,
            occurrence=task,
            due_on=date.fromisoformat(due) if due else agreed.effective_on + timedelta(days=self.days),
            params={"task": task, "match": match},
            remedy=for_them(f"tasks done {match} {task}", owner, history),
            fulfilled_on=done.effective_on if done is not None else None,
        )
