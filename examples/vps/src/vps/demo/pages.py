"""What the story shows whole: the agenda of a day, and the texts that go with a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.duties import Duty
from mentorcore.domain.messages import MessageState
from vps.demo.stage import Stage


def agenda(stage: Stage, until: date | None = None) -> None:
    """The agenda of the day, as Anne reads it in the morning.

    Args:
        stage: the stage.
        until: up to this day; today where not said.
    """
    stage.types(f"agenda --to {until.isoformat()}" if until else "agenda")
    found = stage.anne().agenda.show(ShowAgenda(until=until))
    stage.answer("agenda.title", day=stage.day(found.day))
    stage.answer("agenda.concerns", count=len(found.concerns))
    for concern in found.concerns:
        stage.show(f"  {concern.id}")
    stage.answer("agenda.overdue", count=len(found.overdue))
    duties(stage, found.overdue)
    stage.answer("agenda.due", count=len(found.due))
    duties(stage, found.due)
    states = Counter(message.state for message in found.messages)
    stage.answer("agenda.messages", to_send=states[MessageState.TO_SEND], held=states[MessageState.HELD])


def duties(stage: Stage, owed: Iterable[Duty]) -> None:
    """Duties in words, each with its day, its clauses and the command to type next."""
    for duty in owed:
        words = stage.programme.context.texts.say(f"duty.{duty.rule}", stage.language, duty.params)
        clauses = f" [{', '.join(duty.clauses)}]" if duty.clauses else ""
        stage.show(f"  {duty.due_on.isoformat()} {words}{clauses}")
        stage.show(f"    → mentorcore {duty.remedy}")


def letter(stage: Stage, person: str, template: str) -> None:
    """How the newest message of a kind reaches somebody, and the texts that go with it."""
    texts = stage.programme.context.texts
    written = stage.anne().messages.list(ListMessages(person=person))
    message = [found for found in written if found.template == template][-1]
    documents = (texts.document(name.partition("@")[0], stage.language)[0] for name in message.documents)
    stage.answer(
        "letter",
        person=stage.who(person),
        channel=texts.label("channel", message.channel, stage.language),
        documents=" · ".join(documents),
        clauses=", ".join(message.clauses),
    )
