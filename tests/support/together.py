"""Two people in a match, whatever a programme does with them; and what a refusal says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define

from mentorcore import Refused
from mentorcore.domain.events import Event
from mentorcore.storage import events
from mentorcore.testing import Trial


@define(eq=False)
class Together:
    """A programme with a match.

    Args:
        trial: the programme.
        mentee, mentor: the two.
        match: public id of their match.
    """

    trial: Trial
    mentee: str
    mentor: str
    match: str

    def events(self, *families: str) -> list[Event]:
        """The match's events, oldest first; of all families where none is named."""
        with self.trial.programme.context.store.read() as tx:
            found = events.events_about(tx, [self.match])[self.match]
        return [event for event in found if not families or event.type.partition(".")[0] in families]

    def said(self, *families: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Type and values of the match's events of some families."""
        return [(event.type, dict(event.data)) for event in self.events(*families)]


def codes(caught: Any) -> list[str]:
    """The codes of a refusal that pytest caught."""
    fault = caught.value
    assert isinstance(fault, Refused)
    return [refusal.code for refusal in fault.refusals]
