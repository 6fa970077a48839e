"""The facet `participants`: registering, finding, showing, correcting and leaving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk.avoiding import readable, with_unread
from mentorcore.desk.endings import check_teller, end_open_matches, withdraw_messages
from mentorcore.desk.facet import ANY, OWN, Facet, the_person
from mentorcore.desk.imports import (
    DiscardStaged,
    ImportRegistrations,
    ImportReport,
    ReleaseRegistrations,
    Staged,
    StageRegistrations,
    discard,
    release,
    run_import,
    stage,
)
from mentorcore.desk.standing import (
    Decided,
    StandingFile,
    lift,
    read_standing,
    readmit,
    refuse_barred,
    suspend,
    terminate,
)
from mentorcore.domain.commands.participants import (
    Apply,
    EditAnswers,
    Find,
    LiftSuspension,
    ListParticipants,
    ReadmitPerson,
    ShowParticipant,
    ShowStanding,
    SuspendPerson,
    TerminatePerson,
    Withdraw,
)
from mentorcore.domain.decisions import Guidance, Requirement
from mentorcore.domain.errors import InputFault, Problem, Refused
from mentorcore.domain.names import name_tokens
from mentorcore.domain.people import Person, RoleState, SafetyPlan
from mentorcore.domain.secret import secret
from mentorcore.engine import registration
from mentorcore.engine.applications import build_application, derive_marks
from mentorcore.engine.candidates import candidates, lacking, safety_plan
from mentorcore.engine.form_answers import cleaned
from mentorcore.engine.identity import change_marks, seen_already
from mentorcore.engine.messaging import guidance_for, reroute_pairs, write_message
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import matches, people, sealed


@frozen
class Applied:
    """Somebody who has just registered.

    Args:
        person: the person.
        shown: the texts of the programme shown on this occasion.
    """

    person: Person
    shown: tuple[Guidance, ...]


@frozen
class Listed(Person):
    """A person in a list that shows tiers.

    Args:
        tiers: tier to question to answer, for the tiers that were asked for.
    """

    tiers: Mapping[str, Mapping[str, Any]] = field(factory=dict, converter=secret, repr=False)


@frozen
class Card:
    """A person at a glance: who to ask for, how to reach them, what comes next.

    Args:
        person: the person.
        called: the name they want to be called by, where the reader may see it.
        plan: how to reach them safely; None where the reader may not see it.
        lacks: what keeps them out of the pool.
        tiers: tier to question to answer, for the tiers that the purpose opens.
        closed: tiers that stay shut for this purpose.
    """

    person: Person
    called: str = field(converter=secret, repr=False)
    plan: SafetyPlan | None
    lacks: tuple[Requirement, ...]
    tiers: Mapping[str, Mapping[str, Any]] = field(factory=dict, converter=secret, repr=False)
    closed: tuple[str, ...] = ()


class Participants(Facet):
    """Participants."""

    @action("participants.apply", subject="programme", purpose="vetting", grants=ANY)
    def apply(self, work: Work, command: Apply) -> Applied:
        """Register somebody with the answers of a form."""
        application = build_application(work.bundle, command.form, command.answers, day=work.day)
        refusals = registration.objections(work, application)
        if refusals:
            raise Refused(refusals)
        marks = sealed.mark_rows(work.tx, "", application.marks)
        if command.person:
            person = the_person(work, command.person)
            refuse_barred(work, marks, person.id)
            held = person.role(application.role)
            if held is not None and held.state is not RoleState.LEFT:  # who left can come back
                raise work.refuse("person.has_role", role=application.role)
            registration.add_role(work, person, application)
        else:
            refuse_barred(work, marks)
            if not command.distinct:
                _refuse_duplicate(work, marks)
            (person,) = registration.store(work, [application], [marks], shown=command.shown)
        shown = guidance_for(work, "application", application.role)
        if shown:
            write_message(work, "message.application", person.id, about=person.id, shown=shown)
        work.concerns(person.id)
        return Applied(people.people(work.tx, [person.id])[0], shown)

    @action("participants.import-part", subject="programme", purpose="vetting", grants=ANY)
    def stage(self, work: Work, command: StageRegistrations) -> Staged:
        """Store a part of an export unseen; `import_` calls it for each part."""
        return stage(work, command)

    @action("participants.import", subject="programme", purpose="vetting", grants=ANY)
    def release(self, work: Work, command: ReleaseRegistrations) -> int:
        """Let everybody of a staged export be seen; `import_` calls it at the end. Returns how many."""
        return release(work, command)

    @action("participants.import-undo", subject="programme", purpose="vetting", grants=ANY)
    def discard(self, work: Work, command: DiscardStaged) -> int:
        """Remove what an import has staged, or left behind when it was killed. Returns how many."""
        return discard(work, command)

    def import_(self, command: ImportRegistrations) -> ImportReport:
        """Store the registrations of an export: all of them, or none where one is bad (unless told to go on).

        Other writers get their turn between the parts, and nobody sees anything before the end.

        Raises:
            Refused: ``import.same_file``, or the actor may not import.
            InputFault: rows are bad and nobody said to keep going; nothing was stored.
        """
        return run_import(self, command)

    @action("participants.edit", subject="person", purpose="vetting", grants=("any", "self", "on-behalf"))
    def edit(self, work: Work, command: EditAnswers) -> Person:
        """Correct or add answers; an empty one takes the answer away."""
        person = the_person(work, command.person)
        _correct(work, person, command.answers)
        work.event("participant.corrected", person.id, answers=len(command.answers))
        return people.people(work.tx, [person.id])[0]

    @view("participants.list", subject="programme", purpose="support", grants=ANY)
    def list(self, work: Work, command: ListParticipants) -> tuple[Person, ...]:
        """List participants, without any confidential data unless tiers are asked for: those tell why it is asked."""
        roles = {role.id for role in work.bundle.roles if role.kind == "participant"}
        if command.role and command.role not in roles:
            raise InputFault.one("choice.unknown", "role", allowed=", ".join(sorted(roles)))
        if command.state and command.state not in set(RoleState):
            raise InputFault.one("choice.unknown", "state", allowed=", ".join(RoleState))
        found = people.people(work.tx, role=command.role, state=command.state)
        listed = [p for p in found if not p.erased and not roles.isdisjoint([held.role for held in p.roles])]
        return _with_tiers(work, listed, command.tiers) if command.tiers else tuple(listed)

    @view("participants.show", subject="person", purpose="support", grants=("any", "self"))
    def show(self, work: Work, command: ShowParticipant) -> Card:
        """Show a person with the tiers that the purpose opens."""
        person = the_person(work, command.person)
        tiers: dict[str, Mapping[str, Any]] = {}
        for tier in work.bundle.tiers:
            if work.can_read(tier.id, [person.id]):
                held = work.read(tier.id, [person.id])
                tiers[tier.id] = readable(work, tier.id, held).get(person.id, {})
        closed = tuple(tier.id for tier in work.bundle.tiers if tier.id not in tiers)
        return evolve(_card(work, person), tiers=tiers, closed=closed)

    @view("participants.find", subject="programme", purpose="support", grants=ANY)
    def find(self, work: Work, command: Find) -> tuple[Card, ...]:
        """Find people by name or a part of it; the card tells how to reach them, not who they are."""
        wanted = name_tokens(command.words)
        if not wanted:
            return ()
        found = [p for p in people.people(work.tx) if not p.erased]
        called = _names(work, [person.id for person in found])
        hits = [person for person in found if _is_called(called[person.id], wanted)]
        work.concerns(*(person.id for person in hits))
        return tuple(_card(work, person) for person in hits)

    @action("participants.withdraw", subject="person", purpose="support", grants=OWN, leaves=True)
    def withdraw(self, work: Work, command: Withdraw) -> Person:
        """Leave the programme: matches end at once, nobody asks why."""
        check_teller(command.told_by)
        person = the_person(work, command.person)
        end_open_matches(work, person.id, told_by=command.told_by)
        withdraw_messages(work, recipient=person.id)
        for held in person.roles:
            role = work.bundle.role(held.role)
            if role is not None and role.kind == "participant" and held.state is not RoleState.LEFT:
                people.leave_role(work.tx, person.id, held.role, work.day)
                matches.stop_waiting(work.tx, person.id, held.role)
        work.event("participant.left", person.id)
        return people.people(work.tx, [person.id])[0]

    @action("participants.suspend", subject="person", purpose="protection", grants=ANY)
    def suspend(self, work: Work, command: SuspendPerson) -> Decided:
        """Keep somebody out for now: no round, no pair, and their matches pause."""
        return suspend(work, command.person, command.reason)

    @action("participants.lift", subject="person", purpose="protection", grants=ANY)
    def lift(self, work: Work, command: LiftSuspension) -> Decided:
        """Let somebody who is suspended take part again, where they stood; what paused for it goes on."""
        return lift(work, command.person, command.reason)

    @action("participants.terminate", subject="person", purpose="protection", grants=ANY)
    def terminate(self, work: Work, command: TerminatePerson) -> Decided:
        """Put somebody out of the programme: matches end, and they do not register anew unless somebody else admits it."""
        return terminate(work, command.person, command.reason)

    @action("participants.readmit", subject="person", purpose="protection", grants=ANY)
    def readmit(self, work: Work, command: ReadmitPerson) -> Decided:
        """Let somebody who was put out register anew; another person decides than who put them out."""
        return readmit(work, command.person, command.reason)

    @view("participants.standing", subject="person", purpose="protection", grants=ANY)
    def standing(self, work: Work, command: ShowStanding) -> StandingFile:
        """Whether somebody is suspended or was put out, who decided it and why."""
        return read_standing(work, command.person)


def _with_tiers(work: Work, listed: Sequence[Person], wanted: Sequence[str]) -> tuple[Person, ...]:
    """People with tiers of theirs; whoever may not be read in one of them is left out of the list altogether."""
    known = [tier.id for tier in work.bundle.tiers]
    if not set(wanted) <= set(known):
        raise InputFault.one("choice.unknown", "tiers", allowed=", ".join(known))
    ids = [person.id for person in listed]
    opened = {tier: readable(work, tier, work.read(tier, ids)) for tier in wanted}
    shown = set(ids).intersection(*opened.values())
    return tuple(
        [
            Listed(p.id, p.language, p.registered_on, p.roles, p.erased, {t: opened[t][p.id] for t in wanted})
            for p in listed
            if p.id in shown
        ]
    )


def _refuse_duplicate(work: Work, marks: Sequence[Mapping[str, str]]) -> None:
    same = seen_already(work.tx, marks).like(marks)
    if same:
        raise work.refuse("person.duplicate", ids=same)


def _correct(work: Work, person: Person, answers: Mapping[str, str]) -> None:
    tiers = sealed.get_many(work.tx, [person.id], [tier.id for tier in work.bundle.tiers]).get(person.id, {})
    asked = {question.id: question for question in work.bundle.registered}
    problems: list[Problem] = []
    changed: set[str] = set()
    for name, raw in answers.items():
        question = asked.get(name)
        if question is None or not question.tier:
            problems.append(Problem("question.unknown"))
            continue
        try:
            answer = cleaned(work.bundle, question, raw, work.today)
        except InputFault as fault:
            problems += fault.problems
            continue
        held = tiers.setdefault(question.tier, {})
        before = held.pop(name, None)
        if question.means == "avoid":
            given = answer if isinstance(answer, (list, tuple)) else ()
            answer = with_unread(work, person.id, before or (), given) or None
        if answer is not None:
            held[name] = answer
        changed.add(question.tier)
    if problems:
        raise InputFault(problems)
    sealed.put(work.tx, person.id, {tier: tiers[tier] for tier in sorted(changed)})
    change_marks(work.tx, person.id, derive_marks(work.bundle, tiers))
    _restate_capacity(work, person, tiers)
    reroute_pairs(work, person.id)


def _restate_capacity(work: Work, person: Person, tiers: Mapping[str, Mapping[str, Any]]) -> None:
    """The capacity is what was last stated, for roles of which more than one match is possible."""
    question = work.bundle.meaning("capacity")
    stated = tiers.get(question.tier, {}).get(question.id) if question else None
    for held in person.roles:
        role = work.bundle.role(held.role)
        if role is None or role.most < 2:
            continue
        capacity = min(stated, role.most) if isinstance(stated, int) else 1
        people.set_role(work.tx, person.id, evolve(held, capacity=capacity))
        if held.state is RoleState.ADMITTED and capacity > held.capacity:
            matches.start_waiting(work.tx, person.id, held.role, work.day)


def _names(work: Work, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The parts of everybody's names, for comparing alone: nothing of it is shown."""
    asked = [q for m in ("family-name", "given-name", "called") if (q := work.bundle.meaning(m)) is not None]
    tiers = sealed.get_many(work.tx, ids, sorted({question.tier for question in asked}))
    answers = {person: [tiers.get(person, {}).get(q.tier, {}).get(q.id, "") for q in asked] for person in ids}
    return {
        person: tuple(t for text in texts for t in name_tokens(text)) for person, texts in answers.items()
    }


def _is_called(tokens: Iterable[str], wanted: Iterable[str]) -> bool:
    return all(any(token.startswith(word) for token in tokens) for word in wanted)


def _card(work: Work, person: Person) -> Card:
    found = candidates(work.context, work.tx, [person.id])
    lacks = tuple(requirement for candidate in found for requirement in lacking(work.context, candidate))
    called, question = "", work.bundle.meaning("called")
    if question is not None and work.can_read(question.tier, [person.id]):
        called = str(work.read(question.tier, [person.id]).get(person.id, {}).get(question.id, ""))
    return Card(person, called, _plan(work, person.id), lacks)


def _plan(work: Work, person: str) -> SafetyPlan | None:
    question = work.bundle.meaning("channels")
    if question is None or not work.can_read(question.tier, [person]):
        return None
    work.read(question.tier, [person])
    return safety_plan(work.context, work.tx, person)
