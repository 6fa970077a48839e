"""What people write is compared on the desk: it gives points, keeps nobody apart, and no word of it comes out anywhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import pytest
from tests.support.drafts import accuse, drafted, locked, pairs, release, shown
from tests.support.state import state_of
from tests.support.texts import Seen, holds
from tests.support.worded import CANARY, POLICY, worded_bundle, wrote

from mentorcore import SetupFault
from mentorcore.desk.rounds import RoundReport
from mentorcore.domain.commands.drafts import ProposeDraft
from mentorcore.domain.commands.matches import ExplainPair, ListMatches, PairByHand, ProposeRound
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import EditAnswers, Withdraw
from mentorcore.domain.decisions import Requirement
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.people import Candidate
from mentorcore.engine.pool import participants, traits, word_weights
from mentorcore.hooks import ALL, hookimpl
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.matching import PairReason, PairRule, Trait
from mentorcore.papers.draft_page import draft_sheet
from mentorcore.papers.sheet import html
from mentorcore.testing import Trial, held_in, staffed

CHESS, GARDEN = f"Chess and {CANARY}", "My garden, growing tomatoes"


@pytest.fixture
def trial() -> Iterator[Trial]:
    with staffed(worded_bundle(), coordinator=2, committee=1) as made:
        yield made


def said(trial: Trial, mentee: str, mentor: str) -> PairReason:
    """What the policy says about two people."""
    found = trial.desk().matches.explain(ExplainPair(mentee=mentee, mentor=mentor))
    return next(one for one in found if one.rule == POLICY)


def points(report: RoundReport) -> dict[tuple[str, str], int | None]:
    """What the policy gave to each pair of a round."""
    return {
        match.parties: next(one.points for one in report.reasons[match.id] if one.rule == POLICY)
        for match in report.proposed
    }


def edit(trial: Trial, person: str, remarks: str) -> None:
    trial.for_(person).participants.edit(EditAnswers(person=person, answers={"remarks": remarks}))


def test_those_who_wrote_alike_are_proposed_to_each_other(trial: Trial) -> None:
    mentees, mentors = wrote(trial, "mentee", CHESS, GARDEN), wrote(trial, "mentor", GARDEN, CHESS)

    assert pairs(drafted(trial)) == {(mentees[0], mentors[1]), (mentees[1], mentors[0])}
    report = trial.desk().matches.propose(ProposeRound())

    assert {match.parties for match in report.proposed} == {
        (mentees[0], mentors[1]),
        (mentees[1], mentors[0]),
    }
    assert set(points(report).values()) == {5_000}


def test_a_pair_is_explained_in_percents_as_a_round_counts_them(trial: Trial) -> None:
    (mentee, _), (mentor, _) = (
        wrote(trial, "mentee", CHESS, GARDEN),
        wrote(trial, "mentor", "chess, tomatoes", GARDEN),
    )

    before = said(trial, mentee, mentor)
    assert before.code == "matching.similar_text"
    assert sorted(before.params) == ["percent", "trait"]
    assert before.params["percent"] not in (0, 100)
    part = dict(next(pair.parts for pair in drafted(trial).pairs if pair.pair == (mentee, mentor)))[POLICY]
    assert before.points == part
    assert before.params["percent"] == round(part / 50)


def test_who_wrote_nothing_gets_no_points_and_is_proposed_all_the_same(trial: Trial) -> None:
    (mentee,), (mentor,) = wrote(trial, "mentee", None), wrote(trial, "mentor", CHESS)

    found = said(trial, mentee, mentor)
    assert (found.code, found.params["sides"], found.points) == ("matching.not_answered", ("mentee",), 0)
    assert (found.blocks, found.undecided) == (False, False)
    assert pairs(drafted(trial)) == {(mentee, mentor)}
    assert trial.desk().matches.pair(PairByHand(mentee=mentee, mentor=mentor)).parties == (mentee, mentor)


def test_where_the_programme_wants_it_such_pairs_are_left_to_the_coordinator() -> None:
    with staffed(worded_bundle(unanswered="decide"), coordinator=1) as trial:
        wrote(trial, "mentee", None), wrote(trial, "mentor", CHESS)
        file = drafted(trial)
        assert (file.pairs, [found.code for found in file.waiting]) == (
            (),
            ["matching.needs_decision", "matching.needs_decision"],
        )


# ---- Whose words weigh ----


def test_a_draft_is_released_with_the_points_it_showed_where_nobody_came_or_went(trial: Trial) -> None:
    wrote(trial, "mentee", CHESS, GARDEN, "garden chess"), wrote(trial, "mentor", "chess tomatoes", GARDEN)
    file = drafted(trial)

    report = trial.desk().drafts.release(release(file))

    assert {match.parties: match.score for match in report.proposed} == {
        pair.pair: pair.score for pair in file.pairs
    }
    assert report.fallen == ()


def test_points_that_move_since_others_came_and_went_let_nobody_fall_out(trial: Trial) -> None:
    mentees = wrote(trial, "mentee", "chess garden", "garden music", "chess music")
    wrote(trial, "mentor", "chess music tomatoes", "garden chess roses")
    file = drafted(trial)
    file = locked(trial, file, *file.pairs[0].pair)
    assert len(file.pairs) == 2
    (spare,) = set(mentees) - {mentee for mentee, _ in pairs(file)}
    trial.desk(spare).participants.withdraw(Withdraw(person=spare))
    wrote(trial, "mentor", "chess", "chess", "chess tomatoes", None)
    assert (shown(trial, file).older, shown(trial, file).fallen) == (True, ())

    report = trial.desk().drafts.release(release(file))

    assert ({match.parties for match in report.proposed}, report.fallen) == (pairs(file), ())
    before, after = {p.pair: p.score for p in file.pairs}, {m.parties: m.score for m in report.proposed}
    assert before != after
    assert max(abs(before[pair] - after[pair]) for pair in before) < 2_500  # half of the rule's weight


def test_a_draft_knows_that_somebody_wrote_something_else(trial: Trial) -> None:
    (mentee,), _ = wrote(trial, "mentee", CHESS), wrote(trial, "mentor", CHESS)
    file = drafted(trial)
    assert not shown(trial, file).older
    edit(trial, mentee, GARDEN)
    assert shown(trial, file).older
    edit(trial, mentee, CHESS)
    assert not shown(trial, file).older


def test_who_is_out_of_the_pool_weighs_no_words_and_who_is_kept_out_in_silence_changes_none(
    trial: Trial,
) -> None:
    (mentee, other), (mentor, second) = (
        wrote(trial, "mentee", CHESS, GARDEN),
        wrote(trial, "mentor", "chess, tomatoes", "music"),
    )
    applicant = trial.applicant("mentee", experience="physical", remarks="chess")
    before = said(trial, mentee, mentor)

    trial.desk(applicant).participants.withdraw(Withdraw(person=applicant))
    assert said(trial, mentee, mentor) == before
    accuse(trial, other, second)
    assert said(trial, mentee, mentor) == before
    trial.desk(other).participants.withdraw(Withdraw(person=other))
    assert said(trial, mentee, mentor).points != before.points


def test_a_round_gives_the_points_of_an_explanation_whoever_is_kept_out_in_silence(trial: Trial) -> None:
    (mentee,), (mentor, accused) = (
        wrote(trial, "mentee", CHESS),
        wrote(trial, "mentor", "chess, tomatoes", "tomatoes"),
    )
    before = said(trial, mentee, mentor)
    accuse(trial, mentee, accused)

    assert dict(drafted(trial).pairs[0].parts)[POLICY] == before.points
    report = trial.desk().matches.propose(ProposeRound())

    assert points(report) == {(mentee, mentor): before.points}


def test_a_programme_that_compares_nothing_weighs_nothing() -> None:
    with staffed("vps", coordinator=1) as trial:
        wrote(trial, "mentee", CHESS), wrote(trial, "mentor", CHESS)
        context = trial.programme.context
        with context.store.read() as tx:
            assert word_weights(context, tx) == {}
            assert [dict(found.texts) for found in participants(context, tx)] == [{}, {}]


# ---- No word comes out ----


class Spy:
    """A policy that keeps everything that it is handed."""

    def __init__(self) -> None:
        self.rule = Seen("seen", "seen")
        self.handed: list[object] = []

    @hookimpl
    def requirements(self, candidate: Candidate) -> Sequence[Requirement]:
        self.handed.append(candidate)
        return ()

    @hookimpl
    def pair_rules(self, traits: tuple[Trait, ...]) -> Sequence[PairRule]:
        self.handed.append(traits)
        return (self.rule,)


def test_no_policy_is_handed_a_word_whatever_is_done(
    trial: Trial, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    context, spy = trial.programme.context, Spy()
    context.hooks = Hooks(ALL, (*context.hooks.policies, Named("spy", (), lambda: spy)))
    (mentee, _), (mentor, _) = (
        wrote(trial, "mentee", CHESS, GARDEN),
        wrote(trial, "mentor", f"{CANARY} walks", GARDEN),
    )
    answers: list[object] = [said(trial, mentee, mentor)]
    file = drafted(trial, ProposeDraft(seed=1))
    answers += [file, locked(trial, file, mentee, mentor), shown(trial, file)]
    answers.append(trial.desk().drafts.release(release(file)))
    answers.append(trial.desk().matches.list(ListMatches()))
    answers.append(trial.desk().messages.list(ListMessages()))

    assert {len(spy.rule.pools) > 3, len(spy.handed) > 8} == {True}
    for handed in (*spy.handed, *spy.rule.pools):
        assert not holds(handed, CANARY)
    texts = trial.programme.context.texts
    pages = [html(draft_sheet(file, trial.bundle, texts, language)) for language in ("en", "fr")]
    out = capsys.readouterr()
    everything = "\n".join(
        [*map(held_in, answers), *map(repr, answers), *pages, caplog.text, out.out, out.err]
    )
    assert CANARY not in everything.casefold()
    assert CANARY not in repr(state_of(trial.programme)).casefold()
    with context.store.read() as tx:
        people = participants(context, tx)
        assert CANARY not in repr(people).casefold()
        assert (
            sum(CANARY in held_in(found.texts).casefold() for found in people) == 2
        )  # it was there to be found
        assert {name for found in people for name in found.candidate.traits if name == "remarks"} == set()


def test_the_matching_is_told_of_the_trait_and_by_whom_groups_fare_is_not(trial: Trial) -> None:
    assert [trait for trait in traits(trial.programme.context) if trait.kind == "text"] == [
        Trait("remarks", "text")
    ]
    with pytest.raises(InputFault) as caught:
        drafted(trial, ProposeDraft(by="remarks"))
    assert [problem.code for problem in caught.value.problems] == ["choice.unknown"]


# ---- What a bundle may not ask for ----


def problems(use: str, **values: object) -> list[Problem]:
    with pytest.raises(SetupFault) as caught:
        staffed(worded_bundle(use, **values))
    return list(caught.value.problems)


def test_only_a_compared_question_can_be_compared_and_no_other_rule_reads_it() -> None:
    (other,) = problems("matching.similar_text", trait="languages")
    assert other == Problem(
        "setup.unknown_name",
        f"policy {POLICY} settings: trait",
        {"found": "languages", "known": "remarks"},
    )
    (shared,) = problems("matching.shared")
    assert (shared.code, shared.params["found"]) == ("setup.unknown_name", "remarks")


def test_it_cannot_be_made_a_rule_that_stops_pairs() -> None:
    assert [problem.code for problem in problems("matching.similar_text", kind="hard")] == [
        "setup.unknown_key"
    ]
