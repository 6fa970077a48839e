"""May and June: somebody finds it hard, and somebody raises a concern."""

from __future__ import annotations

from datetime import timedelta

from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    FlagDistress,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
)
from mentorcore.domain.commands.matches import AskRematch, EndByProgramme
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernWish
from mentorcore.domain.records import RecordKind
from vps.demo.acts import next_match, reach, send_everything
from vps.demo.pages import agenda, duties, letter
from vps.demo.stage import Stage


def distress(stage: Stage) -> None:
    """Somebody says that it weighs on them; help is shown at once, and a call follows if they want one."""
    match = next_match(stage)
    person, other = match.parties
    stage.cast["distressed"], stage.cast["distressed-too"] = person, other
    stage.tell("distress.1", person=stage.who(person))
    stage.types(f"safety distress {person} --contact --on-behalf-of {person} --how phone")
    stage.by_phone(person).safety.distress(FlagDistress(person=person, contact=True))
    letter(stage, person, "message.distress")
    stage.tell("distress.3", person=stage.who(other))
    stage.programme.desk(other).safety.distress(FlagDistress(person=other))
    stage.clock.advance(days=1)
    stage.types("agenda")
    duties(stage, stage.anne().agenda.show(ShowAgenda()).due)
    reach(stage, person)
    left = stage.anne().agenda.show(ShowAgenda()).due
    stage.answer("distress.4", count=len(left), sent=send_everything(stage))


def concern(stage: Stage) -> None:
    """A concern: the one who raises it decides first; the one it names cannot tell that it exists."""
    match = next_match(stage)
    raiser, named = match.parties
    stage.cast["raiser"], stage.cast["named"] = raiser, named
    stage.tell("concern.1", raiser=stage.who(raiser), named=stage.who(named))
    stage.types(
        f"concerns raise undecided {named} --kind compensation --match {match.id}"
        f" --from account.txt --on-behalf-of {raiser} --how phone"
    )
    raised = stage.by_phone(raiser).concerns.raise_(
        RaiseConcern(
            wish=ConcernWish.UNDECIDED,
            about=(named,),
            kind=ConcernKind.COMPENSATION,
            match=match.id,
            account="Was asked for money, twice.",
        )
    )
    stage.types(f"concerns act {raised.id} suspension")
    suspend = ActOnConcern(concern=raised.id, act=ConcernAct.SUSPENSION)
    stage.refused(lambda: stage.anne().concerns.act(suspend))
    stage.tell("concern.2", named=stage.who(named))
    stage.refused(lambda: stage.programme.desk(named).concerns.list(ListConcerns(all=True)))
    stage.clock.advance(days=1)
    stage.tell("concern.3", day=stage.day(stage.today), raiser=stage.who(raiser))
    stage.types(f"concerns act {raised.id} agreement", f"concerns act {raised.id} suspension")
    stage.anne().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.AGREEMENT))
    stage.anne().concerns.act(suspend)
    send_everything(stage)
    stage.clock.advance(days=1)
    stage.tell("concern.morning")
    agenda(stage, until=stage.today + timedelta(days=2))
    for person in match.parties:
        reach(stage, person, match.id)
    _outcome(stage, match.id, raised.id)


def _outcome(stage: Stage, match: str, raised: str) -> None:
    """The match ends, nobody is left without a word, and the one who was named mentors nobody for now."""
    raiser, named = stage.cast["raiser"], stage.cast["named"]
    stage.clock.advance(days=1)
    stage.tell("concern.4", day=stage.day(stage.today))
    stage.types(
        f"matches end {match}",
        f"vetting record {named} hold --from reason.txt",
        f"concerns resolve {raised} match-ended",
    )
    stage.anne("protection").matches.end(EndByProgramme(match))
    hold = RecordEvidence(person=named, kind=RecordKind.HOLD, reason="until the committee has talked it over")
    stage.anne().vetting.record(hold)
    stage.anne().concerns.resolve(ResolveConcern(concern=raised, outcome="match-ended"))
    for person in (raiser, named):
        reach(stage, person, match)
    stage.tell("concern.5", raiser=stage.who(raiser))
    stage.types(f"matches rematch {raiser} --on-behalf-of {raiser} --how phone")
    stage.by_phone(raiser).matches.rematch(AskRematch(person=raiser))
    send_everything(stage)
