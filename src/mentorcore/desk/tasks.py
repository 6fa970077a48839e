"""The facet `tasks`: what the two of a match agree upon in a session; its words are theirs alone."""

from __future__ import annotations

from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk.facet import PARTY, Facet, the_match
from mentorcore.desk.pair_words import held_words, open_words, seal_words
from mentorcore.desk.session_plans import the_session
from mentorcore.domain.commands.tasks import AgreeTask, DoTask, DropTask, ListTasks
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import TASK
from mentorcore.domain.matches import Match
from mentorcore.domain.secret import secret
from mentorcore.domain.sessions import SessionState
from mentorcore.domain.tasks import Task, TaskState
from mentorcore.domain.tidy import clean_text
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import tasks

_THOSE_AROUND = ("any", "party", "on-behalf")
CONTENT = "task-words"
WORDS_MOST = 1000


@frozen
class TaskLine:
    """A task of a match.

    Args:
        task: the task.
        words: what it is; for the two alone.
        why: why it was dropped; for the two alone.
    """

    task: Task
    words: str = field(default="", converter=secret, repr=False)
    why: str = field(default="", converter=secret, repr=False)


class Tasks(Facet):
    """Tasks."""

    @action("tasks.agree", subject="match", purpose="support", grants=PARTY)
    def agree(self, work: Work, command: AgreeTask) -> Task:
        """Note what one of the two takes on in a session."""
        match = the_match(work, command.match)
        session = the_session(work, match, command.session)
        if session.state is not SessionState.HELD:
            raise work.refuse("session.not_held", session=session.id)
        if match.side(command.owner) is None:
            raise work.refuse("task.owner")
        if command.due is not None and command.due < work.day:
            raise InputFault.one("date.past", "due")
        words = clean_text(command.words, "words", lines=True, most=WORDS_MOST)
        task = Task(work.tx.new_id(TASK), match.id, session.id, command.owner, work.day, command.due)
        tasks.add_task(work.tx, task)
        seal_words(work, match, task_tier(task.id), {"words": words})
        due = command.due.isoformat() if command.due else ""
        work.event("task.agreed", match.id, task=task.id, session=session.id, owner=task.owner, due=due)
        return task

    @view("tasks.list", subject="match", purpose="support", grants=_THOSE_AROUND)
    def list(self, work: Work, command: ListTasks) -> tuple[TaskLine, ...]:
        """List the tasks of a match, oldest first; what they are is shown to the two alone."""
        match = the_match(work, command.match)
        found = [
            task
            for task in tasks.tasks_of(work.tx, [match.id])
            if not command.open or task.state is TaskState.OPEN
        ]
        places = [task_tier(task.id) for task in found]
        words = open_words(work, match, CONTENT, *places) if places else {}
        return tuple(_line(task, words.get(task_tier(task.id), {})) for task in found)

    @action("tasks.done", subject="match", purpose="support", grants=PARTY)
    def done(self, work: Work, command: DoTask) -> Task:
        """Whoever took it on notes that a task is done."""
        match = the_match(work, command.match)
        task = _open_task(work, match, command.task)
        if task.owner != work.party:
            raise work.refuse("task.not_yours", task=task.id)
        return _close(work, match, task, TaskState.DONE)

    @action("tasks.drop", subject="match", purpose="support", grants=PARTY)
    def drop(self, work: Work, command: DropTask) -> Task:
        """One of the two drops a task, with a word why."""
        match = the_match(work, command.match)
        task = _open_task(work, match, command.task)
        why = clean_text(command.why, "why", lines=True, most=WORDS_MOST)
        seal_words(
            work, match, task_tier(task.id), {**held_words(work, match, task_tier(task.id)), "why": why}
        )
        return _close(work, match, task, TaskState.DROPPED)


def task_tier(task_id: str) -> str:
    """Where the words of a task are sealed in the dossier of its match."""
    return f"task:{task_id}"


def _open_task(work: Work, match: Match, task_id: str) -> Task:
    found = tasks.task(work.tx, task_id)
    if found is None or found.match != match.id:
        raise work.refuse("task.unknown", id=match.id)
    if found.state is not TaskState.OPEN:
        raise work.refuse("task.closed", task=found.id)
    return found


def _close(work: Work, match: Match, task: Task, state: TaskState) -> Task:
    closed = evolve(task, state=state, closed_on=work.day)
    tasks.save_task(work.tx, closed)
    work.event(f"task.{state.value}", match.id, task=task.id)
    return closed


def _line(task: Task, words: dict[str, Any]) -> TaskLine:
    return TaskLine(task, str(words.get("words", "")), str(words.get("why", "")))
