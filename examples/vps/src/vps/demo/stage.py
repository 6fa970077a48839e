"""The stage of the year: Lausanne, and Anne who types."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import define

from mentorcore import Desk, stage

ZONE = ZoneInfo("Europe/Zurich")


def morning(day: date) -> datetime:
    """Eight in the morning of a day in Lausanne."""
    return stage.morning(day, ZONE)


@define(eq=False)
class Stage(stage.Stage):
    """The stage, with Anne on it; see `mentorcore.stage.Stage`."""

    def anne(self, purpose: str = "") -> Desk:
        """The coordinator's desk."""
        return self.desk(purpose=purpose)
