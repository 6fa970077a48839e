"""The desk: an actor's view of a programme, a facet per noun; facets are imported when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import frozen

from mentorcore.engine.door import Door

if TYPE_CHECKING:
    from mentorcore.desk.access import AccessFacet
    from mentorcore.desk.agenda import AgendaFacet
    from mentorcore.desk.audit import Audit
    from mentorcore.desk.concerns import Concerns
    from mentorcore.desk.consents import Consents
    from mentorcore.desk.drafts import Drafts
    from mentorcore.desk.duties import Duties
    from mentorcore.desk.matches import Matches
    from mentorcore.desk.messages import Contacts, Messages
    from mentorcore.desk.participants import Participants
    from mentorcore.desk.privacy import Privacy
    from mentorcore.desk.programme import ProgrammeFacet
    from mentorcore.desk.referrals import Referrals
    from mentorcore.desk.retention import Retention
    from mentorcore.desk.safety import Safety
    from mentorcore.desk.sessions import Sessions
    from mentorcore.desk.staff import Staff
    from mentorcore.desk.surveys import Surveys
    from mentorcore.desk.tasks import Tasks
    from mentorcore.desk.vetting import Vetting
    from mentorcore.desk.working_agreement import WorkingAgreement
    from mentorcore.desk.workshops import Workshops

FACETS = {
    "participants": "participants:Participants",
    "vetting": "vetting:Vetting",
    "matches": "matches:Matches",
    "drafts": "drafts:Drafts",
    "messages": "messages:Messages",
    "contacts": "messages:Contacts",
    "concerns": "concerns:Concerns",
    "safety": "safety:Safety",
    "consents": "consents:Consents",
    "access": "access:AccessFacet",
    "privacy": "privacy:Privacy",
    "retention": "retention:Retention",
    "agenda": "agenda:AgendaFacet",
    "duties": "duties:Duties",
    "sessions": "sessions:Sessions",
    "surveys": "surveys:Surveys",
    "tasks": "tasks:Tasks",
    "agreement": "working_agreement:WorkingAgreement",
    "referrals": "referrals:Referrals",
    "workshops": "workshops:Workshops",
    "staff": "staff:Staff",
    "audit": "audit:Audit",
    "programme": "programme:ProgrammeFacet",
}


def facet_class(name: str) -> type:
    """The class of a facet; importing it imports what its verbs need."""
    module, _, cls = FACETS[name].partition(":")
    found: type = getattr(import_module(f"mentorcore.desk.{module}"), cls)
    return found


@frozen(eq=False, slots=False)
class Desk:
    """What one actor can do in a programme.

    Args:
        door: the door with the actor in front of it.
    """

    door: Door

    if TYPE_CHECKING:
        participants: Participants
        vetting: Vetting
        matches: Matches
        drafts: Drafts
        messages: Messages
        contacts: Contacts
        concerns: Concerns
        safety: Safety
        consents: Consents
        access: AccessFacet
        privacy: Privacy
        retention: Retention
        agenda: AgendaFacet
        duties: Duties
        sessions: Sessions
        surveys: Surveys
        tasks: Tasks
        agreement: WorkingAgreement
        referrals: Referrals
        workshops: Workshops
        staff: Staff
        audit: Audit
        programme: ProgrammeFacet
    else:

        def __getattr__(self, name: str) -> Any:
            if name not in FACETS:
                raise AttributeError(name)
            return facet_class(name)(self.door)
