"""The facet `concerns`: raised in one step, handled by those who are not named, silent to those who are."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk.concern_acts import ACCOUNT, note, notes_of, open_concern, perform, protect
from mentorcore.desk.facet import ANY, NOT_AVAILABLE, Facet, the_match, the_person
from mentorcore.desk.handling import anybody_handles, handled, owner_role, the_concern
from mentorcore.desk.held_data import destroy_held
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
    ShowConcern,
)
from mentorcore.domain.concerns import (
    Concern,
    ConcernKind,
    ConcernRisk,
    ConcernState,
    ConcernWish,
    Resolution,
    without_raiser,
)
from mentorcore.domain.errors import InputFault
from mentorcore.domain.events import Event
from mentorcore.domain.ids import CONCERN
from mentorcore.domain.records import TalkedOver
from mentorcore.domain.secret import secret
from mentorcore.engine import planner
from mentorcore.engine.messaging import guidance_for
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.reporting import may_act_on_concern, may_resolve_concern
from mentorcore.storage import concerns, events, people, sealed

OUTCOMES = ("resolved", "unfounded", "referred", "match-ended")


@frozen
class ConcernFile:
    """One concern as its handlers see it.

    Args:
        concern: the concern.
        account: what happened, in the raiser's words.
        notes: what was done, each with its day, act and words; disclosures with what was told to whom, and why.
        events: its events.
    """

    concern: Concern
    account: str = field(converter=secret, repr=False)
    notes: tuple[dict[str, Any], ...] = field(converter=secret, repr=False)
    events: tuple[Event, ...]


@frozen
class Raised(Concern):
    """A concern that was just raised, with what is shown to the raiser at once: never later, and in no message
    that others could see.

    Args:
        documents: titles and texts, such as the ways to the authorities.
        handled: whether somebody can handle it at present; where it names everybody who could, it is kept until
            somebody whom it does not name is given one of their roles, and the ways out of the programme are shown.
    """

    documents: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    handled: bool = True


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
        if command.kind is ConcernKind.ISSUE and command.talked_over is None:
            known = ", ".join(answer.value for answer in TalkedOver)
            raise InputFault.one("concern.talked_over", "talked_over", allowed=known)
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
            risk=command.risk,
            talked_over=command.talked_over,
        )
        concerns.add_concern(work.tx, concern, command.unnamed)
        sealed.put(work.tx, concern.id, {ACCOUNT: {"account": command.account, "notes": []}})
        work.event(
            "concern.raised",
            concern.id,
            kind=concern.kind.value,
            risk=concern.risk.value,
            owner=owner_role(work, concern),
        )
        if command.wish is not ConcernWish.LISTEN_ONLY:
            protect(work, concern)
        shown = evolve(concern, documents=_ways(work, concern), handled=anybody_handles(work, concern))
        return evolve(shown, raised_by="") if command.unnamed else shown

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
            notes_of(work, content),
            without_raiser(concern, events.events_about(work.tx, [concern.id])[concern.id]),
        )

    @action(
        "concerns.act", subject="concern", purpose="protection", grants=ANY, vetoes=("may_act_on_concern",)
    )
    def act(self, work: Work, command: ActOnConcern) -> Concern:
        """Do something about a concern."""
        concern = open_concern(work, command.concern)
        work.veto(may_act_on_concern, concern=concern, act=command.act)
        changed = perform(work, concern, command.act, command.note)
        note(work, changed, command.act.value, command.note)
        work.event("concern.acted", changed.id, act=command.act.value)
        return changed

    @action(
        "concerns.resolve",
        subject="concern",
        purpose="protection",
        grants=ANY,
        vetoes=("may_resolve_concern",),
    )
    def resolve(self, work: Work, command: ResolveConcern) -> Concern:
        """Close a concern with an outcome; those it kept apart stay apart unless it was unfounded."""
        if command.outcome not in OUTCOMES:
            raise InputFault.one("choice.unknown", "outcome", allowed=", ".join(OUTCOMES))
        concern = open_concern(work, command.concern)
        resolution = _resolution(work, command)
        work.veto(may_resolve_concern, concern=concern, resolution=resolution)
        resolved = evolve(concern, state=ConcernState.RESOLVED, outcome=command.outcome)
        concerns.save_concern(work.tx, resolved)
        if command.outcome == "unfounded":
            concerns.lift_protection(work.tx, concern.id, work.day)
        told_on = command.agency_on.isoformat() if command.agency_on else ""
        again = {"follow_up": command.follow_up.isoformat()} if command.follow_up else {}
        more = {"agency": command.agency, "agency_on": told_on, "no_agency": command.no_agency, **again}
        note(work, concern, "resolve", command.note, **more)
        work.event("concern.resolved", concern.id, outcome=command.outcome, **again)
        _require_follow_up(work, resolved, command.follow_up)
        destroy_held(work)
        return resolved


def _require_follow_up(work: Work, concern: Concern, day: date | None) -> None:
    """See that somebody will be reminded of a follow-up: a day that no policy heeds would be lost in silence."""
    if day is None:
        return
    happened = [event for event in work.events if event.subject == concern.id]
    wanted = planner.wanted_after(work.context, work.tx, concern.id, happened)
    if not any(duty.due_on == day and duty.fulfilled_on is None for duty in wanted):
        raise work.refuse("concern.no_follow_up")


def _resolution(work: Work, command: ResolveConcern) -> Resolution:
    """How a concern is to be closed, where what was said about it fits together.

    Raises:
        InputFault: an agency without its day, or a day without an agency; an agency told in the future, or a
            follow-up in the past.
    """
    agency = bool(command.agency.strip())
    if agency != (command.agency_on is not None):
        raise InputFault.one("answer.required", "agency_on" if agency else "agency")
    if command.agency_on is not None and command.agency_on > work.today:
        raise InputFault.one("date.future", "agency_on")
    if command.follow_up is not None and command.follow_up < work.today:
        raise InputFault.one("date.past", "follow_up")
    reasoned = bool(command.no_agency.strip())
    return Resolution(command.outcome, command.agency_on, reasoned, command.follow_up)


def _ways(work: Work, concern: Concern) -> tuple[tuple[str, str], ...]:
    """The ways to the authorities and to help, in the raiser's language; in danger, or where nobody in the
    programme can handle it, those of an emergency as well; advice first, where an issue is still to be talked over."""
    raiser = people.person(work.tx, work.party)
    kinds = {role.id: role.kind for role in work.bundle.roles}
    role = next((h.role for h in raiser.roles if kinds[h.role] == "participant"), "") if raiser else ""
    language = raiser.language if raiser else work.bundle.programme.languages[0]
    urgent = concern.risk is not ConcernRisk.NONE or not anybody_handles(work, concern)
    moments = ("concern", "distress") if urgent else ("concern",)
    if concern.harmless and concern.talked_over is TalkedOver.NOT_YET:
        moments = (
            "issue",
            *moments,
        )  # advice on how to talk it over; the issue has gone to the team all the same
    shown = dict.fromkeys(text.document for moment in moments for text in guidance_for(work, moment, role))
    return tuple(work.context.texts.document(document, language) for document in shown)
