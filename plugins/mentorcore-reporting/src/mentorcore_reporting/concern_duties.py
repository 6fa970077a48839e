"""A concern stays on somebody's list until its outcome is recorded."""

from __future__ import annotations

from attrs import define, field, validators

from mentorcore.domain.calendar import add_working_days
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.hooks.kinds import hookimpl
from mentorcore_reporting.settings import NAME

RULE = "act-on-concern"


@define(eq=False)
class ConcernDuties:
    """One duty for each concern, from the day it was raised until an outcome is recorded.

    Settings:
        days: working days, Monday to Friday, from the day it was raised; 1 to 90.
        owner: the staff role that owes it, or a person's public id.

    The duty names the concern alone, neither the raiser nor anybody named in it.
    """

    days: int = field(validator=[validators.ge(1), validators.le(90)])
    owner: str = field(validator=NAME)

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """The duty ``act-on-concern``, at most once; it is wanted at any horizon, since it is no rhythm."""
        raised = history.all("concern.raised")
        if history.kind != "concern" or not raised:
            return []
        resolved = history.last("concern.resolved")
        return [
            DutyWanted(
                rule=RULE,
                owner=self.owner,
                occurrence="once",
                due_on=add_working_days(raised[0].effective_on, self.days),
                params={"concern": history.subject},
                remedy=f"concerns show {history.subject}",
                fulfilled_on=resolved.effective_on if resolved else None,
            )
        ]
