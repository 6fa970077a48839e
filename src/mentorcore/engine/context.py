"""What every action needs: the bundle, its hooks, its texts, the database. Made once per programme."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import define

from mentorcore.domain.bundle import Bundle, Grant
from mentorcore.domain.calendar import WorkCalendar
from mentorcore.domain.clock import day_in
from mentorcore.engine.texts import Texts
from mentorcore.hooks.caller import Hooks
from mentorcore.storage.store import Store


@define(eq=False)
class Context:
    """A programme at work; thread-safe, since nothing in it changes.

    Args:
        bundle: the programme's values.
        hooks: its policies behind the one caller.
        texts: its words.
        store: its database and keys.
        grants: the doors that bundle and policies open.
        zone: the time zone in which days are counted.
        opening: the bundle's values as JSON with what is needed to open it fast; what is adopted.
    """

    bundle: Bundle
    hooks: Hooks
    texts: Texts
    store: Store
    grants: tuple[Grant, ...]
    zone: ZoneInfo
    opening: str

    @property
    def grounds(self) -> frozenset[str]:
        """The tiers that hold why somebody is in the programme: no view of a party holds one."""
        return frozenset(tier.id for tier in self.bundle.tiers if tier.grounds)

    @property
    def calendar(self) -> WorkCalendar:
        """The working days of the programme's country, and its time zone."""
        header = self.bundle.programme
        return WorkCalendar(header.country, header.subdivision, header.time_zone)

    def day(self, moment: datetime) -> date:
        """The day of an instant in the programme's time zone."""
        return day_in(moment, self.zone)
