"""Concerns: raised in one step, acted on by those who handle them, and closed with an outcome."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
    ShowConcern,
)
from mentorcore.domain.commands.matches import CloseMatch, EndByProgramme, ShowMatch, SuspendMatch
from mentorcore.domain.concerns import Concern, ConcernAct, ConcernKind, ConcernState, ConcernWish
from mentorcore.domain.matches import MatchState
from mentorcore.storage import concerns


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def raised(town: Town, by: str = "", **more: Any) -> Concern:
    plain = {"wish": ConcernWish.UNDECIDED, "about": (town.mentor,)}
    return town.trial.desk(by or town.outsider).concerns.raise_(RaiseConcern(**{**plain, **more}))


def act(town: Town, concern: str, kind: ConcernAct, note: str = "") -> Concern:
    return town.trial.desk().concerns.act(ActOnConcern(concern=concern, act=kind, note=note))


def apart(town: Town) -> set[frozenset[str]]:
    with town.trial.programme.context.store.read() as tx:
        return {frozenset(pair) for pair in concerns.kept_apart(tx)}


def test_the_ways_to_help_are_shown_at_once(town: Town) -> None:
    made: Any = raised(town)

    assert made.documents
    assert (made.state, made.raised_by, made.named, made.agreed) == (
        ConcernState.OPEN,
        town.outsider,
        (town.mentor,),
        False,
    )
    by_staff: Any = town.trial.desk().concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(town.mentor,))
    )
    assert by_staff.raised_by == town.trial.staff


def test_who_raises_it_is_never_named_in_it(town: Town) -> None:
    assert raised(town, about=(town.outsider, town.mentor)).named == (town.mentor,)


def test_a_concern_is_about_people_and_a_match_that_exist(town: Town) -> None:
    for more, code in (
        ({"about": (UNKNOWN["P"],)}, "grant.none"),
        ({"match": UNKNOWN["M"]}, "grant.none"),
        ({"match": town.match}, "grant.none"),  # somebody else's match
    ):
        with pytest.raises(Refused) as caught:
            raised(town, **more)
        assert codes(caught) == [code]
    assert raised(town, by=town.trial.staff, match=town.match).match == town.match
    with pytest.raises(Refused) as staff:
        raised(town, by=town.trial.staff, match=UNKNOWN["M"])
    assert codes(staff) == ["match.unknown"]


def test_only_listening_puts_nothing_in_place(town: Town) -> None:
    before = apart(town)
    raised(town, wish=ConcernWish.LISTEN_ONLY)
    assert apart(town) == before

    concern = raised(town, wish=ConcernWish.PROTECT_SILENTLY)
    assert apart(town) == {*before, frozenset({town.outsider, town.mentor})}
    act(town, concern.id, ConcernAct.PROTECTION)  # twice changes nothing
    assert apart(town) == {*before, frozenset({town.outsider, town.mentor})}


def test_until_the_raiser_agrees_nothing_noticeable_is_done(town: Town) -> None:
    concern = raised(town, by=town.mentee, match=town.match)
    desk = town.trial.desk()
    for kind in (ConcernAct.SUSPENSION, ConcernAct.HEARING):
        with pytest.raises(Refused) as caught:
            act(town, concern.id, kind, "words")
        assert [(r.code, r.clauses) for r in caught.value.refusals] == [
            ("reporting.consent_first", ("VPS-8",))
        ]

    desk.concerns.resolve(ResolveConcern(concern=town.concern, outcome="resolved"))
    with pytest.raises(Refused) as suspended:
        desk.matches.suspend(SuspendMatch(town.match))
    with pytest.raises(Refused) as ended:
        desk.matches.end(EndByProgramme(town.match))
    assert codes(suspended) == codes(ended) == ["reporting.consent_first"]

    assert act(town, concern.id, ConcernAct.AGREEMENT).agreed
    act(town, concern.id, ConcernAct.SUSPENSION)
    assert desk.matches.show(ShowMatch(match=town.match)).match.state is MatchState.SUSPENDED
    with pytest.raises(Refused) as wordless:
        act(town, concern.id, ConcernAct.HEARING)
    assert [(r.code, r.clauses) for r in wordless.value.refusals] == [("concern.agreed_words", ("CORE-7",))]
    act(town, concern.id, ConcernAct.HEARING, "We were told that…")


def test_a_concern_without_a_match_suspends_none(town: Town) -> None:
    concern = raised(town, wish=ConcernWish.ACT)

    with pytest.raises(Refused) as caught:
        act(town, concern.id, ConcernAct.SUSPENSION)
    assert codes(caught) == ["concern.no_match"]


def test_its_file_tells_what_was_done(town: Town) -> None:
    act(town, town.concern, ConcernAct.NOTE, "Called her.")

    file = town.trial.desk().concerns.show(ShowConcern(concern=town.concern))

    assert file.account == "He shouted."
    assert [(note["act"], note["note"], note["by"]) for note in file.notes] == [
        ("note", "Called her.", town.trial.staff)
    ]
    assert [event.type for event in file.events] == ["concern.raised", "concern.acted"]
    assert "shouted" not in repr(file)


@pytest.mark.parametrize(("outcome", "still"), [("resolved", True), ("unfounded", False)])
def test_an_outcome_closes_it(town: Town, outcome: str, still: bool) -> None:
    desk = town.trial.desk().concerns
    with pytest.raises(InputFault) as wrong:
        desk.resolve(ResolveConcern(concern=town.concern, outcome="forgotten"))
    closed = desk.resolve(ResolveConcern(concern=town.concern, outcome=outcome, note="Settled."))

    assert [problem.where for problem in wrong.value.problems] == ["outcome"]
    assert (closed.state, closed.outcome) == (ConcernState.RESOLVED, outcome)
    assert (frozenset({town.mentee, town.mentor}) in apart(town)) is still
    assert desk.list(ListConcerns()) == ()
    assert [found.id for found in desk.list(ListConcerns(all=True))] == [town.concern]
    for again in (ResolveConcern(town.concern, "resolved"), ActOnConcern(town.concern, ConcernAct.NOTE)):
        with pytest.raises(Refused) as caught:
            desk.resolve(again) if isinstance(again, ResolveConcern) else desk.act(again)
        assert codes(caught) == ["concern.resolved"]


def test_no_hint_to_tell_the_other_kindly_after_a_concern(town: Town) -> None:
    town.trial.send_all()
    mentor = town.trial.participant("mentor")
    plain = town.trial.introduced(town.outsider, mentor)
    town.trial.send_all()

    for person, match in ((town.outsider, plain.id), (town.mentee, town.match)):
        town.trial.desk(person).matches.close(CloseMatch(match=match))
    left = {
        m.message.recipient: m.message for m in town.trial.send_all() if m.message.template.endswith(".left")
    }

    assert any(name.startswith("goodbye@") for name in left[town.outsider].documents)
    assert not any(name.startswith("goodbye@") for name in left[town.mentee].documents)


def test_an_accusation_keeps_somebody_out_of_new_matches_in_silence(town: Town) -> None:
    town.trial.desk(town.mentee).matches.close(CloseMatch(match=town.match))
    raised(town, about=(town.outsider,), by=town.mentee, kind=ConcernKind.ACCUSATION)
    mentor = town.trial.participant("mentor")

    with pytest.raises(Refused) as caught:
        town.trial.proposed(town.outsider, mentor)
    assert [(r.code, r.params) for r in caught.value.refusals] == [("matching.kept_apart", {})]
