"""What is done beside hostile policies: readings, actions, leavings, and what has to be refused in any company."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from attrs import frozen
from tests.support.town import Town, copied, make_town, refill

from mentorcore.domain.commands.concerns import ActOnConcern, RaiseConcern
from mentorcore.domain.commands.matches import (
    CloseMatch,
    DeclineMatch,
    IntroduceMatch,
    PairByHand,
    ProposeRound,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import NextMessage
from mentorcore.domain.commands.participants import (
    Apply,
    Disclose,
    ErasePerson,
    ExportPerson,
    ListParticipants,
    ShowParticipant,
    Withdraw,
)
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.sessions import LogSession
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernAct, ConcernWish
from mentorcore.domain.records import RecordKind
from mentorcore.storage import matches, people

Act = Callable[[Town], Any]
Fact = Callable[[Town], bool]


@frozen
class Action:
    """Something that somebody does.

    Args:
        do: how.
        left: for a leaving, whether it happened.
        refused: whether it is refused whoever else has a say.
    """

    do: Act
    left: Fact | None = None
    refused: bool = False


@cache
def _prepared() -> Town:
    """With somebody for every action, so that none depends on what became of another."""
    town = make_town()
    trial, ids = town.trial, town.ids
    for name in ("to accept", "to introduce", "to close", "to decline", "to suspend"):
        mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
        if name in ("to close", "to suspend"):
            match = trial.introduced(mentee, mentor)
        else:
            match = trial.proposed(mentee, mentor)
        if name == "to introduce":
            for party in match.parties:
                trial.accept(match, party)
        ids[name] = match.id
        ids[f"{name}, mentee"] = mentee
    for name in ("leaver", "erased", "free mentee"):
        ids[name] = trial.participant("mentee")
    ids["free mentor"] = trial.participant("mentor")
    ids["applicant"] = trial.applicant("mentee")
    trial.answers("mentor")
    return town


def prepared() -> Town:
    """A fresh copy of it; close its trial."""
    return copied(_prepared(), start=90_000)


def prepare_again(town: Town) -> None:
    """Let a copy stand as it did at first."""
    refill(town, _prepared())


def _apply(town: Town) -> Any:
    command = Apply(form="mentor", answers=town.trial.answers("mentor"), shown=True)
    return town.trial.desk().participants.apply(command)


def _accept(town: Town) -> Any:
    with town.trial.programme.context.store.read() as tx:
        match = matches.match(tx, town.ids["to accept"])
    assert match is not None
    return town.trial.accept(match, match.mentee)


def _raise(town: Town) -> Any:
    return town.trial.desk(town.outsider).concerns.raise_(
        RaiseConcern(wish=ConcernWish.LISTEN_ONLY, about=())
    )


def _disclose(town: Town, basis: str) -> Any:
    command = Disclose(
        person=town.mentor, tier="contact", recipient="the court", legal_basis=basis, risk="He knows where."
    )
    return town.trial.desk().privacy.disclose(command)


def _admit(town: Town) -> Any:
    """Somebody who has accepted nothing yet, and without a reason."""
    return town.trial.desk().matches.pair(
        PairByHand(mentee=town.ids["applicant"], mentor=town.ids["free mentor"])
    )


def _note(town: Town) -> Any:
    return town.trial.desk().concerns.act(ActOnConcern(concern=town.concern, act=ConcernAct.NOTE))


def _record(town: Town) -> Any:
    command = RecordEvidence(person=town.ids["applicant"], kind=RecordKind.ACCEPTANCE, document="code")
    return town.trial.for_(town.ids["applicant"]).vetting.record(command)


def _over(name: str) -> Fact:
    def left(town: Town) -> bool:
        with town.trial.programme.context.store.read() as tx:
            match = matches.match(tx, town.ids[name])
        return match is not None and not match.state.open

    return left


def _gone(name: str, *, erased: bool) -> Fact:
    def left(town: Town) -> bool:
        with town.trial.programme.context.store.read() as tx:
            person = people.person(tx, town.ids[name])
        assert person is not None
        return person.erased == erased and {held.state for held in person.roles} == {"left"}

    return left


ACTIONS: dict[str, Action] = {
    "show a card": Action(
        lambda town: town.trial.desk(purpose="support").participants.show(ShowParticipant(person=town.mentee))
    ),
    "list people": Action(lambda town: town.trial.desk().participants.list(ListParticipants())),
    "show the figures": Action(lambda town: town.trial.desk().programme.show(ShowProgramme())),
    "export": Action(
        lambda town: town.trial.desk(town.outsider).privacy.export(ExportPerson(person=town.outsider))
    ),
    "write messages": Action(lambda town: town.trial.desk().messages.next(NextMessage())),
    "apply": Action(_apply),
    "record evidence": Action(_record),
    "accept": Action(_accept),
    "introduce": Action(
        lambda town: town.trial.desk().matches.introduce(IntroduceMatch(match=town.ids["to introduce"]))
    ),
    "suspend": Action(
        lambda town: town.trial.desk().matches.suspend(SuspendMatch(match=town.ids["to suspend"]))
    ),
    "propose a round": Action(lambda town: town.trial.desk().matches.propose(ProposeRound())),
    "raise a concern": Action(_raise),
    "act on a concern": Action(_note),
    "disclose by law": Action(lambda town: _disclose(town, "article 1")),
    "disclose without a ground": Action(lambda town: _disclose(town, ""), refused=True),
    "log a session": Action(
        lambda town: town.trial.desk().sessions.log(LogSession(match=town.match)), refused=True
    ),
    "pair somebody unvetted": Action(_admit, refused=True),
    "read a stranger": Action(
        lambda town: town.trial.desk(town.mentor).participants.show(ShowParticipant(person=town.outsider)),
        refused=True,
    ),
    "close": Action(
        lambda town: town.trial.desk(town.ids["to close, mentee"]).matches.close(
            CloseMatch(match=town.ids["to close"])
        ),
        left=_over("to close"),
    ),
    "decline": Action(
        lambda town: town.trial.desk(town.ids["to decline, mentee"]).matches.decline(
            DeclineMatch(match=town.ids["to decline"])
        ),
        left=_over("to decline"),
    ),
    "withdraw": Action(
        lambda town: town.trial.desk(town.ids["leaver"]).participants.withdraw(
            Withdraw(person=town.ids["leaver"])
        ),
        left=_gone("leaver", erased=False),
    ),
    "erase": Action(
        lambda town: town.trial.desk(town.ids["erased"]).privacy.erase(
            ErasePerson(person=town.ids["erased"])
        ),
        left=_gone("erased", erased=True),
    ),
}
"""By what a person would call it, in the order in which they are done."""

EVERYDAY = (
    "show a card",
    "list people",
    "export",
    "write messages",
    "accept",
    "introduce",
    "raise a concern",
    "disclose by law",
    "disclose without a ground",
    "close",
)
"""Those that are done beside every two kinds; beside a single one all of them are."""
