"""The beginning: the file of registrations, one round for all, and introductions."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

from at_the_heart.demo.acts import HELPED, LEFT, WELL, send_everything
from mentorcore import InputFault, load_bundle, read_registrations
from mentorcore.domain.commands.matches import AcceptMatch, IntroduceMatch, ProposeRound
from mentorcore.domain.commands.participants import ShowParticipant
from mentorcore.domain.commands.vetting import ListVetting, RecordEvidence
from mentorcore.domain.matches import Match
from mentorcore.domain.records import RecordKind
from mentorcore.stage import Stage

FILE = "registrations.csv"


def the_file(stage: Stage) -> None:
    """The registrations of January: all mistakes at once, and a named person who admits."""
    stage.found(load_bundle("at_the_heart"), "Wren")
    stage.tell("file.1", wren=stage.teller)
    stage.types(f"participants import {FILE}")
    try:
        _import(stage, keep_going=False)
    except InputFault as fault:
        stage.answer("file.faults", count=len(fault.problems))
        for problem in fault.problems[:3]:
            stage.show(stage.programme.context.texts.problem(problem, stage.language))
    stage.types(f"participants import {FILE} --keep-going")
    stage.answer("file.2", **_import(stage, keep_going=True))
    rows = stage.desk().vetting.list(ListVetting())
    ready = [row for row in rows if {lack.policy for lack in row.lacks} == {"admission"}]
    stage.types(f"vetting record {ready[0].person} admission")
    for row in ready:
        admission = RecordEvidence(person=row.person, kind=RecordKind.ADMISSION, role=row.role)
        stage.desk().vetting.record(admission)
    stage.tell("file.3", count=len(ready), left=len(rows) - len(ready))
    lacks = {lack.policy: lack for row in rows if row not in ready for lack in row.lacks}
    for name in ("code", "legislation", "names"):
        if name in lacks:
            stage.reason(lacks[name])


def the_round(stage: Stage) -> None:
    """Forty pairs are proposed; on the tenth they are introduced."""
    stage.types("matches propose")
    made = stage.desk().matches.propose(ProposeRound())
    waiting = [found for found in made.waiting if found.role == "mentee"]
    stage.answer(
        "round.1", mentees=made.mentees, mentors=made.mentors, pairs=len(made.proposed), waiting=len(waiting)
    )
    for code, count in Counter(found.code for found in waiting).items():
        stage.show(f"{count} × {stage.programme.context.texts.say(code, stage.language)}")
    stage.tell("round.2")
    first = made.proposed[0]
    stage.types(f"matches introduce {first.id}")
    stage.refused(lambda: stage.desk().matches.introduce(IntroduceMatch(first.id)))
    stage.clock.advance(6)
    for match in made.proposed:
        _introduce(stage, match)
    send_everything(stage)
    stage.tell("round.3", count=len(made.proposed))
    for part, match in zip((WELL, HELPED, LEFT), made.proposed, strict=False):
        stage.cast[part] = match.id
        stage.answer(
            "round.pair",
            part=part,
            match=match.id,
            mentee=stage.who(match.mentee),
            mentor=stage.who(match.mentor),
        )


def _import(stage: Stage, *, keep_going: bool) -> dict[str, int]:
    content = (files("at_the_heart") / "data" / FILE).read_bytes()
    command = read_registrations(content, stage.programme.bundle, day=stage.today, keep_going=keep_going)
    report = stage.desk().participants.import_(command)
    bad = {fault.source for fault in report.bad}
    return {"stored": report.stored, "bad": len(bad), "duplicates": len(report.duplicates)}


def _introduce(stage: Stage, match: Match) -> None:
    """Both say yes on the phone, each with the name and the channel that they show."""
    for person in match.parties:
        card = stage.desk().participants.show(ShowParticipant(person))
        channels = {channel.id: channel for channel in stage.programme.bundle.channels if channel.shown}
        wanted = (*(card.plan.channels if card.plan else ()), "email", "sms")
        contact = card.tiers["contact"]
        shown = next(name for name in wanted if name in channels and contact.get(channels[name].address))
        said = AcceptMatch(match.id, stage.called(person), shown, confidential=True)
        stage.by_phone(person).matches.accept(said)
    stage.desk().matches.introduce(IntroduceMatch(match.id))
