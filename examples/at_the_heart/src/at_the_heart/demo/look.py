"""What the six months come to, and what stays: a programme that the `mentorcore` command opens by itself."""

from __future__ import annotations

from collections import Counter

from at_the_heart.demo.acts import HELPED, LEFT, WELL
from mentorcore.domain.commands.matches import ListMatches
from mentorcore.domain.commands.surveys import SurveyFigures
from mentorcore.stage import Stage


def figures(stage: Stage) -> None:
    """Figures that count nobody, how the matches ended, and the clauses."""
    ends = Counter(str(match.end) for match in stage.desk().matches.list(ListMatches()))
    stage.tell("end.1", ends=", ".join(f"{count} × {end}" for end, count in sorted(ends.items())))
    stage.figures("reporting")
    stage.types("surveys figures --survey six_months")
    for figure in stage.desk(purpose="reporting").surveys.figures(SurveyFigures("six_months")):
        if figure.question == "purpose_achieved" and figure.value and not figure.hidden:
            stage.answer("end.answer", value=figure.value, count=figure.count)
    stage.tell("end.2")
    stage.clauses()


def leave_open(stage: Stage) -> None:
    """Leave the programme to whoever runs the demo, as Wren, and say how to look round."""
    account = stage.leave_open()
    stage.say("")
    stage.tell("look.1", directory=stage.directory, account=account, wren=stage.teller)
    stage.say(f"  $ cd {stage.directory}")
    stage.types(
        "agenda",
        f"matches show {stage.cast[LEFT]}",
        f"sessions list {stage.cast[WELL]}",
        f"duties adherence --match {stage.cast[HELPED]}",
        "duties adherence",
        "surveys figures",
        "workshops list --all",
        "audit show --last 20",
        "programme clauses",
    )
    stage.tell("look.2", directory=stage.directory)
