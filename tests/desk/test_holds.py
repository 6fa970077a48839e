"""A legal hold: nobody sees a difference, nothing is destroyed while it stands, and all of it when it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from tests.support.state import audit_of
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Programme, Refused
from mentorcore.domain.bundle import Grant
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import ResolveConcern
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties, PlanDuties, WaiveDuties
from mentorcore.domain.commands.participants import (
    Disclose,
    ErasePerson,
    ExportPerson,
    Find,
    ListParticipants,
    ShowParticipant,
)
from mentorcore.domain.commands.privacy import HoldPerson, ListHolds, ReleasePerson, ShowReceipt
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.vetting import ShowVetting
from mentorcore.domain.holds import HoldGround
from mentorcore.storage import checks, keytable
from mentorcore.storage.erasures import finish_erasures
from mentorcore.storage.store import Store
from mentorcore.testing import held_in

CANARY = "Zaphodia’s lawyer wrote"


def hold(person: str, **values: Any) -> HoldPerson:
    return HoldPerson(person=person, ground=HoldGround.PROCEEDINGS, words=CANARY, **values)


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def colleague(town: Town) -> str:
    return next(p for p in town.trial.staff_of("coordinator") if p != town.trial.staff)


def test_a_hold_says_why_who_since_and_until_when(town: Town) -> None:
    placed = town.trial.desk().privacy.hold(hold(town.outsider))

    assert (placed.ground, placed.since, placed.review_on) == (
        HoldGround.PROCEEDINGS,
        date(2025, 2, 3),
        date(2025, 8, 3),
    )
    assert placed.held_by == town.trial.staff
    assert town.trial.desk(town.committee).privacy.holds(ListHolds()) == (placed,)
    (duty,) = (d for d in agenda(town, "") if d.rule == "review-hold")
    assert (duty.due_on, duty.about, duty.clauses) == (placed.review_on, "", ("CORE-9",))


def agenda(town: Town, reader: str) -> tuple[Any, ...]:
    found = town.trial.desk(reader).agenda.show(ShowAgenda(until=town.trial.today.replace(year=2027)))
    return found.overdue + found.due


@pytest.mark.parametrize("months", [0, 13, -1, True, "6"])
def test_a_hold_is_looked_at_again_within_a_year(town: Town, months: Any) -> None:
    with pytest.raises(InputFault) as caught:
        town.trial.desk().privacy.hold(hold(town.outsider, months=months))
    assert [problem.code for problem in caught.value.problems] == ["hold.months"]


def test_holding_again_renews_it_and_its_review(town: Town) -> None:
    desk = town.trial.desk().privacy
    first = desk.hold(hold(town.outsider, months=1))
    again = desk.hold(evolve(hold(town.outsider, months=12), ground=HoldGround.CLAIMS))

    assert desk.holds(ListHolds()) == (again,)
    assert (again.since, again.review_on) == (first.since, date(2026, 2, 3))
    assert [d.due_on for d in agenda(town, "") if d.rule == "review-hold"] == [again.review_on]
    released = desk.release(ReleasePerson(person=town.outsider))
    assert (released.released_on, released.released_by) == (town.trial.today, town.trial.staff)
    assert [d for d in agenda(town, "") if d.rule == "review-hold"] == []


def test_its_duty_ends_with_the_hold_alone(town: Town) -> None:
    town.trial.desk().privacy.hold(hold(town.outsider))
    (duty,) = (d for d in agenda(town, "") if d.rule == "review-hold")
    facet = town.trial.desk().duties
    acts: tuple[Callable[[], object], ...] = (
        lambda: facet.done(DoneDuties(duties=(duty.id,))),
        lambda: facet.waive(WaiveDuties(duties=(duty.id,), reason="later")),
        lambda: facet.defer(DeferDuties(duties=(duty.id,), until=date(2030, 1, 1))),
    )
    for act in acts:
        with pytest.raises(Refused) as caught:
            act()
        assert codes(caught) == ["duty.hold_first"]
    town.trial.desk().duties.plan(PlanDuties())
    assert [d for d in agenda(town, "") if d.rule == "review-hold"] == [duty]


def everything(town: Town, person: str, reader: str) -> dict[str, Any]:
    """What somebody sees of a person, and of everything that could count them."""
    desk = town.trial.desk(reader)
    own = town.trial.desk(person)
    return {
        "own": own.privacy.export(ExportPerson(person=person)),
        "vetting": own.vetting.show(ShowVetting(person=person)),
        "card": desk.participants.show(ShowParticipant(person=person)),
        "list": desk.participants.list(ListParticipants()),
        "figures": desk.programme.show(ShowProgramme()),
        "planned": desk.duties.plan(PlanDuties()),
        "found": desk.participants.find(Find(words="Test")),
    }


def test_while_it_stands_nobody_sees_a_difference(town: Town) -> None:
    before = everything(town, town.outsider, "")
    town.trial.desk().privacy.hold(hold(town.outsider))

    assert everything(town, town.outsider, "") == before
    assert CANARY not in held_in(before)


def test_who_is_staff_and_held_finds_nothing_of_it(town: Town) -> None:
    held = colleague(town)

    def seen() -> list[Any]:
        desk = town.trial.desk(held)
        rows = desk.audit.show(ShowAudit(last=1000))
        return [
            desk.privacy.holds(ListHolds()),
            agenda(town, held),
            [r for r in rows if "holds" not in r.verb],
        ]

    before = seen()
    town.trial.desk().privacy.hold(hold(held))
    town.trial.desk().privacy.holds(ListHolds())
    with pytest.raises(Refused):
        town.trial.desk(purpose="review").privacy.hold(hold(held))
    after = seen()
    assert after[:2] == before[:2]
    assert [row for row in after[2] if row not in before[2] and row.actor != held] == []
    acts: tuple[Callable[[], object], ...] = (
        lambda: town.trial.desk(held).privacy.hold(hold(held)),
        lambda: town.trial.desk(held).privacy.release(ReleasePerson(person=held)),
    )
    for act in acts:
        with pytest.raises(Refused) as caught:
            act()
        assert codes(caught) == ["hold.oneself"]


def test_the_audit_tells_of_holds_to_those_who_decide_about_them(town: Town) -> None:
    town.trial.desk().privacy.hold(hold(town.outsider))
    context = town.trial.programme.context
    grants = tuple(
        evolve(grant, verbs=tuple(verb for verb in grant.verbs if not verb.startswith("privacy.hold")))
        if grant.role == "committee"
        else grant
        for grant in context.grants
    )
    others = Programme(evolve(context, grants=grants)).desk(town.committee)

    def verbs(desk: Any) -> list[str]:
        return [
            row.verb for row in desk.audit.show(ShowAudit(last=1000)) if row.verb.startswith("privacy.hold")
        ]

    assert verbs(others) == []
    assert verbs(town.trial.desk(town.committee)) == ["privacy.hold"]
    counted = others.audit.verify(VerifyAudit())
    town.trial.desk().privacy.holds(ListHolds())
    assert others.audit.verify(VerifyAudit()) == counted + 1  # the reader's own


def test_no_bundle_lets_a_participant_decide_about_holds(town: Town) -> None:
    context = town.trial.programme.context
    verbs = ("privacy.hold", "privacy.release", "privacy.holds")
    grant = Grant("mentee", "any", ("protection",), verbs)
    desk = Programme(evolve(context, grants=(*context.grants, grant))).desk(town.mentee).privacy
    acts: tuple[Callable[[], object], ...] = (
        lambda: desk.hold(hold(town.outsider)),
        lambda: desk.release(ReleasePerson(person=town.outsider)),
        lambda: desk.holds(ListHolds()),
    )
    for act in acts:
        with pytest.raises(Refused) as caught:
            act()
        assert codes(caught) == ["grant.none"]


# Erased under a hold


def erased(town: Town, person: str) -> Any:
    return town.trial.for_(person).privacy.erase(ErasePerson(person=person))


def test_erased_under_a_hold_everything_looks_destroyed_and_is_when_it_ends(town: Town) -> None:
    trial = town.trial
    free, held = trial.participant("mentor"), town.outsider
    trial.desk().privacy.hold(hold(held))
    receipts = [erased(town, person) for person in (free, held)]
    keys = trial.programme.context.store.keys

    assert evolve(receipts[0], person="", code="") == evolve(receipts[1], person="", code="")
    assert set(keys.keys_for([free, held])) == {held}
    rows = [r for r in trial.desk().audit.show(ShowAudit(last=1000)) if r.verb == "privacy.erase"]
    assert evolve(rows[0], at="", on_behalf_of="") == evolve(rows[1], at="", on_behalf_of="")
    for person in (free, held):
        for act, code in (
            (lambda who: trial.desk(who).privacy.export(ExportPerson(person=who)), "actor.unknown"),
            (lambda who: trial.for_(who).privacy.export(ExportPerson(person=who)), "grant.none"),
            (lambda who: trial.for_(who).privacy.erase(ErasePerson(person=who)), "grant.none"),
            (lambda who: trial.desk().participants.show(ShowParticipant(person=who)), "person.unknown"),
        ):
            with pytest.raises(Refused) as caught:
                act(person)
            assert codes(caught) == [code]
    assert checks.check(trial.programme.context.store).unfinished == ()
    assert finish_erasures(trial.programme.context.store) == ()
    trial.desk().privacy.release(ReleasePerson(person=held))
    assert keys.keys_for([free, held]) == {}
    assert trial.desk().audit.verify(VerifyAudit()) > 0


def test_an_erasure_takes_the_same_steps_held_or_not(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    cut, drop = Store.truncate_wal, keytable.KeyTable.drop

    def cutting(store: Store) -> None:
        steps.append("cut")
        cut(store)

    def dropping(keys: Any, dossiers: Any) -> None:
        steps.append("drop")
        drop(keys, dossiers)

    town.trial.desk().privacy.hold(hold(town.outsider))
    free = town.trial.participant("mentee")
    monkeypatch.setattr(Store, "truncate_wal", cutting)
    monkeypatch.setattr(keytable.KeyTable, "drop", dropping)
    taken = []
    for person in (free, town.outsider):
        steps.clear()
        before = len(audit_of(town.trial.programme))
        erased(town, person)
        taken.append((list(steps), len(audit_of(town.trial.programme)) - before))

    assert taken[0] == taken[1] == (["drop", "cut"], 1)


def test_concern_and_hold_both_have_to_end(town: Town) -> None:
    keys = town.trial.programme.context.store.keys
    town.trial.desk().privacy.hold(hold(town.mentor))
    erased(town, town.mentor)

    town.trial.desk().concerns.resolve(ResolveConcern(concern=town.concern, outcome="referred"))
    assert set(keys.keys_for([town.mentor])) == {town.mentor}
    by_law = Disclose(
        person=town.mentor, tier="identity", recipient="Court", legal_basis="article 1", risk="a threat"
    )
    assert town.trial.desk().privacy.disclose(by_law)
    town.trial.desk().privacy.release(ReleasePerson(person=town.mentor))
    assert keys.keys_for([town.mentor]) == {}
    with pytest.raises(Refused) as caught:
        town.trial.desk().privacy.disclose(by_law)
    assert codes(caught) == ["person.unknown"]


def test_a_hold_can_be_renewed_for_who_is_erased_meanwhile(town: Town) -> None:
    desk = town.trial.desk().privacy
    desk.hold(hold(town.outsider))
    erased(town, town.outsider)
    desk.hold(hold(town.outsider, months=12))

    assert [found.person for found in desk.holds(ListHolds())] == [town.outsider]
    assert set(town.trial.programme.context.store.keys.keys_for([town.outsider])) == {town.outsider}


def test_nobody_is_held_who_is_gone_or_never_was(town: Town) -> None:
    erased(town, town.outsider)
    erased(town, town.mentor)  # named in an open concern, which the committee does not handle
    for person in (UNKNOWN["P"], town.outsider):
        with pytest.raises(Refused) as caught:
            town.trial.desk().privacy.hold(hold(person))
        assert codes(caught) == ["person.unknown"]
    with pytest.raises(Refused) as others:
        town.trial.desk(town.committee).privacy.hold(hold(town.mentor))
    assert codes(others) == ["person.unknown"]
    for person in (UNKNOWN["P"], town.outsider, town.mentee):
        with pytest.raises(Refused) as none:
            town.trial.desk().privacy.release(ReleasePerson(person=person))
        assert codes(none) == ["hold.none"]
    assert town.trial.desk().privacy.hold(hold(town.mentor)).person == town.mentor  # its handler


# Receipts


def test_a_receipt_is_found_again_by_its_code_alone(town: Town) -> None:
    """The mentor is named in an open concern; the outsider in none."""
    for person in (town.outsider, town.mentor):
        receipt = erased(town, person)
        assert town.trial.desk().privacy.receipt(ShowReceipt(receipt=receipt.code)) == receipt
    evidence = town.trial.desk(town.mentee).privacy.export(ExportPerson(person=town.mentee)).records[0].id
    for code in (UNKNOWN["E"], evidence):
        with pytest.raises(Refused) as caught:
            town.trial.desk().privacy.receipt(ShowReceipt(receipt=code))
        assert codes(caught) == ["receipt.unknown"]
    with pytest.raises(Refused) as party:
        town.trial.desk(town.mentee).privacy.receipt(ShowReceipt(receipt=receipt.code))
    assert codes(party) == ["grant.none"]
