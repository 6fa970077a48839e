"""The facet `safety`: how somebody can be reached without danger, whom they avoid, and distress."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from mentorcore.desk.avoiding import readable, with_unread
from mentorcore.desk.blocks import Separations, block, separations, unblock
from mentorcore.desk.facet import Facet, the_person
from mentorcore.domain.commands.concerns import (
    BlockPerson,
    FlagDistress,
    ListBlocks,
    SetAvoidList,
    SetSafety,
    ShowSafety,
    UnblockPerson,
)
from mentorcore.domain.errors import InputFault
from mentorcore.domain.names import listed_name_key
from mentorcore.domain.people import SafetyPlan
from mentorcore.domain.records import Record, RecordKind
from mentorcore.domain.secret import secret
from mentorcore.engine.applications import derive_marks
from mentorcore.engine.candidates import safety_plan
from mentorcore.engine.form_answers import cleaned
from mentorcore.engine.messaging import guidance_for, reroute, reroute_pairs, write_message
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import sealed
from mentorcore.storage.blocks import Blocked

_OWN = ("any", "self", "on-behalf")


@frozen
class SafetyCard:
    """How a person can be reached, and whom they avoid.

    Args:
        person: public id.
        plan: the safety plan.
        avoid: names they avoid; empty too where the reader may not see them.
    """

    person: str
    plan: SafetyPlan
    avoid: tuple[str, ...] = field(converter=secret, repr=False)


@frozen
class DistressAnswer:
    """What is shown at once to somebody in distress.

    Args:
        record: that it was said.
        documents: titles and texts shown.
    """

    record: Record
    documents: tuple[tuple[str, str], ...] = field(repr=False)


class Safety(Facet):
    """Safety."""

    @view("safety.show", subject="person", purpose="support", grants=_OWN)
    def show(self, work: Work, command: ShowSafety) -> SafetyCard:
        """Show how a person can be reached safely, and whom they avoid."""
        the_person(work, command.person)
        channels, avoid = work.bundle.meaning("channels"), work.bundle.meaning("avoid")
        if channels is not None:
            work.read(channels.tier, [command.person])
        names: tuple[str, ...] = ()
        if avoid is not None and work.can_read(avoid.tier, [command.person]):
            found = readable(work, avoid.tier, work.read(avoid.tier, [command.person]))
            names = tuple(found.get(command.person, {}).get(avoid.id) or ())
        return SafetyCard(command.person, safety_plan(work.context, work.tx, command.person), names)

    @action("safety.set", subject="person", purpose="support", grants=_OWN)
    def set(self, work: Work, command: SetSafety) -> SafetyPlan:
        """Replace the safety plan of a person."""
        the_person(work, command.person)
        answers = {
            "channels": command.channels,
            "hours": command.hours,
            "sender": command.sender,
            "voicemail": "yes" if command.voicemail else "no",
            "places": command.places,
        }
        _put_meanings(work, command.person, answers)
        reroute(work, command.person)
        work.event("safety.changed", command.person)
        return safety_plan(work.context, work.tx, command.person)

    @action("safety.avoid", subject="person", purpose="protection", grants=_OWN)
    def avoid(self, work: Work, command: SetAvoidList) -> int:
        """Replace the list of those whom a person must never be brought together with; returns how many names."""
        the_person(work, command.person)
        avoid = work.bundle.meaning("avoid")
        before = sealed.get(work.tx, command.person, avoid.tier).get(avoid.id) or () if avoid else ()
        _put_meanings(work, command.person, {"avoid": command.names})
        if avoid is None:
            return 0
        values = sealed.get(work.tx, command.person, avoid.tier)
        given = tuple(values.get(avoid.id) or ())
        listed = with_unread(work, command.person, before, given)
        if listed:
            sealed.put(work.tx, command.person, {avoid.tier: {**values, avoid.id: listed}})
        tiers = sealed.get_many(work.tx, [command.person], [tier.id for tier in work.bundle.tiers])
        held = tiers.get(command.person, {})
        sealed.set_marks(work.tx, command.person, {"avoid": derive_marks(work.bundle, held)["avoid"]})
        reroute_pairs(work, command.person)
        work.event("safety.avoid_list_changed", command.person)
        return len({key for entry in given if (key := listed_name_key(entry))})

    @action("safety.block", subject="person", purpose="protection", grants=_OWN, leaves=True)
    def block(self, work: Work, command: BlockPerson) -> Blocked:
        """Two people are never brought together again, nor told of one another; an open match of theirs ends."""
        return block(work, command.person, command.other)

    @action("safety.unblock", subject="person", purpose="protection", grants=_OWN)
    def unblock(self, work: Work, command: UnblockPerson) -> Blocked:
        """Lift a block, by whom it came from: the person, or staff."""
        return unblock(work, command.person, command.other)

    @view("safety.blocks", subject="person", purpose="protection", grants=_OWN)
    def blocks(self, work: Work, command: ListBlocks) -> Separations:
        """Who is kept away from a person; never who is kept from whom because of the reader."""
        return separations(work, command.person)

    @action("safety.distress", subject="person", purpose="support", grants=("self", "on-behalf"))
    def distress(self, work: Work, command: FlagDistress) -> DistressAnswer:
        """Somebody says that it weighs on them, without saying why; help is shown at once."""
        person = the_person(work, command.person)
        kinds = {role.id: role.kind for role in work.bundle.roles}
        role = next((held.role for held in person.roles if kinds[held.role] == "participant"), "")
        record = work.record(RecordKind.DISTRESS, person.id, data={"contact": command.contact})
        work.event("distress.flagged", person.id, contact=command.contact)
        shown = guidance_for(work, "distress", role)
        write_message(work, "message.distress", person.id, about=person.id, shown=shown)
        texts = work.context.texts
        return DistressAnswer(record, tuple(texts.document(text.document, person.language) for text in shown))


def _put_meanings(work: Work, person: str, answers: Mapping[str, str]) -> None:
    """Clean and seal answers by their meaning.

    Raises:
        InputFault: ``question.not_asked``: the programme has no place for an answer, and it would be lost.
    """
    changed: dict[str, dict[str, object]] = {}
    for means, raw in answers.items():
        question = work.bundle.meaning(means)
        if question is None:
            if raw not in ("", "no"):
                raise InputFault.one("question.not_asked", means)
            continue
        if question.tier not in changed:
            changed[question.tier] = sealed.get(work.tx, person, question.tier)
        answer = cleaned(work.bundle, question, raw, work.today)
        changed[question.tier].pop(question.id, None)
        if answer is not None:
            changed[question.tier][question.id] = answer
    sealed.put(work.tx, person, changed)
