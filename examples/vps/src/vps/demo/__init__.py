"""A year of VPS with invented people, told scene by scene: ``mentorcore demo vps --into demo``.

`tell` makes a database of its own and plays the year on it through the public interface, with a clock of its own.
The story shows what the coordinator types and what the software answers; people appear by their id and the name
that they chose. The year starts on the programme's previous edition, so that a new version of the code of conduct
is adopted on the way; at the end the database runs on the installed edition.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from attrs import frozen

from mentorcore.domain.clock import ManualClock
from vps.demo import autumn, look, spring, summer, winter
from vps.demo.stage import ZONE, Stage, morning
from vps.demo.words import WORDS


@frozen
class Scene:
    """One scene of the year.

    Args:
        name: of its words.
        day: the day on which it starts, in Lausanne.
        clauses: the clauses that it shows.
        play: what happens.
    """

    name: str
    day: date
    clauses: tuple[str, ...]
    play: Callable[[Stage], None]


SCENES = (
    Scene("binder", date(2025, 1, 6), ("VPS-INTRO-3", "VPS-10b", "CORE-3"), winter.binder),
    Scene("code", date(2025, 1, 27), ("VPS-INTRO-3", "VPS-5"), winter.code),
    Scene("file", date(2025, 2, 3), ("VPS-1", "CORE-6"), winter.the_file),
    Scene("vetting", date(2025, 2, 5), ("VPS-INTRO-2", "VPS-3", "VPS-10", "VPS-10b"), winter.vetting),
    Scene("round", date(2025, 2, 10), ("VPS-INTRO-1", "VPS-11", "CORE-1"), spring.first_round),
    Scene("introductions", date(2025, 2, 13), ("VPS-4b", "VPS-2", "CORE-2", "CORE-8"), spring.introductions),
    Scene("limits", date(2025, 2, 14), ("VPS-1", "VPS-12", "VPS-10", "VPS-4"), spring.limits),
    Scene("april", date(2025, 4, 28), ("VPS-11",), spring.second_round),
    Scene("distress", date(2025, 5, 12), ("VPS-7", "VPS-6"), summer.distress),
    Scene("concern", date(2025, 6, 16), ("VPS-8", "VPS-3", "CORE-5"), summer.concern),
    Scene("closure", date(2025, 9, 1), ("VPS-9", "CORE-10"), autumn.closure),
    Scene("rematch", date(2025, 9, 15), ("VPS-9", "CORE-5"), autumn.rematch),
    Scene("erasure", date(2025, 11, 3), ("CORE-9",), autumn.erasure),
    Scene("end", date(2025, 11, 28), ("CORE-5",), look.year_end),
)


def tell(directory: Path, say: Callable[[str], None], language: str = "fr") -> None:
    """Play the year and leave its database behind.

    Args:
        directory: where the database, its keys and ``mentorcore.toml`` are made; made where it is missing.
        say: takes the story line by line.
        language: ``fr`` or ``en``; anything else is told in French.

    Raises:
        StoreError: ``files.exists``: there is a demo already; what to delete was said.
    """
    spoken = language if language in WORDS else "fr"
    stage = Stage(directory, say, spoken, WORDS[spoken], ZONE, ManualClock(morning(SCENES[0].day)))
    stage.refuse_second()
    directory.mkdir(parents=True, exist_ok=True)
    try:
        stage.tell("opening", file=winter.FILE)
        for scene in SCENES:
            stage.open_scene(scene.name, scene.day, scene.clauses)
            scene.play(stage)
        look.leave_open(stage)
    finally:
        stage.close()
