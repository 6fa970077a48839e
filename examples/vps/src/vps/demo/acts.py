"""What Anne does again and again: admitting, noting an acceptance, introducing, sending."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from mentorcore import InputFault, read_registrations
from mentorcore.domain.commands.matches import AcceptMatch, IntroduceMatch, ListMatches
from mentorcore.domain.commands.messages import ListMessages, LogContact, MarkSent
from mentorcore.domain.commands.participants import ShowParticipant
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.messages import MessageState
from mentorcore.domain.records import RecordKind
from mentorcore.hooks.matching import Unmatched
from vps.demo.stage import Stage


def import_file(stage: Stage, name: str, *, keep_going: bool = False) -> dict[str, int]:
    """Import one of the two files; how many were stored, bad, and registered twice.

    Raises:
        Refused, InputFault: as ``participants import`` does.
    """
    content = (files("vps") / "data" / name).read_bytes()
    today = stage.today
    command = read_registrations(content, stage.programme.bundle, day=today, keep_going=keep_going)
    report = stage.anne().participants.import_(command)
    bad = {fault.source for fault in report.bad}
    return {"stored": report.stored, "bad": len(bad), "duplicates": len(report.duplicates)}


def admit(stage: Stage, person: str, role: str, reason: str = "") -> None:
    """Admit somebody in Anne's name."""
    admission = RecordEvidence(person=person, kind=RecordKind.ADMISSION, role=role, reason=reason)
    stage.anne().vetting.record(admission)


def accept_document(stage: Stage, person: str, document: str) -> None:
    """Write down that somebody accepted a document on the phone, and show what Anne types."""
    stage.types(
        f"vetting record {person} acceptance --document {document} --on-behalf-of {person} --how phone"
    )
    acceptance = RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document=document)
    stage.by_phone(person).vetting.record(acceptance)


def accept(stage: Stage, match: Match, *people: str) -> None:
    """Write down on the phone that the parties of a match accept, each with the name and channel they show.

    Args:
        stage: the stage.
        match: a proposed match.
        people: which of the two; both where not said.
    """
    for person in people or match.parties:
        channel = shown_channel(stage, person)
        said = AcceptMatch(
            match=match.id, shown_name=stage.called(person), shown_channel=channel, confidential=True
        )
        stage.by_phone(person).matches.accept(said)


def shown_channel(stage: Stage, person: str) -> str:
    """The safe channel that somebody shows: the first for which there is an address, else their e-mail or phone."""
    card = stage.anne().participants.show(ShowParticipant(person))
    contact = card.tiers["contact"]
    channels = {channel.id: channel for channel in stage.programme.bundle.channels if channel.shown}
    wanted = (*(card.plan.channels if card.plan else ()), "email", "sms")
    return next(name for name in wanted if name in channels and contact.get(channels[name].address))


def introduce_all(stage: Stage, proposed: Iterable[Match]) -> int:
    """Have both parties of each match accept and introduce them; how many."""
    count = 0
    for match in proposed:
        accept(stage, match)
        stage.anne().matches.introduce(IntroduceMatch(match.id))
        count += 1
    return count


def left_to_decide(waiting: Iterable[Unmatched]) -> dict[str, str]:
    """Mentees whom the software leaves to Anne, each with a mentor of their own who still has a seat.

    Args:
        waiting: those whom a round proposed to nobody, mentees and mentors.
    """
    found = tuple(waiting)
    free = {unmatched.person for unmatched in found if unmatched.role == "mentor"}
    chosen: dict[str, str] = {}
    for unmatched in found:
        mentors = [mentor for mentor in unmatched.undecided if mentor in free]
        if unmatched.role == "mentee" and mentors:
            chosen[unmatched.person] = mentors[0]
            free.discard(mentors[0])
    return chosen


def reach(stage: Stage, person: str, match: str = "") -> None:
    """Note that Anne reached somebody, and show what she types."""
    about = f" --match {match}" if match else ""
    stage.types(f"contacts log {person}{about}")
    stage.anne().contacts.log(LogContact(person=person, match=match))


def send_everything(stage: Stage) -> int:
    """Send every message that can go out, by hand, and note so; how many."""
    waiting = stage.anne().messages.list(ListMessages(state=MessageState.TO_SEND))
    if waiting:
        stage.anne().messages.sent(MarkSent(tuple(message.id for message in waiting)))
    return len(waiting)


def problems_of(stage: Stage, fault: InputFault) -> None:
    """Show each problem with its row and column; what stood in the cell is never repeated."""
    for problem in fault.problems:
        stage.show(stage.programme.context.texts.problem(problem, stage.language))


def next_match(stage: Stage) -> Match:
    """The oldest active match whose people have no part in the story yet."""
    taken = set(stage.cast.values())
    active = stage.anne().matches.list(ListMatches(state=MatchState.ACTIVE))
    return next(match for match in active if taken.isdisjoint(match.parties))
