"""Whoever is named in a concern finds everything as it was before, whatever their role."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from attrs import evolve

from mentorcore import Desk, Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
    ShowConcern,
    ShowSafety,
)
from mentorcore.domain.commands.duties import DoneDuties
from mentorcore.domain.commands.matches import (
    ListMatches,
    ShowMatch,
)
from mentorcore.domain.commands.messages import ListMessages, NextMessage
from mentorcore.domain.commands.participants import (
    Disclose,
    ErasePerson,
    ExportPerson,
    ListParticipants,
    ShowParticipant,
)
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.staff import ListStaff
from mentorcore.domain.commands.vetting import ListVetting, ShowVetting
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernWish
from mentorcore.testing import Trial, held_in

CANARY = "Rivière-Noire-77"
SILENT = ConcernWish.PROTECT_SILENTLY


def about(
    *named: str, wish: ConcernWish = SILENT, kind: ConcernKind = ConcernKind.ACCUSATION
) -> RaiseConcern:
    """A concern with a canary in its account."""
    return RaiseConcern(wish=wish, about=named, kind=kind, account=CANARY)


# Article 8: the person named cannot see it


def seen_by_staff(desk: Callable[..., Desk], people: list[str], match: str) -> str:
    """Everything that a member of staff can look at."""
    shown: list[object] = [
        desk().participants.list(ListParticipants()),
        desk().vetting.list(ListVetting()),
        desk().matches.list(ListMatches()),
        desk().matches.show(ShowMatch(match=match)),
        desk().messages.list(ListMessages()),
        desk().messages.next(NextMessage()),
        desk().agenda.show(ShowAgenda()),
        desk().concerns.list(ListConcerns(all=True)),
        desk().programme.show(ShowProgramme()),
        desk().staff.list(ListStaff()),
    ]
    for person in people:
        shown += [
            desk().vetting.show(ShowVetting(person=person)),
            desk().safety.show(ShowSafety(person=person)),
        ]
        for purpose in ("support", "vetting", "matching", "protection"):
            shown.append(desk(purpose=purpose).participants.show(ShowParticipant(person=person)))
    return held_in(shown)


@pytest.mark.clause("VPS-8", "CORE-7")
def test_vps_8_a_coordinator_who_is_named_finds_everything_as_before(
    vps: Trial, mentee: str, mentor: str, ben: str
) -> None:
    match = vps.introduced(mentee, mentor)
    people = [mentee, mentor, ben]

    def seen() -> tuple[str, list[str]]:
        found = seen_by_staff(lambda **said: vps.desk(ben, **said), people, match.id)
        rows = vps.desk(ben).audit.show(ShowAudit(last=100_000))
        return found, [held_in(row) for row in rows if row.actor != ben]

    before = seen()
    raised = vps.desk(mentee).concerns.raise_(about(ben, mentor))
    assert seen() == before
    handler = vps.desk()
    handler.concerns.list(ListConcerns())
    handler.concerns.show(ShowConcern(concern=raised.id))
    for act in (ConcernAct.NOTE, ConcernAct.PROTECTION, ConcernAct.AUTHORITIES):
        handler.concerns.act(ActOnConcern(concern=raised.id, act=act, note=CANARY))
    vps.desk(purpose="protection").participants.show(ShowParticipant(person=ben))
    assert seen() == before
    handler.concerns.resolve(ResolveConcern(concern=raised.id, outcome="referred", note=CANARY))
    assert seen() == before


@pytest.mark.clause("VPS-8")
def test_vps_8_a_coordinator_who_is_named_is_told_what_anybody_is_told(
    vps: Trial, mentee: str, ben: str
) -> None:
    raised = vps.desk(mentee).concerns.raise_(about(ben, wish=ConcernWish.ACT))
    duty, _ = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=2026))).due
    answers = []
    for concern in (raised.id, "C-7K3F9Q2H"):
        desk = vps.desk(ben)
        for verb in (
            partial(desk.concerns.show, ShowConcern(concern=concern)),
            partial(desk.concerns.act, ActOnConcern(concern=concern, act=ConcernAct.NOTE, note="x")),
            partial(desk.concerns.resolve, ResolveConcern(concern=concern, outcome="resolved")),
        ):
            with pytest.raises(Refused) as refused:
                verb()
            answers.append(refused.value.refusals)
    assert answers[:3] == answers[3:]

    told = []
    for name in (duty.id, "D-7K3F9Q2H"):
        with pytest.raises(Refused) as refused:
            vps.desk(ben).duties.done(DoneDuties(duties=(name,)))
        told.append(refused.value.refusals)
    assert told[0] == told[1]


@pytest.mark.clause("VPS-8")
def test_vps_8_where_every_handler_is_named_the_committee_handles_it(
    vps: Trial, mentee: str, ben: str, carol: str
) -> None:
    assert vps.desk(carol).concerns.list(ListConcerns()) == ()
    raised = vps.desk(mentee).concerns.raise_(about(vps.staff, ben, wish=ConcernWish.ACT))

    assert [found.id for found in vps.desk(carol).concerns.list(ListConcerns())] == [raised.id]
    assert [
        duty.rule for duty in vps.desk(carol).agenda.show(ShowAgenda(until=vps.today.replace(year=2026))).due
    ] == ["acknowledge", "resolve"]
    for named in (vps.staff, ben):
        assert vps.desk(named).concerns.list(ListConcerns()) == ()
        assert vps.desk(named).agenda.show(ShowAgenda(until=vps.today.replace(year=2026))).due == ()
    vps.desk(carol).concerns.resolve(ResolveConcern(concern=raised.id, outcome="referred"))


@pytest.mark.clause("VPS-8", "CORE-7")
def test_vps_8_a_party_who_is_named_finds_everything_as_before(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    vps.send_all()

    def seen() -> str:
        desk = vps.desk(mentor)
        return held_in(
            [
                desk.matches.show(ShowMatch(match=match.id)),
                desk.vetting.show(ShowVetting(person=mentor)),
                desk.safety.show(ShowSafety(person=mentor)),
                desk.privacy.export(ExportPerson(person=mentor)),
            ]
        )

    before = seen()
    raised = vps.desk(mentee).concerns.raise_(evolve(about(mentor), match=match.id))
    vps.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.NOTE, note=CANARY))
    law = Disclose(
        person=mentor,
        tier="identity",
        recipient="Police",
        legal_basis="Article 364",
        risk="He threatened her.",
    )
    vps.desk().privacy.disclose(law)
    assert seen() == before
    assert vps.desk().messages.list(ListMessages()) == ()


@pytest.mark.clause("VPS-8", "CORE-7")
def test_vps_8_who_is_named_and_erased_gets_the_answer_that_everybody_gets(
    vps: Trial, mentee: str, mentor: str
) -> None:
    other = vps.participant("mentor", experience="physical")
    raised = vps.desk(mentee).concerns.raise_(about(mentor, wish=ConcernWish.ACT))
    receipts = [vps.desk(person).privacy.erase(ErasePerson(person=person)) for person in (mentor, other)]
    assert receipts[0].kept == receipts[1].kept

    for person in (mentor, other):
        with pytest.raises(Refused) as refused:
            vps.desk(person).privacy.export(ExportPerson(person=person))
        assert [refusal.code for refusal in refused.value.refusals] == ["actor.unknown"]
        with pytest.raises(Refused) as refused:
            vps.desk().participants.show(ShowParticipant(person=person))
        assert [refusal.code for refusal in refused.value.refusals] == ["person.unknown"]

    law = Disclose(
        person=mentor,
        tier="identity",
        recipient="Police",
        legal_basis="Article 364",
        risk="He threatened her.",
    )
    assert "family_name" in vps.desk().privacy.disclose(law)
    vps.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="referred"))
    for person in (mentor, other):
        with pytest.raises(Refused):
            vps.desk().privacy.disclose(evolve(law, person=person))
    assert vps.programme.context.store.keys.keys_for([mentor, other]) == {}
