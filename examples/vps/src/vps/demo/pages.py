"""Two pages that the story shows whole: the agenda of a day and the table of clauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mentorcore import clause_table
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.duties import Duty
from mentorcore.domain.messages import MessageState
from vps.demo.stage import Stage


def agenda(stage: Stage) -> None:
    """The agenda of the day, as Anne reads it in the morning."""
    stage.types("agenda")
    found = stage.anne().agenda.show(ShowAgenda())
    stage.answer("agenda.title", day=stage.day(found.day))
    stage.answer("agenda.concerns", count=len(found.concerns))
    for concern in found.concerns:
        stage.show(f"  {concern.id}")
    stage.answer("agenda.overdue", count=len(found.overdue))
    _duties(stage, found.overdue)
    stage.answer("agenda.due", count=len(found.due))
    _duties(stage, found.due)
    states = Counter(message.state for message in found.messages)
    stage.answer(
        "agenda.messages", to_send=states[MessageState.TO_SEND], held=states[MessageState.HELD]
    )


def _duties(stage: Stage, owed: Iterable[Duty]) -> None:
    for duty in owed:
        words = stage.programme.context.texts.say(f"duty.{duty.rule}", stage.language, duty.params)
        clauses = f" [{', '.join(duty.clauses)}]" if duty.clauses else ""
        stage.show(f"  {duty.due_on.isoformat()} {words}{clauses}")
        stage.show(f"    → mentorcore {duty.remedy}")


def clauses(stage: Stage) -> None:
    """Every clause of the programme with what meets it; those that nothing meets are named at the end."""
    stage.types("programme clauses")
    rows = clause_table(stage.programme.bundle)
    for row in rows:
        mark = "✓" if row.met else "✗"
        kind = stage.programme.context.texts.label("kind", row.clause.kind, stage.language)
        met_by = ", ".join(row.met_by)
        stage.show(f"{mark} {row.clause.id:<12} {kind} · {met_by} · {stage.word('clauses.tests', count=len(row.tests))}")
    unmet = [row.clause.id for row in rows if not row.met]
    stage.answer("clauses.met", met=len(rows) - len(unmet), count=len(rows))
    stage.answer("clauses.unmet", unmet=", ".join(unmet) or "—")
