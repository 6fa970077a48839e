"""The facet `access`: what may be read and why, and the two ways to what a grant alone does not open.

*Break-glass* is for a risk of harm: it opens one person's data for one purpose at once, for a day at most; a second
person is informed and another one looks at it afterwards. An *approval* is given by a second person first. Nobody
approves or reviews their own access: no bundle can change that.
"""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from mentorcore.desk.facet import ANY, NOT_AVAILABLE, Facet, the_person
from mentorcore.desk.oversight import open_oversight, third_person
from mentorcore.domain.bundle import Grant
from mentorcore.domain.commands.access import (
    ApproveAccess,
    AskAccess,
    BreakGlass,
    EndAccess,
    ListAccess,
    ReviewAccess,
    ShowAccess,
)
from mentorcore.domain.disclosure import CONTENTS, LONGEST, Decision
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import PASS
from mentorcore.domain.passes import REVIEW, Pass, PassKind, Verdict
from mentorcore.engine.authority import grants_for, load_actor
from mentorcore.engine.conflicts import conflicted, conflicts
from mentorcore.engine.core_duties import close_core
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import passes, people, sealed

PROTECTION = "protection"


class AccessFacet(Facet):
    """Access."""

    @view("access.show", subject="person", purpose="support", grants=("any", "self"))
    def show(self, work: Work, command: ShowAccess) -> tuple[Decision, ...]:
        """What the reader may read about a person for the purpose at hand, and why; nothing is opened."""
        person = the_person(work, command.person)
        names = (*(tier.id for tier in work.bundle.tiers), *CONTENTS)
        return tuple(_decision(work, name, person.id) for name in names)

    @action("access.break-glass", subject="person", purpose=PROTECTION, grants=ANY)
    def break_glass(self, work: Work, command: BreakGlass) -> Pass:
        """Open a person's data in an emergency: a second person is informed, another one reviews it."""
        person = the_person(work, command.person)
        if work.access.purpose != PROTECTION:
            raise work.refuse("access.protection_only")
        hours = _hours(work, PassKind.EMERGENCY, work.access.grants, command.hours)
        _refuse_conflict(work, person.id)
        _check_second(work, command.second, person.id)
        _refuse_twice(work, person.id, PassKind.EMERGENCY)
        opened = evolve(
            _new(work, PassKind.EMERGENCY, person.id),
            second=command.second,
            opened_at=work.now,
            ends_at=work.now + timedelta(hours=hours),
        )
        passes.add_pass(work.tx, opened, {"risk": command.risk})
        open_oversight(work, opened)
        work.event("access.opened", person.id, access=opened.id, kind=opened.kind.value)
        work.concerns(command.second)
        return opened

    @action("access.ask", subject="person", purpose="support", grants=ANY)
    def ask(self, work: Work, command: AskAccess) -> Pass:
        """Ask a second member of staff to agree to an access."""
        person = the_person(work, command.person)
        _hours(work, PassKind.APPROVAL, work.access.grants)
        _refuse_conflict(work, person.id)
        _refuse_twice(work, person.id, PassKind.APPROVAL)
        asked = _new(work, PassKind.APPROVAL, person.id)
        passes.add_pass(work.tx, asked, {"why": command.why})
        work.event("access.asked", person.id, access=asked.id)
        return asked

    @action("access.approve", subject="access", purpose="support", grants=ANY)
    def approve(self, work: Work, command: ApproveAccess) -> Pass:
        """Agree to an access that a colleague asked for; nobody agrees to their own."""
        asked = _the_pass(work, command.access)
        if asked.actor == work.actor.id:
            raise work.refuse("access.not_oneself")
        if asked.kind is not PassKind.APPROVAL or asked.opened_at is not None or asked.ends_at is not None:
            raise work.refuse("access.not_asked", id=asked.id)
        the_person(work, asked.person)
        if asked.actor in conflicted(work.tx, asked.person):
            raise work.refuse("access.not_asked", id=asked.id)
        hours = _hours(work, PassKind.APPROVAL, _grants_of(work, asked), command.hours)
        opened = evolve(
            asked, second=work.actor.id, opened_at=work.now, ends_at=work.now + timedelta(hours=hours)
        )
        passes.save_pass(work.tx, opened)
        work.event("access.opened", opened.person, access=opened.id, kind=opened.kind.value)
        work.concerns(opened.actor)
        return opened

    @action("access.end", subject="access", purpose=PROTECTION, grants=ANY)
    def end(self, work: Work, command: EndAccess) -> Pass:
        """End an access before its time; one that was only asked for is not asked for any more."""
        found = _the_pass(work, command.access)
        if found.ends_at is not None and found.ends_at <= work.now:
            return found
        ended = evolve(found, ends_at=work.now)
        passes.save_pass(work.tx, ended)
        work.event("access.ended", ended.person, access=ended.id)
        return ended

    @action("access.review", subject="access", purpose="review", grants=ANY)
    def review(self, work: Work, command: ReviewAccess) -> Pass:
        """Look at an emergency access afterwards; nobody looks at their own."""
        found = _the_pass(work, command.access)
        if found.actor == work.actor.id:
            raise work.refuse("access.not_oneself")
        if found.kind is not PassKind.EMERGENCY:
            raise work.refuse("access.no_review", id=found.id)
        if found.second == work.actor.id and third_person(work, found):
            raise work.refuse("access.another_reviews")
        if found.verdict is not Verdict.NONE:
            raise work.refuse("access.reviewed", id=found.id)
        if command.verdict is Verdict.NONE:
            raise InputFault.one("choice.unknown", "verdict", allowed="justified, not-justified")
        _add_note(work, found, command.note)
        reviewed = evolve(found, verdict=command.verdict, reviewed_by=work.actor.id)
        passes.save_pass(work.tx, reviewed)
        close_core(work, REVIEW, reviewed.person, reviewed.id)
        work.event("access.reviewed", reviewed.person, access=reviewed.id, verdict=command.verdict.value)
        return reviewed

    @view("access.list", subject="programme", purpose="review", grants=ANY)
    def list(self, work: Work, command: ListAccess) -> tuple[Pass, ...]:
        """Accesses taken in an emergency or approved, oldest first; none about the reader or kept from them."""
        found = passes.passes_in(work.tx, person=command.person)
        hidden = conflicts(work.tx, {access.person for access in found})
        shown = [access for access in found if work.actor.id not in hidden[access.person]]
        return tuple(access for access in shown if command.all or not _over(work, access))


