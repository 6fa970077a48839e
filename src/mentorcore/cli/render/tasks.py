"""Pages about tasks."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.tasks import TaskLine
from mentorcore.domain.tasks import Task, TaskState

HEADS = ("head.task", "head.session", "head.owner", "head.due", "head.state", "head.what", "head.why")


def line(page: Page, found: TaskLine) -> Line:
    """A task in a table, with the command that closes it."""
    task = found.task
    then = (common.for_them(f"tasks done {task.match} {task.id}"),) if task.state is TaskState.OPEN else ()
    state = page.label("task_state", task.state.value)
    due = page.day(task.due_on)
    return Line((task.id, task.session, task.owner, due, state, found.words, found.why), then)


def _one(page: Page, task: Task) -> None:
    page.table([line(page, TaskLine(task))], HEADS)


def _list(page: Page, found: tuple[TaskLine, ...]) -> None:
    if not found:
        page.say("page.no_task")
        return
    page.table([line(page, one) for one in found], HEADS)


SHAPES = {
    "tasks.agree": ("task", _one),
    "tasks.list": ("tasks", _list),
    "tasks.done": ("task", _one),
    "tasks.drop": ("task", _one),
}
