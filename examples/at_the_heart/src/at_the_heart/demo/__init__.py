"""Six months of At The Heart with invented people, told scene by scene: ``mentorcore demo at_the_heart``.

`tell` makes a database of its own and plays the six months on it through the public interface, with a clock of its own.
Three pairs are followed: one goes well and on by itself, one misses months and is helped, one is left early. The others
of the forty meet each month, so that lists and figures have their true size.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from attrs import frozen

from at_the_heart.demo import beginning, ends, look, months
from at_the_heart.demo.acts import ZONE, SixMonths, days_go_by
from at_the_heart.demo.words import WORDS
from mentorcore.domain.clock import ManualClock
from mentorcore.stage import morning


@frozen
class Scene:
    """One scene of the six months.

    Args:
        name: of its words.
        day: the day on which it starts, in London.
        clauses: the clauses that it shows.
        play: what happens.
    """

    name: str
    day: date
    clauses: tuple[str, ...]
    play: Callable[[SixMonths], None]


SCENES = (
    Scene("file", date(2025, 2, 3), ("CORE-6", "ATH-CODE-1", "ATH-RESP-7"), beginning.the_file),
    Scene("round", date(2025, 2, 4), ("CORE-1", "CORE-2", "ATH-COMM-2"), beginning.the_round),
    Scene("first", date(2025, 2, 17), ("ATH-RESP-1", "ATH-BOUND-1", "ATH-COMM-1"), months.first_sessions),
    Scene(
        "between", date(2025, 2, 24), ("ATH-RESP-5", "ATH-RESP-6", "ATH-CONF-1", "ATH-FEED-1"), months.between
    ),
    Scene("month_1", date(2025, 3, 11), ("ATH-SESS-1", "ATH-RESP-3"), months.month_1),
    Scene("month_3", date(2025, 5, 19), ("ATH-REV-1", "ATH-SESS-1"), months.month_3),
    Scene("help", date(2025, 5, 21), ("ATH-RESP-2", "ATH-WORK-1", "ATH-CONF-2"), months.help_),
    Scene("early", date(2025, 6, 16), ("ATH-SESS-3", "ATH-REV-1"), ends.early),
    Scene("stage", date(2025, 7, 14), ("ATH-SESS-2", "ATH-SESS-4"), ends.closing_stage),
    Scene("month_6", date(2025, 8, 11), ("ATH-SESS-1", "ATH-SESS-2", "ATH-REV-1"), ends.month_6),
    Scene("end", date(2025, 8, 27), ("ATH-REV-1", "ATH-WORK-1"), look.figures),
)


def tell(directory: Path, say: Callable[[str], None], language: str = "en") -> None:
    """Play the six months and leave their database behind.

    Args:
        directory: where the database, its keys and ``mentorcore.toml`` are made; made where it is missing.
        say: takes the story line by line.
        language: of what the software answers, ``en`` or ``fr``; the story itself is told in English.

    Raises:
        StoreError: ``files.exists``: there is a demo already; what to delete was said.
    """
    stage = SixMonths(directory, say, language, WORDS, ZONE, ManualClock(morning(SCENES[0].day, ZONE)))
    stage.refuse_second()
    directory.mkdir(parents=True, exist_ok=True)
    try:
        stage.tell("opening", file=beginning.FILE)
        for scene in SCENES:
            if scene is not SCENES[0]:
                days_go_by(stage, scene.day)
            stage.open_scene(scene.name, scene.day, scene.clauses)
            scene.play(stage)
        look.leave_open(stage)
    finally:
        stage.close()
