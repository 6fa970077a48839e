"""Whatever is done about a concern, whoever is named in it sees what they would see without it; an unnamed raiser
stays unnamed in every verb; of many who act at once, each is told what became of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import Programme, Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
    ShowConcern,
)
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties, PlanDuties, WaiveDuties
from mentorcore.domain.commands.matches import ListMatches, ShowMatch
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import Disclose, ExportPerson, ListParticipants, ShowParticipant
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.staff import AddStaff
from mentorcore.domain.commands.vetting import ListVetting, ShowVetting
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernRisk, ConcernWish
from mentorcore.domain.events import History
from mentorcore.hooks.kinds import hookimpl
from mentorcore.storage import duties
from mentorcore.testing import held_in, traces

CANARY = "Rivière-Noire-77"
SILENT = RaiseConcern(wish=ConcernWish.PROTECT_SILENTLY, about=(UNKNOWN["P"],), account=CANARY)


def second(town: Town) -> str:
    """The other coordinator."""
    return next(person for person in town.trial.staff_of("coordinator") if person != town.trial.staff)


def seen(town: Town, reader: str) -> str:
    """All that a member of staff can see: pages, counts and the audit, without their own readings."""
    desk = town.trial.desk(reader)
    shown: list[Any] = [
        desk.concerns.list(ListConcerns(all=True)),
        desk.agenda.show(ShowAgenda(until=town.trial.today.replace(year=2027))),
    ]
    if reader != town.committee:
        shown += [
            desk.duties.plan(PlanDuties()),
            desk.participants.list(ListParticipants()),
            desk.vetting.list(ListVetting()),
            desk.matches.list(ListMatches()),
            desk.matches.show(ShowMatch(match=town.match)),
            *(desk.messages.list(ListMessages(state=state)) for state in ("", "sent", "withdrawn")),
        ]
    shown += [desk.vetting.show(ShowVetting(person=p)) for p in (town.mentee, town.outsider)]
    shown.append(desk.programme.show(ShowProgramme()))
    rows = [row for row in desk.audit.show(ShowAudit(last=10_000)) if row.actor != reader]
    return held_in([shown, rows, len(rows)])


def everything_about(town: Town, concern: str) -> None:
    """A handler does whatever can be done without the other noticing, and closes it with a follow-up."""
    handler = town.trial.desk()
    for act in (
        ConcernAct.ACKNOWLEDGEMENT,
        ConcernAct.NOTE,
        ConcernAct.PROTECTION,
        ConcernAct.AUTHORITIES,
        ConcernAct.AGREEMENT,
        ConcernAct.HEARING,
    ):
        handler.concerns.act(ActOnConcern(concern=concern, act=act, note=CANARY))
    with town.trial.programme.context.store.read() as tx:
        (resolve,) = [d for d in duties.duties_about(tx, [concern])[concern] if d.rule == "resolve"]
    handler.duties.defer(DeferDuties((resolve.id,), until=town.trial.today))
    again = town.trial.today
    handler.concerns.resolve(
        ResolveConcern(concern=concern, outcome="referred", no_agency=CANARY, follow_up=again)
    )


@pytest.mark.parametrize("risk", ConcernRisk)
@pytest.mark.parametrize("kind", [ConcernKind.WORRY, ConcernKind.ACCUSATION])
@pytest.mark.parametrize("unnamed", [False, True])
def test_a_named_handler_sees_what_they_saw_before(
    town: Town, risk: ConcernRisk, kind: ConcernKind, unnamed: bool
) -> None:
    named = second(town)
    before = seen(town, named)
    said = evolve(SILENT, about=(named,), risk=risk, kind=kind, unnamed=unnamed)
    concern = town.trial.desk(town.outsider).concerns.raise_(said).id
    assert seen(town, named) == before

    everything_about(town, concern)
    assert seen(town, named) == before


def test_a_committee_that_is_named_sees_what_it_saw_before(town: Town) -> None:
    said = evolve(SILENT, about=(town.committee, second(town)))
    before = seen(town, town.committee)
    concern = town.trial.desk(town.outsider).concerns.raise_(said).id
    everything_about(town, concern)

    assert seen(town, town.committee) == before


def test_several_concerns_over_the_same_people_hide_each_by_itself(town: Town) -> None:
    named = second(town)
    before = seen(town, named)
    hidden = [
        town.trial.desk(by).concerns.raise_(evolve(SILENT, about=about)).id
        for by, about in (
            (town.outsider, (named,)),
            (town.mentee, (named, town.mentor)),
            (town.trial.staff, (named, town.outsider)),
        )
    ]
    assert seen(town, named) == before
    open_one = town.trial.desk(town.mentee).concerns.raise_(evolve(SILENT, about=(town.mentor,))).id

    theirs = {found.id for found in town.trial.desk(named).concerns.list(ListConcerns())}
    assert theirs == {town.concern, open_one}
    assert traces(hidden, seen(town, named)) == []


def test_somebody_named_who_is_both_staff_and_participant_sees_what_they_saw_before(town: Town) -> None:
    town.trial.desk().staff.add(AddStaff(role="coordinator", person=town.outsider))

    def own() -> str:
        desk = town.trial.desk(town.outsider)
        card = town.trial.desk(town.outsider, purpose="support")
        return seen(town, town.outsider) + held_in(
            [
                desk.privacy.export(ExportPerson(person=town.outsider)),
                desk.vetting.show(ShowVetting(person=town.outsider)),
                card.participants.show(ShowParticipant(person=town.outsider)),
            ]
        )

    before = own()
    concern = town.trial.desk(town.mentee).concerns.raise_(evolve(SILENT, about=(town.outsider,))).id
    law = Disclose(
        person=town.outsider,
        tier="identity",
        recipient="Police",
        legal_basis="article 364",
        risk=CANARY,
        concern=concern,
    )
    town.trial.desk().privacy.disclose(law)
    everything_about(town, concern)
    assert own() == before


def test_a_follow_up_stays_hidden_from_those_named(town: Town) -> None:
    named = second(town)
    concern = town.trial.desk(town.outsider).concerns.raise_(evolve(SILENT, about=(named,))).id
    everything_about(town, concern)
    with town.trial.programme.context.store.read() as tx:
        found = duties.duties_about(tx, [concern])[concern]
    (again,) = [duty for duty in found if duty.rule == "follow-up"]

    desk, answers = town.trial.desk(named).duties, []
    for duty in (again.id, UNKNOWN["D"]):
        for way in (
            partial(desk.done, DoneDuties((duty,))),
            partial(desk.waive, WaiveDuties((duty,), "Because.")),
            partial(desk.defer, DeferDuties((duty,), until=town.trial.today)),
        ):
            with pytest.raises(Refused) as caught:
                way()
            answers.append(caught.value.refusals)
    assert answers[:3] == answers[3:]
    assert town.trial.desk().duties.done(DoneDuties((again.id,)))[0].state == "done"


class Curious:
    """A policy that looks for the raiser in what it is given."""

    def __init__(self) -> None:
        self.given: list[History] = []

    @hookimpl
    def plan_duties(self, history: History) -> list[Any]:
        """Wants nothing."""
        self.given.append(history)
        return []


@pytest.mark.parametrize("who", ["participant", "staff", "on behalf"])
def test_an_unnamed_raiser_is_named_by_no_verb_and_to_no_policy(town: Town, who: str) -> None:
    curious = Curious()
    town.trial.add_policy(curious)
    raiser = second(town) if who == "staff" else town.outsider
    desk = town.trial.for_(raiser) if who == "on behalf" else town.trial.desk(raiser)
    before = len(town.trial.desk().messages.list(ListMessages()))
    raised = desk.concerns.raise_(evolve(SILENT, about=(town.mentor,), unnamed=True))
    everything_about(town, raised.id)

    handler = town.trial.desk()
    rows = handler.audit.show(ShowAudit(last=10_000))
    about = [row for row in rows if raised.id in row.subjects]
    assert len(about) > 6
    shown = [
        raised,
        handler.concerns.list(ListConcerns(all=True)),
        handler.concerns.show(ShowConcern(concern=raised.id)),
        handler.agenda.show(ShowAgenda(until=town.trial.today.replace(year=2027))).because,
        about,
    ]
    found = [owed for owed in curious.given if owed.subject == raised.id]
    assert found
    assert traces([raiser], held_in([shown, found])) == []
    by_raiser = handler.audit.show(ShowAudit(person=raiser, last=10_000))
    assert [row for row in by_raiser if row.verb.startswith("concerns.raise")] == []
    assert len(handler.messages.list(ListMessages())) == before


def test_the_raiser_who_is_a_handler_may_be_unnamed_and_still_handle_it(town: Town) -> None:
    raised = town.trial.desk().concerns.raise_(evolve(SILENT, about=(second(town),), unnamed=True))
    file = town.trial.desk().concerns.show(ShowConcern(concern=raised.id))
    assert (file.account, file.concern.raised_by, file.events[0].actor) == (CANARY, "", "")


@pytest.fixture
def shared(tmp_path: Path) -> tuple[Programme, Programme, list[str], str]:
    """A database in a file, opened twice, with two handlers and a concern that is open."""
    database, keys = tmp_path / "vps.db", tmp_path / "keys.db"
    one, first = Programme.create("vps", database, keys, first_staff="First")
    other = Programme.open("vps", database, keys)
    helper = one.desk(first).staff.add(AddStaff(role="coordinator", called="Second")).id
    named = one.desk(first).staff.add(AddStaff(role="committee", called="Third")).id
    said = evolve(SILENT, about=(named,), wish=ConcernWish.ACT)
    concern = one.desk(first).concerns.raise_(said).id
    return one, other, [first, helper], concern


@pytest.mark.parametrize(
    ("verb", "code"), [("resolve", "concern.resolved"), ("acknowledge", "concern.acknowledged")]
)
def test_of_sixteen_at_once_one_wins_and_the_others_are_told_why(
    shared: tuple[Programme, Programme, list[str], str], verb: str, code: str
) -> None:
    one, other, handlers, concern = shared

    def go(number: int) -> str:
        desk = (one, other)[number % 2].desk(handlers[number // 2 % 2]).concerns
        try:
            if verb == "resolve":
                desk.resolve(ResolveConcern(concern=concern, outcome="referred", note=str(number)))
            else:
                desk.act(ActOnConcern(concern=concern, act=ConcernAct.ACKNOWLEDGEMENT, note=str(number)))
        except Refused as refused:
            return refused.refusals[0].code
        return "won"

    with ThreadPoolExecutor(16) as pool:
        answers = sorted(pool.map(go, range(16)))
    assert answers == sorted([code] * 15 + ["won"])
    file = one.desk(handlers[0]).concerns.show(ShowConcern(concern=concern))
    assert len(file.notes) == 1
    assert one.desk(handlers[0]).audit.verify(VerifyAudit()) > 16
    for programme in (one, other):
        programme.close()
