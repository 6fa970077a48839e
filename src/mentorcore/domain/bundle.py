"""A bundle's values: what an organisation's programme consists of, read from its TOML files.

`Bundle` is data only. Policies are named here and built by `mentorcore.loading`; `Bundle.digest` is what a
database adopts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from attrs import field, frozen

from mentorcore.domain.closing import Closing
from mentorcore.domain.disclosure import Need, Phase
from mentorcore.domain.forms import MEANINGS, QUESTION_KINDS, Form, ImportMap, Option, PlacesFile, Question
from mentorcore.domain.retention import RetentionRule

__all__ = [
    "HOOK_API",
    "MEANINGS",
    "PURPOSES",
    "QUESTION_KINDS",
    "RELATIONS",
    "Bundle",
    "Channel",
    "Clause",
    "Closing",
    "DocumentDef",
    "Form",
    "Grant",
    "ImportMap",
    "Option",
    "PlacesFile",
    "PolicyDef",
    "ProgrammeHeader",
    "Question",
    "RetentionRule",
    "RoleDef",
    "Tier",
]

HOOK_API = 1
"""Number of the hook interface; a bundle or a plugin made for another one is refused."""

PURPOSES = (
    "vetting",
    "matching",
    "introduction",
    "support",
    "protection",
    "review",
    "reporting",
    "research",
    "administration",
    "subject-access",
)
"""Purposes that every programme knows; a bundle may add its own."""

RELATIONS = ("any", "self", "party", "on-behalf")
"""How an actor can stand to a subject: anybody's, one's own, a match of one's own, a party's own act that staff write down."""


@frozen
class ProgrammeHeader:
    """Who the programme is.

    Args:
        id: short name, such as ``vps``; a database belongs to one programme for ever.
        name: the organisation's name; it never appears in a message's title.
        version: version of the bundle.
        hook_api: the hook interface the bundle was written for.
        time_zone: IANA zone in which days and months are counted.
        languages: ISO 639-1 codes, the default one first.
        country: ISO 3166 code; the region of phone numbers written without a country code.
        fallback_role: staff role that handles a concern which names every handler.
        handler_role: staff role that handles concerns.
        registers: names of the clause registers: ``core`` and files of the bundle.
        subdivision: part of the country with public holidays of its own, such as ``VD``; empty for the whole country.
    """

    id: str
    name: str
    version: str
    hook_api: int
    time_zone: str
    languages: tuple[str, ...]
    country: str
    handler_role: str
    fallback_role: str
    registers: tuple[str, ...]
    subdivision: str = ""


@frozen
class RoleDef:
    """A role: participants take part in matches, staff run the programme.

    Args:
        id: such as ``mentee`` or ``coordinator``.
        kind: participant or staff.
        side: on which side of a match a participant of this role stands.
        most: the largest number of matches at once that a participant can state; 1 for one only.
        serves: clauses.
    """

    id: str
    kind: Literal["participant", "staff"]
    side: Literal["mentee", "mentor", ""] = ""
    most: int = 1
    serves: tuple[str, ...] = ()


@frozen
class Tier:
    """Confidential data that is disclosed together.

    Args:
        id: such as ``identity``.
        grounds: whether it holds why somebody is in the programme; no question on it may be required.
        serves: clauses.
    """

    id: str
    grounds: bool = False
    serves: tuple[str, ...] = ()


@frozen
class Grant:
    """One door that the bundle opens; whatever no grant opens stays shut.

    Args:
        role: a role of the bundle.
        relation: see `RELATIONS`.
        verbs: verbs or families of verbs, such as ``matches.accept`` or ``participants.*``.
        purposes: for which purposes.
        tiers: which tiers, and which contents (`mentorcore.domain.disclosure.CONTENTS`), may be read on the way.
            As a party, those of the other; no grant opens the grounds for being in a programme to a party.
        phases: in which phases of the match (`mentorcore.domain.disclosure.Phase`), for the relation ``party``;
            all of them where none is named.
        needs: what is needed besides: the person's ``consent`` to this purpose, the ``approval`` of a second
            member of staff, or an ``emergency`` access; nothing where it is empty.
        hours: how long an approval or an emergency access lasts, 1 to 24.
        inform: whether the person is told that it was read.
        serves: clauses.
    """

    role: str
    relation: Literal["any", "self", "party", "on-behalf"]
    purposes: tuple[str, ...]
    verbs: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    needs: Need = ""
    hours: int = 24
    inform: bool = False
    serves: tuple[str, ...] = ()


@frozen
class DocumentDef:
    """A text of the programme in every language of the bundle.

    Args:
        id: such as ``code``; the texts lie in ``texts/<language>/<id>.md``.
        version: its version; a changed text needs a new one.
        digest: SHA-256 over the texts, made at loading.
        serves: clauses.
    """

    id: str
    version: str
    serves: tuple[str, ...] = ()
    digest: str = ""


@frozen
class PolicyDef:
    """One policy of the bundle.

    Args:
        id: unique in the bundle; decisions and duties name it.
        use: a plugin's policy, such as ``vetting.acceptance``.
        serves: the clauses that it meets.
        settings: what the policy's own settings class takes.
    """

    id: str
    use: str
    serves: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(factory=dict)


@frozen
class Channel:
    """A way to reach a person.

    Args:
        id: such as ``sms``.
        address: id of the question that holds the number or address, or empty.
        shown: whether a party may choose it as the channel that the other sees.
        voice: whether it can leave a voice message behind, as a call can.
    """

    id: str
    address: str = ""
    shown: bool = True
    voice: bool = False


@frozen
class Clause:
    """One demand of the organisation's document, in our own words.

    Args:
        id: such as ``VPS-12``.
        where: the place in the document.
        kind: what the software owes it: ``enforced``, ``duty``, ``evidence`` or ``guidance``.
        hook: the hook family it belongs to, or ``core``.
        requires: the demand.
        check: how anyone can see that it holds.
        ceiling: whether doing more would harm.
    """

    id: str
    where: str
    kind: Literal["enforced", "duty", "evidence", "guidance"]
    hook: str
    requires: str
    check: str
    ceiling: bool = False


@frozen
class Bundle:
    """A programme as an organisation writes it down.

    Args:
        programme: who it is.
        roles, tiers, channels, grants, documents, policies, forms, questions: see their classes.
        clauses: the register, the core's clauses included.
        imports: the map of the registration export, or None.
        purposes: purposes beyond `PURPOSES`.
        retention: how long what is kept; whatever no rule names is kept until somebody has it erased.
        closing: what the programme wants around the end of a match.
        places: the table of places for questions of the kind ``place``, or None.
        package: the Python package that holds texts and catalogues.
        digest: SHA-256 over all values, made at loading; what a database adopts.
    """

    programme: ProgrammeHeader
    roles: tuple[RoleDef, ...]
    tiers: tuple[Tier, ...]
    channels: tuple[Channel, ...]
    grants: tuple[Grant, ...]
    documents: tuple[DocumentDef, ...]
    policies: tuple[PolicyDef, ...]
    forms: tuple[Form, ...]
    questions: tuple[Question, ...]
    clauses: tuple[Clause, ...]
    imports: ImportMap | None = None
    purposes: tuple[str, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    closing: Closing = field(factory=Closing)
    places: PlacesFile | None = None
    package: str = ""
    digest: str = ""

    @property
    def all_purposes(self) -> tuple[str, ...]:
        """The purposes that every programme knows, and the bundle's own."""
        return (*PURPOSES, *self.purposes)

    def role(self, role_id: str) -> RoleDef | None:
        """The role of that id, or None."""
        return next((role for role in self.roles if role.id == role_id), None)

    def role_of_side(self, side: str) -> RoleDef:
        """The participant role on a side of a match; the loader made sure that there is one."""
        return next(role for role in self.roles if role.side == side)

    def document(self, document_id: str) -> DocumentDef | None:
        """The document of that id, or None."""
        return next((document for document in self.documents if document.id == document_id), None)

    def form(self, form_id: str) -> Form | None:
        """The form of that id, or None."""
        return next((form for form in self.forms if form.id == form_id), None)

    def questions_of(self, form_id: str) -> tuple[Question, ...]:
        """The questions of a form, in the order they are asked."""
        return self._asked.get(form_id, ())

    @cached_property
    def _asked(self) -> Mapping[str, tuple[Question, ...]]:
        """Form to its questions: an import asks for them with each row."""
        forms = dict.fromkeys(form for question in self.questions for form in question.forms)
        return {form: tuple(q for q in self.questions if form in q.forms) for form in forms}

    @cached_property
    def registered(self) -> tuple[Question, ...]:
        """The questions that are asked when somebody registers, and can be corrected as their own data."""
        asking = {form.id for form in self.forms if form.use == "registration"}
        return tuple(question for question in self.questions if not asking.isdisjoint(question.forms))

    @cached_property
    def traits(self) -> tuple[Question, ...]:
        """The questions whose answers rules of matching and vetting may see."""
        return tuple(question for question in self.questions if question.trait)

    @cached_property
    def compared(self) -> tuple[Question, ...]:
        """The questions of which the matching compares what people wrote freely."""
        return tuple(question for question in self.questions if question.compared)

    @cached_property
    def meant(self) -> tuple[Question, ...]:
        """The questions of which the core itself reads the answer."""
        return tuple(q for q in self.questions if q.means and q.kind != "acceptance")

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)

    def meaning(self, means: str) -> Question | None:
        """The question with that meaning, or None."""
        return next((question for question in self.questions if question.means == means), None)

    def channel(self, channel_id: str) -> Channel | None:
        """The channel of that id, or None."""
        return next((channel for channel in self.channels if channel.id == channel_id), None)
