"""Emergency accesses and approvals: for one person and one purpose, for a day at most, and never one's own judge."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.support.state import audit_of
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Programme, Refused
from mentorcore.domain.bundle import Grant
from mentorcore.domain.commands.access import (
    ApproveAccess,
    AskAccess,
    BreakGlass,
    EndAccess,
    ListAccess,
    ReviewAccess,
    ShowAccess,
)
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.concerns import RaiseConcern
from mentorcore.domain.commands.consents import GiveConsent, ListConsents, WithdrawConsent
from mentorcore.domain.commands.duties import DoneDuties
from mentorcore.domain.commands.participants import ErasePerson, ExportPerson, ShowParticipant
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.consents import ConsentWay
from mentorcore.domain.passes import Pass, Verdict
from mentorcore.storage import events
from mentorcore.testing import held_in

RISK = "Somebody stands at the door of Zaphodia."


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def colleague(town: Town) -> str:
    """The other coordinator."""
    return next(person for person in town.trial.staff_of("coordinator") if person != town.trial.staff)


def tiers(town: Town, actor: str = "", purpose: str = "protection", person: str = "") -> tuple[str, ...]:
    """The tiers on a card."""
    shown = ShowParticipant(person=person or town.outsider)
    return tuple(town.trial.desk(actor, purpose=purpose).participants.show(shown).tiers)


def broken(town: Town, **changes: Any) -> Pass:
    """The first coordinator breaks the glass, and the committee is informed."""
    command = BreakGlass(person=town.outsider, second=town.committee, risk=RISK)
    return town.trial.desk().access.break_glass(evolve(command, **changes))


def test_it_opens_one_person_for_one_purpose_to_one_reader_until_it_ends(town: Town) -> None:
    before = tiers(town)
    assert not {"wishes", "grounds"} & set(before)

    opened = broken(town, hours=3)

    assert set(tiers(town)) - set(before) == {"wishes", "grounds"}
    assert audit_of(town.trial.programme)[-1]["codes"] == "condition.emergency"
    assert "wishes" not in tiers(town, person=town.mentee)
    assert "wishes" not in tiers(town, purpose="support")
    assert "wishes" not in tiers(town, colleague(town))
    town.trial.clock.advance(hours=2, minutes=59)
    assert "wishes" in tiers(town)
    town.trial.clock.advance(minutes=1)
    assert tiers(town) == before
    assert (opened.actor, opened.second, opened.purpose) == (town.trial.staff, town.committee, "protection")


def test_whoever_ends_it_closes_it_at_once(town: Town) -> None:
    opened = broken(town)
    town.trial.desk().access.end(EndAccess(opened.id))
    assert "wishes" not in tiers(town)
    assert town.trial.desk().access.end(EndAccess(opened.id)).ends_at == town.trial.clock.now()


@pytest.mark.parametrize("hours", [0, -1, 25, 10_000])
def test_it_lasts_a_day_at_most(lasting: Town, hours: int) -> None:
    with pytest.raises(InputFault) as caught:
        broken(lasting, hours=hours)
    assert [problem.where for problem in caught.value.problems] == ["hours"]


def test_no_bundle_can_make_it_longer_or_open_it_for_more(town: Town) -> None:
    context = town.trial.programme.context
    wide = Grant(
        "coordinator", "any", ("protection", "support"), ("*",), ("wishes",), needs="emergency", hours=900
    )
    desk = Programme(evolve(context, grants=(*context.grants, wide))).desk(town.trial.staff)
    command = BreakGlass(person=town.outsider, second=town.committee, risk=RISK)
    with pytest.raises(InputFault):
        desk.access.break_glass(evolve(command, hours=25))
    support = Programme(evolve(context, grants=(*context.grants, wide))).desk(
        town.trial.staff, purpose="support"
    )
    with pytest.raises(Refused) as caught:
        support.access.break_glass(command)
    assert codes(caught) == ["access.protection_only"]


def test_a_second_person_is_informed_and_another_one_reviews(town: Town) -> None:
    opened = broken(town)
    other = colleague(town)
    informed = town.trial.desk(town.committee).agenda.show(ShowAgenda())
    review = town.trial.desk(other).agenda.show(ShowAgenda(until=town.trial.today + timedelta(days=2)))
    assert [d.rule for d in informed.due if d.rule.startswith("access")] == ["access-informed"]
    (duty,) = [d for d in review.due if d.rule.startswith("access")]
    assert (duty.rule, duty.owner) == ("access-review", other)

    for actor, code in ((town.trial.staff, "access.not_oneself"), (town.committee, "access.another_reviews")):
        with pytest.raises(Refused) as caught:
            town.trial.desk(actor, purpose="review").access.review(ReviewAccess(opened.id, Verdict.JUSTIFIED))
        assert codes(caught) == [code]
    with pytest.raises(Refused) as done:
        town.trial.desk(other).duties.done(DoneDuties((duty.id,)))
    assert codes(done) == ["duty.closed_by_review"]

    found = town.trial.desk(other).access.review(
        ReviewAccess(opened.id, Verdict.NOT_JUSTIFIED, "Why not call?")
    )
    assert (found.verdict, found.reviewed_by) == (Verdict.NOT_JUSTIFIED, other)
    with pytest.raises(Refused) as twice:
        town.trial.desk(other).access.review(ReviewAccess(opened.id, Verdict.JUSTIFIED))
    assert codes(twice) == ["access.reviewed"]
    review = town.trial.desk(other).agenda.show(ShowAgenda(until=town.trial.today + timedelta(days=2)))
    assert [d for d in review.due if d.rule.startswith("access")] == []


@pytest.mark.parametrize("second", ["oneself", "the person", "a participant", "nobody"])
def test_the_second_person_is_somebody_else_of_the_staff(lasting: Town, second: str) -> None:
    named = {
        "oneself": lasting.trial.staff,
        "the person": lasting.outsider,
        "a participant": lasting.mentor,
        "nobody": UNKNOWN["P"],
    }[second]
    with pytest.raises(Refused) as caught:
        broken(lasting, second=named)
    assert codes(caught) == ["access.second"]


def test_whoever_is_named_in_a_concern_of_the_person_neither_opens_nor_learns_of_it(town: Town) -> None:
    named, other = town.trial.staff, colleague(town)
    about = RaiseConcern(wish=ConcernWish.LISTEN_ONLY, about=(named,), kind=ConcernKind.ACCUSATION)
    town.trial.desk(town.outsider).concerns.raise_(about)

    with pytest.raises(Refused) as caught:
        broken(town)
    assert codes(caught) == ["grant.none"]
    opened = town.trial.desk(other).access.break_glass(
        BreakGlass(person=town.outsider, second=town.committee, risk=RISK)
    )
    review = town.trial.desk(named, purpose="review").access
    assert review.list(ListAccess(all=True)) == ()
    for unseen in (opened.id, UNKNOWN["X"]):
        with pytest.raises(Refused) as hidden:
            review.review(ReviewAccess(unseen, Verdict.JUSTIFIED))
        assert codes(hidden) == ["grant.none"]
    with pytest.raises(Refused) as second:
        town.trial.desk(other).access.break_glass(BreakGlass(person=town.outsider, second=named, risk=RISK))
    assert codes(second) == ["access.second"]


def test_the_audit_tells_nobody_of_an_access_of_whom_they_must_be_kept_from(town: Town) -> None:
    named, other, third = town.trial.staff, colleague(town), town.trial.hire("coordinator")
    about = RaiseConcern(wish=ConcernWish.LISTEN_ONLY, about=(named,), kind=ConcernKind.ACCUSATION)
    town.trial.desk(town.outsider).concerns.raise_(about)

    def seen(reader: str) -> list[tuple[str, tuple[str, ...]]]:
        rows = town.trial.desk(reader).audit.show(ShowAudit(last=1_000))
        return [(row.verb, row.codes) for row in rows if row.actor != reader and row.verb != "audit.show"]

    before, known = seen(named), len(seen(third))
    opened = town.trial.desk(other).access.break_glass(
        BreakGlass(person=town.outsider, second=third, risk=RISK)
    )
    assert "wishes" in tiers(town, other)
    asked = town.trial.desk(other).access.ask(AskAccess(town.outsider, "We talk on Monday."))
    with pytest.raises(Refused):
        town.trial.desk(other).access.approve(ApproveAccess(asked.id))
    town.trial.desk(third).access.approve(ApproveAccess(asked.id))
    assert "wishes" in tiers(town, other, "support")
    town.trial.desk(third).access.end(EndAccess(asked.id))
    with pytest.raises(Refused):
        town.trial.desk(other).access.review(ReviewAccess(opened.id, Verdict.JUSTIFIED))
    assert seen(named) == before

    shown = tiers(town, other, "support", town.mentee)
    assert seen(named) == [*before, ("participants.show", ())]
    assert "wishes" not in shown
    assert seen(third)[known:] == [
        ("participants.show", ("condition.emergency",)),
        ("access.ask", ()),
        ("access.approve", ("access.not_oneself",)),
        ("participants.show", ("condition.approval",)),
        ("access.review", ("access.not_oneself",)),
        ("participants.show", ()),
    ]


def test_the_words_are_sealed_and_the_person_reads_none_of_it(town: Town) -> None:
    opened = broken(town)
    own = town.trial.desk(town.outsider).privacy.export(ExportPerson(person=town.outsider))
    rows = town.trial.desk().audit.show(ShowAudit())
    assert RISK not in held_in((opened, own.words, own.tiers, rows))
    with pytest.raises(Refused):
        town.trial.desk(town.outsider).access.list(ListAccess())


def test_many_at_once_open_one(town: Town) -> None:
    def attempt(_: int) -> str:
        try:
            return broken(town).id[:1]
        except Refused as refused:
            return refused.refusals[0].code

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(attempt, range(8))) == sorted(["X", *["access.already"] * 7])


def test_an_approval_is_given_by_somebody_else_first(town: Town) -> None:
    desk, other = town.trial.desk().access, town.trial.desk(colleague(town)).access
    asked = desk.ask(AskAccess(person=town.outsider, why="She asked what she had written."))
    assert "wishes" not in tiers(town, purpose="support")
    with pytest.raises(Refused) as own:
        desk.approve(ApproveAccess(asked.id))
    assert codes(own) == ["access.not_oneself"]

    approved = other.approve(ApproveAccess(asked.id, hours=1))
    assert "wishes" in tiers(town, purpose="support")
    assert approved.second == colleague(town)
    with pytest.raises(Refused) as twice:
        other.approve(ApproveAccess(asked.id))
    assert codes(twice) == ["access.not_asked"]
    town.trial.clock.advance(hours=1)
    assert "wishes" not in tiers(town, purpose="support")


def test_what_may_be_read_is_told_with_reasons_and_conditions(lasting: Town) -> None:
    decisions = {
        found.name: found
        for found in lasting.trial.desk(purpose="protection").access.show(ShowAccess(lasting.outsider))
    }
    assert decisions["identity"].allowed
    assert [c.code for c in decisions["wishes"].conditions] == ["condition.emergency", "condition.expires"]
    assert [r.code for r in decisions["wishes"].reasons] == ["condition.emergency"]
    assert [r.code for r in decisions["agreement"].reasons] == ["disclosure.no_grant"]
    assert "VPS-8" in decisions["wishes"].clauses


RESEARCH = Grant("coordinator", "any", ("research",), ("participants.show",), ("wishes",), needs="consent")


def test_a_consent_opens_to_its_purpose_alone_and_ends_with_the_next_reading(town: Town) -> None:
    context = town.trial.programme.context
    desk = Programme(evolve(context, grants=(*context.grants, RESEARCH))).desk(
        town.trial.staff, purpose="research"
    )

    def shown() -> tuple[str, ...]:
        return tuple(desk.participants.show(ShowParticipant(person=town.outsider)).tiers)

    own = town.trial.desk(town.outsider).consents
    own.give(GiveConsent(town.outsider, "reporting", "wishes"))
    own.give(GiveConsent(town.outsider, "research", "contact"))
    own.give(GiveConsent(town.outsider, "research", "wishes", recipient="a university"))
    assert shown() == ()
    given = own.give(
        GiveConsent(
            town.outsider,
            "research",
            "wishes",
            way=ConsentWay.INTERPRETED,
            language="ti",
            private=True,
            until=town.trial.today + timedelta(days=1),
        )
    )
    assert (given.way, given.language, given.private) == (ConsentWay.INTERPRETED, "ti", True)
    assert shown() == ("wishes",)
    town.trial.clock.advance(1)
    assert shown() == ("wishes",)
    own.withdraw(WithdrawConsent(town.outsider, given.id))
    assert shown() == ()
    again = own.give(GiveConsent(town.outsider, "research", "wishes", until=town.trial.today))
    assert shown() == ("wishes",)
    town.trial.clock.advance(1)
    assert shown() == ()
    listed = town.trial.desk(town.outsider).consents.list(ListConsents(town.outsider))
    assert [consent.id for consent in listed[-2:]] == [given.id, again.id]
    assert own.withdraw(WithdrawConsent(town.outsider, given.id)).taken_back_on is not None


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"tiers": "nothing"}, "tiers"),
        ({"for_purpose": "curiosity"}, "for_purpose"),
        ({"document": "nothing"}, "document"),
        ({"channel": "pigeon"}, "channel"),
        ({"until": "2020-01-01"}, "until"),
    ],
)
def test_a_consent_names_what_exists(lasting: Town, more: dict[str, str], where: str) -> None:
    plain: dict[str, Any] = {"person": lasting.outsider, "for_purpose": "research", "tiers": "wishes"}
    with pytest.raises(InputFault) as caught:
        lasting.trial.desk(lasting.outsider).consents.give(GiveConsent(**{**plain, **more}))
    assert [problem.where for problem in caught.value.problems] == [where]


def test_staff_of_a_match_of_their_own_are_a_party_and_no_more(town: Town) -> None:
    """A coordinator who is a mentor, too, cannot read why their own mentee is in the programme."""
    from mentorcore.domain.commands.matches import ShowMatch
    from mentorcore.domain.commands.staff import AddStaff

    town.trial.desk().staff.add(AddStaff(role="coordinator", person=town.mentor, called="Lou"))
    assert "grounds" not in tiers(town, town.mentor, "matching", town.mentee)
    assert "grounds" in tiers(town, town.mentor, "matching", town.outsider)
    file = town.trial.desk(town.mentor).matches.show(ShowMatch(town.match))
    assert (file.events, file.records, file.match.score) == ((), (), 0)


def test_an_approval_lasts_as_long_as_the_grant_of_who_asked_allows(town: Town) -> None:
    desk, other = town.trial.desk().access, town.trial.desk(colleague(town)).access
    asked = desk.ask(AskAccess(person=town.outsider, why="She asked."))
    for hours in (0, 5, 24):
        with pytest.raises(InputFault) as caught:
            other.approve(ApproveAccess(asked.id, hours=hours))
        assert [problem.params for problem in caught.value.problems] == [{"least": 1, "most": 4}]

    approved = other.approve(ApproveAccess(asked.id))
    assert approved.ends_at == town.trial.clock.now() + timedelta(hours=4)


def test_a_concern_that_comes_in_between_shuts_what_was_opened(town: Town) -> None:
    broken(town)
    asked = town.trial.desk().access.ask(AskAccess(person=town.outsider, why="She asked."))
    assert "wishes" in tiers(town)
    about = RaiseConcern(wish=ConcernWish.LISTEN_ONLY, about=(town.trial.staff,), kind=ConcernKind.ACCUSATION)
    town.trial.desk(town.outsider).concerns.raise_(about)

    assert "wishes" not in tiers(town)
    with pytest.raises(Refused) as caught:
        town.trial.desk(colleague(town)).access.approve(ApproveAccess(asked.id))
    assert codes(caught) == ["access.not_asked"]


def test_an_access_is_reviewed_also_where_the_person_was_erased(town: Town) -> None:
    opened = broken(town)
    waiting = town.trial.desk(colleague(town)).access.ask(AskAccess(person=town.outsider, why="She asked."))
    town.trial.desk(town.outsider).privacy.erase(ErasePerson(person=town.outsider))
    review = town.trial.desk(colleague(town)).access

    with pytest.raises(Refused) as words:
        review.review(ReviewAccess(opened.id, Verdict.JUSTIFIED, "It was."))
    assert codes(words) == ["access.no_words"]
    assert review.review(ReviewAccess(opened.id, Verdict.JUSTIFIED)).verdict is Verdict.JUSTIFIED
    with pytest.raises(Refused) as gone:
        town.trial.desk().access.approve(ApproveAccess(waiting.id))
    assert codes(gone) == ["person.unknown"]
    until = ShowAgenda(until=town.trial.today + timedelta(days=9))
    assert [
        d.rule for d in town.trial.desk(colleague(town)).agenda.show(until).due if d.rule == "access-review"
    ] == []


def test_whoever_has_to_know_is_told_of_what_was_read_and_of_nothing_else(town: Town) -> None:
    context = town.trial.programme.context
    loud = Grant("coordinator", "any", ("research",), ("participants.*",), ("wishes",), inform=True)
    desk = Programme(evolve(context, grants=(*context.grants, loud))).desk(
        town.trial.staff, purpose="research"
    )
    desk.participants.show(ShowParticipant(person=town.outsider))
    town.trial.desk().participants.show(ShowParticipant(person=town.mentee))

    with context.store.read() as tx:
        told = events.events_about(tx, [town.outsider, town.mentee])
    assert [
        (event.subject, event.data["tier"])
        for about in told.values()
        for event in about
        if event.type == "disclosure.read"
    ] == [(town.outsider, "wishes")]
    with pytest.raises(Refused):
        desk.privacy.export(ExportPerson(person=town.outsider))
    with context.store.read() as tx:
        assert events.events_about(tx, [town.outsider]) == {town.outsider: told[town.outsider]}
