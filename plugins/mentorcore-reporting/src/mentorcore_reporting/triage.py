"""Triage of concerns: by when they are taken on and closed, and what has to be asked or told before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from attrs import define, field, validators

from mentorcore.domain.concerns import NOTICEABLE, Concern, ConcernAct, ConcernWish, Resolution
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.hooks.kinds import hookimpl
from mentorcore_reporting.deadlines import Deadline

Kind = Literal[
    "worry",
    "accusation",
    "compensation",
    "exploitation",
    "issue",
    "ethical-issue",
    "undeclared-issue",
    "other",
]

_TAKES_ON = (ConcernAct.ACKNOWLEDGEMENT.value, ConcernAct.AGREEMENT.value)
"""Acts for which a handler speaks with the raiser, or at least takes the concern on."""


@define(eq=False)
class Triage:
    """What is owed to concerns of some kinds and risks. A bundle that tells kinds apart uses it several times.

    A concern that no triage of the bundle is for is owed nothing, and nothing keeps its handlers from acting
    before the raiser agrees: together they should cover every kind and risk.

    Settings:
        acknowledge: by when a handler takes the concern on: ``{ hours = 24 }`` or ``{ working_days = 2 }``. An
            acknowledgement, the raiser's agreement or an outcome fulfils it.
        resolve: by when an outcome is recorded, likewise.
        kinds: the kinds it is for: ``worry``, ``accusation``, ``compensation``, ``exploitation``, ``issue``,
            ``ethical-issue``, ``undeclared-issue``, ``other``; all where not set.
        risks: the risks it is for: ``none``, ``self``, ``others``; all where not set.
        owner: the role that is shown as owing it; where not set, the one that handles the concern.
        consent_first: whether what the other could notice waits until the raiser agrees; yes unless set.
        agency_or_reason: whether an outcome needs the agency that was told, with the day, or the written reason
            why none was; no unless set.

    The duties name the concern alone, neither the raiser nor anybody named in it. They are shown to those who
    handle the concern, whatever the owner is, and never to anybody named in it.
    """

    acknowledge: Deadline
    resolve: Deadline
    kinds: tuple[Kind, ...] = ()
    risks: tuple[Literal["none", "self", "others"], ...] = ()
    owner: str = field(default="", validator=validators.matches_re(r"[\w.:-]*"))
    consent_first: bool = True
    agency_or_reason: bool = False

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """The duties ``acknowledge``, ``resolve`` and, where a day for it was set, ``follow-up``."""
        raised = next(iter(history.all("concern.raised")), None)
        if history.kind != "concern" or raised is None:
            return []
        if not self._is_for(str(raised.data.get("kind", "")), str(raised.data.get("risk", ""))):
            return []
        return list(self._duties(history, raised))

    def _duties(self, history: History, raised: Event) -> Iterator[DutyWanted]:
        concern, owner = history.subject, self.owner or str(raised.data.get("owner", ""))
        acted = (event for event in history.all("concern.acted") if event.data.get("act") in _TAKES_ON)
        taken_on, resolved = next(acted, None), history.last("concern.resolved")
        met = taken_on or resolved
        day, moment = self.acknowledge.after(raised, history.calendar)
        yield DutyWanted(
            rule="acknowledge",
            owner=owner,
            occurrence="once",
            due_on=day,
            due_at=moment,
            params={"concern": concern},
            remedy=f"concerns act {concern} acknowledgement",
            fulfilled_on=met.effective_on if met else None,
        )
        day, moment = self.resolve.after(raised, history.calendar)
        yield DutyWanted(
            rule="resolve",
            owner=owner,
            occurrence="once",
            due_on=day,
            due_at=moment,
            params={"concern": concern},
            remedy=f"concerns show {concern}",
            fulfilled_on=resolved.effective_on if resolved else None,
        )
        again = str(resolved.data.get("follow_up", "")) if resolved else ""
        if again:  # a person closes it: nothing that happens tells whether somebody looked again
            yield DutyWanted(
                rule="follow-up",
                owner=owner,
                occurrence="once",
                due_on=date.fromisoformat(again),
                params={"concern": concern},
            )

    def _is_for(self, kind: str, risk: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (not self.risks or risk in self.risks)

    @hookimpl
    def may_act_on_concern(self, concern: Concern, act: ConcernAct) -> Refusal | None:
        """``reporting.consent_first`` for any act that the person named could notice."""
        agreed = concern.agreed or concern.wish is ConcernWish.ACT
        if not self.consent_first or agreed or act not in NOTICEABLE:
            return None
        if not self._is_for(concern.kind.value, concern.risk.value):
            return None
        return Refusal("reporting.consent_first", {"act": act.value})

    @hookimpl
    def may_resolve_concern(self, concern: Concern, resolution: Resolution) -> Refusal | None:
        """``reporting.agency_or_reason`` where nothing says who was told, or why nobody was."""
        said = resolution.agency_on is not None or resolution.reasoned
        if not self.agency_or_reason or said or not self._is_for(concern.kind.value, concern.risk.value):
            return None
        return Refusal("reporting.agency_or_reason", {"outcome": resolution.outcome})
