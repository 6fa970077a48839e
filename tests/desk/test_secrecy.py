"""Whoever is named in a concern cannot read it, count it or infer it, at any desk."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.town import Town

from mentorcore import Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
    ShowConcern,
)
from mentorcore.domain.commands.duties import DoneDuties, PlanDuties, WaiveDuties
from mentorcore.domain.commands.matches import ListMatches
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import ExportPerson, ListParticipants
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.vetting import ListVetting, ShowVetting
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernWish
from mentorcore.domain.duties import DutyState
from mentorcore.storage import duties


def second(town: Town) -> str:
    """The other coordinator."""
    return next(person for person in town.trial.staff_of("coordinator") if person != town.trial.staff)


def view(town: Town, reader: str) -> dict[str, Any]:
    """All that a coordinator sees without the audit, which has tests of its own."""
    desk = town.trial.desk(reader)
    return {
        "agenda": desk.agenda.show(ShowAgenda(until=town.trial.today.replace(year=2026))),
        "concerns": desk.concerns.list(ListConcerns(all=True)),
        "people": desk.participants.list(ListParticipants()),
        "vetting": [
            desk.vetting.show(ShowVetting(person=p)) for p in (town.mentee, town.mentor, town.outsider)
        ],
        "lacking": desk.vetting.list(ListVetting()),
        "matches": desk.matches.list(ListMatches()),
        "messages": [desk.messages.list(ListMessages(state=s)) for s in ("", "sent", "withdrawn")],
        "figures": desk.programme.show(ShowProgramme()),
        "planned": desk.duties.plan(PlanDuties()),
    }


def test_a_coordinator_who_is_named_sees_no_difference(town: Town) -> None:
    named = second(town)
    before = view(town, named)
    about = RaiseConcern(
        wish=ConcernWish.ACT, about=(named,), kind=ConcernKind.ACCUSATION, account="They shouted."
    )
    raised = town.trial.desk(town.outsider).concerns.raise_(about)
    town.trial.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.NOTE, note="Looked at it."))

    assert view(town, named) == before
    town.trial.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="resolved"))
    assert view(town, named) == before
    assert raised.id in [c.id for c in town.trial.desk().concerns.list(ListConcerns(all=True))]


def test_a_participant_who_is_named_finds_nothing_in_their_own_data(town: Town) -> None:
    def own(person: str) -> Any:
        return town.trial.desk(person).privacy.export(ExportPerson(person=person))

    before = own(town.outsider)
    about = RaiseConcern(wish=ConcernWish.ACT, about=(town.outsider,), kind=ConcernKind.ACCUSATION)
    town.trial.desk(town.mentor).concerns.raise_(about)

    assert own(town.outsider) == before


def test_a_concern_about_every_handler_goes_to_the_fallback(town: Town) -> None:
    everybody = town.trial.staff_of("coordinator")
    raised = town.trial.desk(town.outsider).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=everybody)
    )

    committee = town.trial.desk(town.committee)
    assert [concern.id for concern in committee.concerns.list(ListConcerns())] == [raised.id]
    assert committee.concerns.show(ShowConcern(concern=raised.id)).concern.named == tuple(sorted(everybody))
    assert [c.id for c in town.trial.desk().concerns.list(ListConcerns())] == [town.concern]


def test_the_planning_of_others_concerns_is_not_counted(town: Town) -> None:
    named = second(town)
    about = RaiseConcern(wish=ConcernWish.ACT, about=(named,))
    raised = town.trial.desk(town.outsider).concerns.raise_(about)
    context = town.trial.programme.context

    def lose(concern: str) -> None:
        with context.store.write() as tx:
            duty, _ = duties.duties_about(tx, [concern])[concern]
            assert duty.state is DutyState.OPEN
            tx.conn.exec_driver_sql("DELETE FROM duties WHERE id = ?", (duty.id,))

    lose(raised.id)
    assert town.trial.desk(named).duties.plan(PlanDuties()) == 0
    lose(raised.id)
    assert town.trial.desk().duties.plan(PlanDuties()) == 1


def test_a_duty_about_a_concern_reads_as_if_there_were_none(town: Town) -> None:
    named = second(town)
    raised = town.trial.desk(town.outsider).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(named,))
    )
    with town.trial.programme.context.store.read() as tx:
        duty, _ = duties.duties_about(tx, [raised.id])[raised.id]

    for actor, code in ((named, "duty.unknown"), (town.trial.staff, "duty.closed_by_outcome")):
        for command in (DoneDuties((duty.id,)), WaiveDuties((duty.id,), "Because.")):
            verb = "done" if isinstance(command, DoneDuties) else "waive"
            with pytest.raises(Refused) as caught:
                getattr(town.trial.desk(actor).duties, verb)(command)
            assert [refusal.code for refusal in caught.value.refusals] == [code]


def test_a_raiser_who_stays_unnamed_is_known_to_nobody(town: Town) -> None:
    hidden = RaiseConcern(wish=ConcernWish.ACT, about=(town.mentor,), account="It is me.", unnamed=True)
    raised = town.trial.desk(town.outsider).concerns.raise_(hidden)

    file = town.trial.desk().concerns.show(ShowConcern(concern=raised.id))
    assert raised.raised_by == ""
    assert town.outsider not in repr((file.concern, file.events))
    assert file.account == "It is me."
    assert "It is me." not in repr(file)
