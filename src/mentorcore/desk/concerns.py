"""The facet `concerns`: raised in one step, handled by those who are not named, silent to those who are."""

from __future__ import annotations

from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk.endings import suspend_match
from mentorcore.desk.facet import ANY, NOT_AVAILABLE, Facet, the_match, the_person
from mentorcore.desk.handling import handled, owner_role, the_concern
from mentorcore.desk.held_data import destroy_held
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
    ShowConcern,
)
from mentorcore.domain.concerns import Concern, ConcernAct, ConcernState, ConcernWish
from mentorcore.domain.errors import InputFault
from mentorcore.domain.events import Event
from mentorcore.domain.ids import CONCERN
from mentorcore.engine.messaging import guidance_for
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.reporting import may_act_on_concern
from mentorcore.storage import concerns, events, matches, people, sealed

ACCOUNT = "account"
OUTCOMES = ("resolved", "unfounded", "referred", "match-ended")


@frozen
class ConcernFile:
    """One concern as its handlers see it.

    Args:
        concern: the concern.
        account: what happened, in the raiser's words.
        notes: what was done, each with its day, act and words.
        events: its events.
    """

    concern: Concern
    account: str = field(repr=False)
    notes: tuple[dict[str, Any], ...] = field(repr=False)
    events: tuple[Event, ...]


@frozen
class Raised(Concern):
    """A concern that was just raised, with what is shown to the raiser at once: never later, and in no message
    that others could see.

    Args:
        documents: titles and texts, such as the ways to the authorities.
    """

    documents: tuple[tuple[str, str], ...] = field(default=(), repr=False)


class Concerns(Facet):
    """Concerns."""

    @action("concerns.raise", subject="programme", purpose="protection", grants=("any", "on-behalf"))
    def raise_(self, work: Work, command: RaiseConcern) -> Raised:
        """Raise a concern about anyone; what is put in place until the raiser agrees, the other cannot notice."""
        match = the_match(work, command.match) if command.match else None
        theirs = match is None or work.party in match.parties
        if not theirs and (work.on_behalf_of or not work.actor.staff):
            raise work.refuse(NOT_AVAILABLE.code)
        for person in command.about:
            the_person(work, person)
        concern = Raised(
            id=work.tx.new_id(CONCERN),
            kind=command.kind,
            wish=command.wish,
            state=ConcernState.OPEN,
            raised_on=work.day,
            raised_by=work.party,
            named=tuple(sorted(set(command.about) - {work.party})),
            match=command.match,
            agreed=command.wish is ConcernWish.ACT,
            documents=_ways(work),
        )
        concerns.add_concern(work.tx, concern, command.unnamed)
        sealed.put(work.tx, concern.id, {ACCOUNT: {"account": command.account, "notes": []}})
        data: dict[str, str | int | bool] = {"kind": concern.kind.value, "owner": owner_role(work, concern)}
        work.event("concern.raised", concern.id, **data)
        if command.wish is not ConcernWish.LISTEN_ONLY:
            _protect(work, concern)
        return evolve(concern, raised_by="") if command.unnamed else concern

    @view("concerns.list", subject="programme", purpose="protection", grants=ANY)
    def list(self, work: Work, command: ListConcerns) -> tuple[Concern, ...]:
        """The concerns that the reader may know of: those of a handler's, never one that names them."""
        return handled(work, only_open=not command.all)

    @view("concerns.show", subject="concern", purpose="protection", grants=ANY)
    def show(self, work: Work, command: ShowConcern) -> ConcernFile:
        """One concern with its account and what was done."""
        concern = the_concern(work, command.concern)
        content = work.words("concern-account", concern.id, ACCOUNT).get(ACCOUNT, {})
        work.concerns(*concern.named)
        return ConcernFile(
            concern,
            str(content.get("account", "")),
            tuple(content.get("notes", ())),
            _without_raiser(concern, events.events_about(work.tx, [concern.id])[concern.id]),
        )

    @action(
        "concerns.act", subject="concern", purpose="protection", grants=ANY, vetoes=("may_act_on_concern",)
    )
    def act(self, work: Work, command: ActOnConcern) -> Concern:
        """Do something about a concern."""
        concern = _open_concern(work, command.concern)
        work.veto(may_act_on_concern, concern=concern, act=command.act)
        if command.act is ConcernAct.HEARING and not command.note.strip():
            raise work.refuse("concern.agreed_words", "CORE-7")
        if command.act is ConcernAct.AGREEMENT:
            concern = evolve(concern, agreed=True)
            concerns.save_concern(work.tx, concern)
        if command.act is ConcernAct.PROTECTION:
            _protect(work, concern)
        if command.act is ConcernAct.SUSPENSION:
            if not concern.match:
                raise work.refuse("concern.no_match")
            suspend_match(work, the_match(work, concern.match))
        _note(work, concern, command.act.value, command.note)
        work.event("concern.acted", concern.id, act=command.act.value)
        return concern

    @action("concerns.resolve", subject="concern", purpose="protection", grants=ANY)
    def resolve(self, work: Work, command: ResolveConcern) -> Concern:
        """Close a concern with an outcome; those it kept apart stay apart unless it was unfounded."""
        if command.outcome not in OUTCOMES:
            raise InputFault.one("choice.unknown", "outcome", allowed=", ".join(OUTCOMES))
        concern = _open_concern(work, command.concern)
        resolved = evolve(concern, state=ConcernState.RESOLVED, outcome=command.outcome)
        concerns.save_concern(work.tx, resolved)
        if command.outcome == "unfounded":
            concerns.lift_protection(work.tx, concern.id, work.day)
        _note(work, concern, "resolve", command.note)
        work.event("concern.resolved", concern.id, outcome=command.outcome)
        destroy_held(work)
        return resolved


def _open_concern(work: Work, concern_id: str) -> Concern:
    concern = the_concern(work, concern_id)
    if concern.state is not ConcernState.OPEN:
        raise work.refuse("concern.resolved", id=concern.id)
    return concern


def _protect(work: Work, concern: Concern) -> None:
    """Keep those named apart from the raiser and from the other party of the match in later rounds."""
    others = {concerns.raiser(work.tx, concern.id)}
    if concern.match:
        match = matches.match(work.tx, concern.match)
        others |= set(match.parties) if match else set()
    for named in concern.named:
        for other in sorted(others - {named}):
            concerns.protect(work.tx, concern.id, other, named, work.day)


def _note(work: Work, concern: Concern, act: str, note: str) -> None:
    content = sealed.get(work.tx, concern.id, ACCOUNT)
    notes = [
        *content.get("notes", []),
        {"day": work.day.isoformat(), "act": act, "by": work.actor.id, "note": note},
    ]
    sealed.put(work.tx, concern.id, {ACCOUNT: {**content, "notes": notes}})


def _ways(work: Work) -> tuple[tuple[str, str], ...]:
    """The ways to the authorities and to help, in the raiser's language."""
    raiser = people.person(work.tx, work.party)
    kinds = {role.id: role.kind for role in work.bundle.roles}
    role = next((h.role for h in raiser.roles if kinds[h.role] == "participant"), "") if raiser else ""
    language = raiser.language if raiser else work.bundle.programme.languages[0]
    shown = guidance_for(work, "concern", role)
    return tuple(work.context.texts.document(text.document, language) for text in shown)


def _without_raiser(concern: Concern, happened: tuple[Event, ...]) -> tuple[Event, ...]:
    """Whoever raised a concern unnamed is not told by its events either."""
    if concern.raised_by:
        return happened
    raised = "concern.raised"
    return tuple(evolve(e, actor="", on_behalf_of="") if e.type == raised else e for e in happened)
