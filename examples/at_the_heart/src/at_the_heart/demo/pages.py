"""What the story shows whole: the agenda of a day, and how a pair keeps to the rhythm."""

from __future__ import annotations

from collections.abc import Sequence

from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.duties import ShowAdherence
from mentorcore.domain.duties import Duty
from mentorcore.stage import Stage

MOST = 2
"""How many of the duties that are alike are named."""


def agenda(stage: Stage) -> None:
    """The agenda of the day, as Wren reads it in the morning; duties that are alike are told by their number."""
    stage.types("agenda")
    found = stage.desk().agenda.show(ShowAgenda())
    stage.answer("agenda.title", day=stage.day(found.day), concerns=len(found.concerns))
    for name, owed in (("agenda.overdue", found.overdue), ("agenda.due", found.due)):
        stage.answer(name, count=len(owed))
        _duties(stage, owed)


def adherence(stage: Stage, part: str, match: str) -> None:
    """How a pair keeps to the rhythm, rule by rule."""
    stage.types(f"duties adherence --match {match}")
    stage.answer("adherence.title", part=part, match=match)
    for line in stage.desk().duties.adherence(ShowAdherence(match)):
        stage.answer(
            "adherence.row",
            rule=f"{line.policy}, {line.rule}".ljust(38),
            done=line.done,
            missed=line.missed,
            waived=line.waived,
            open=line.open,
        )


def _duties(stage: Stage, owed: Sequence[Duty]) -> None:
    alike: dict[str, list[Duty]] = {}
    for duty in owed:
        alike.setdefault(duty.rule, []).append(duty)
    for found in alike.values():
        for duty in found[:MOST]:
            words = stage.programme.context.texts.say(f"duty.{duty.rule}", stage.language, duty.params)
            serves = f" [{', '.join(duty.clauses)}]" if duty.clauses else ""
            stage.show(f"  {duty.due_on.isoformat()} {words}{serves}")
        if len(found) > MOST:
            stage.answer("agenda.alike", count=len(found) - MOST)