def _over(work: Work, found: Pass) -> bool:
    """Whether nothing is left to do about an access: it opens nothing, and was reviewed where that is due."""
    ended = found.ends_at is not None and found.ends_at <= work.now
    return ended and (found.kind is PassKind.APPROVAL or found.verdict is not Verdict.NONE)


def _decision(work: Work, name: str, person: str) -> Decision:
    decision = work.access.decide(name)
    if not decision.allowed or work.access.permitted(work.tx, name, [person]):
        return decision
    return evolve(decision, allowed=False, reasons=work.access.closed_to(name))


def _new(work: Work, kind: PassKind, person: str) -> Pass:
    return Pass(
        id=work.tx.new_id(PASS),
        kind=kind,
        actor=work.actor.id,
        person=person,
        purpose=work.access.purpose,
        second="",
        asked_at=work.now,
    )


def _the_pass(work: Work, pass_id: str) -> Pass:
    """An access that the actor may know of.

    Raises:
        Refused: there is none, or it is about them: both read the same.
    """
    found = passes.a_pass(work.tx, pass_id)
    if found is None or work.actor.id in conflicted(work.tx, found.person):
        raise work.refuse(NOT_AVAILABLE.code)
    work.concerns(found.person)
    return found


def _hours(work: Work, kind: PassKind, grants: tuple[Grant, ...], hours: int | None = None) -> int:
    """For how long: as long as the grants allow that need such an access, where nobody says how long.

    Raises:
        Refused: no grant needs one, so that it would open nothing.
        InputFault: it is longer than the grants allow.
    """
    allowed = [grant.hours for grant in grants if grant.needs == kind]
    if not allowed:
        raise work.refuse(NOT_AVAILABLE.code)
    most = min(max(allowed), LONGEST)
    if hours is None:
        return most
    if type(hours) is not int or not 1 <= hours <= most:
        raise InputFault.one("number.range", "hours", least=1, most=most)
    return hours


def _grants_of(work: Work, asked: Pass) -> tuple[Grant, ...]:
    """The grants of whoever asked: the access opens what they could read, and for no longer."""
    asker = load_actor(work.tx, work.bundle, asked.actor)
    return grants_for(work.context.grants, asker, frozenset({"any"}), asked.purpose)


def _refuse_conflict(work: Work, person: str) -> None:
    """Whoever must be kept from a person, or is that person, gets the answer of somebody without a grant."""
    if work.actor.id in conflicted(work.tx, person):
        raise work.refuse(NOT_AVAILABLE.code)


def _check_second(work: Work, second: str, person: str) -> None:
    found = people.person(work.tx, second)
    staff = {role.id for role in work.bundle.roles if role.kind == "staff"}
    held = found is not None and any(role.role in staff and role.open for role in found.roles)
    if not held or second == work.actor.id or second in conflicted(work.tx, person):
        raise work.refuse("access.second")


def _refuse_twice(work: Work, person: str, kind: PassKind) -> None:
    for found in passes.passes_in(work.tx, actor=work.actor.id, person=person):
        waiting = found.ends_at is None
        if found.kind is kind and (waiting or found.opens(work.now)) and found.purpose == work.access.purpose:
            raise work.refuse("access.already", id=found.id)


def _add_note(work: Work, found: Pass, note: str) -> None:
    if not note.strip():
        return
    person = people.person(work.tx, found.person)
    if person is None or person.erased:
        raise work.refuse("access.no_words", id=found.id)
    tier = passes.words_tier(found.id)
    sealed.put(work.tx, found.person, {tier: {**sealed.get(work.tx, found.person, tier), "review": note}})
