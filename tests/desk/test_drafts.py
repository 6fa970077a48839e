"""Drafts of rounds: made, weighed otherwise, locked, rejected, compared; and nobody is told anything of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from tests.support.apart import block, refused
from tests.support.drafts import a_pool, accuse, drafted, in_pool, locked, pairs, rejected, shown, weighed
from tests.support.state import state_of

from mentorcore import InputFault
from mentorcore.domain.commands.drafts import (
    CompareDrafts,
    DiscardDraft,
    ListDrafts,
    ProposeDraft,
    ShowDraft,
    UnlockPair,
)
from mentorcore.domain.commands.matches import ListMatches, ProposeRound
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import ExportPerson, Withdraw
from mentorcore.testing import Trial

OWN = ("audit", "drafts", "envelopes")
"""What a draft is written to: its row, its sealed people and the entry of the audit."""


def problems(caught: pytest.ExceptionInfo[InputFault]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in caught.value.problems]


def test_a_draft_holds_what_a_round_would_propose_with_each_rules_part(trial: Trial) -> None:
    a_pool(trial, 3, 2)

    file = drafted(trial, ProposeDraft(seed=4))
    made = trial.desk().matches.propose(ProposeRound(seed=4))

    assert [(p.mentee, p.mentor, p.score) for p in file.pairs] == [
        (m.mentee, m.mentor, m.score) for m in made.proposed
    ]
    assert file.waiting == made.waiting
    assert [sum(pair.parts.values()) for pair in file.pairs] == [pair.score for pair in file.pairs]
    assert {rule for pair in file.pairs for rule in pair.parts} == {"experience", "near", "waiting"}
    draft = file.draft
    assert (draft.seed, draft.mentees, draft.mentors, draft.matched, draft.waiting) == (4, 3, 2, 2, 1)
    assert (draft.made_by, draft.made_on, draft.bundle) == (trial.staff, trial.today, trial.bundle.digest)


def test_nothing_is_told_of_a_draft_whatever_is_done_with_it(trial: Trial) -> None:
    mentees, mentors = a_pool(trial, 3, 2)
    before = state_of(trial.programme, without=OWN)
    told = [trial.desk(person).privacy.export(ExportPerson(person)) for person in (*mentees, *mentors)]
    entries = state_of(trial.programme)["envelopes"]

    first = drafted(trial)
    locked(trial, first, *next(iter(pairs(first))))
    mentee, mentor = next(pair.pair for pair in shown(trial, first).pairs if not pair.locked)
    rejected(trial, first, mentee, mentor)
    second = drafted(trial, weighed("weight.near=90", basis=first.draft.id, by="canton"))
    trial.desk().drafts.compare(CompareDrafts(draft=first.draft.id, other=second.draft.id))
    trial.desk().drafts.discard(DiscardDraft(draft=first.draft.id))

    assert state_of(trial.programme, without=OWN) == before
    assert set(entries) < set(state_of(trial.programme)["envelopes"])
    again = [trial.desk(person).privacy.export(ExportPerson(person)) for person in (*mentees, *mentors)]
    assert again == told
    assert trial.desk().matches.list(ListMatches()) == ()
    assert not any("draft" in m.template for m in trial.desk().messages.list(ListMessages()))


def test_parties_have_no_draft_to_read(trial: Trial) -> None:
    mentees, mentors = a_pool(trial, 1, 1)
    file = drafted(trial)

    for person in (*mentees, *mentors):
        desk = trial.desk(person).drafts
        acts = (partial(desk.list, ListDrafts()), partial(desk.show, ShowDraft(draft=file.draft.id)))
        assert [refused(act) for act in acts] == [["grant.none"]] * 2


def test_other_weights_are_the_drafts_alone_and_go_on_to_the_next(trial: Trial) -> None:
    a_pool(trial, 1, 1)
    usual = drafted(trial)

    other = drafted(trial, ProposeDraft(weights={"experience": 60, "near": 1}, seed=7))
    third = drafted(trial, ProposeDraft(weights={"near": 2}, basis=other.draft.id))

    parts = [file.pairs[0].parts for file in (usual, other, third)]
    assert [(p["experience"], p["near"]) for p in parts] == [(3000, 1000), (6000, 100), (6000, 200)]
    assert (dict(third.draft.weights), third.draft.seed, third.draft.basis) == (
        {"experience": 60, "near": 2},
        7,
        other.draft.id,
    )
    assert drafted(trial).pairs == usual.pairs


@pytest.mark.parametrize("weight", ["-3", "0", "1001", "nan", "2.5", "", "1e2", "٣", "+3", "99999"])
def test_a_weight_is_a_whole_number_within_bounds(weight: str) -> None:
    with pytest.raises(InputFault) as caught:
        weighed(f"weight.near={weight}")
    assert problems(caught) == [("draft.weight_number", "weight.near")]


@pytest.mark.parametrize("weight", [True, 2.0, float("nan"), None, -1, 0, 1001])
def test_a_program_says_whole_numbers_too(weight: Any) -> None:
    with pytest.raises(InputFault) as caught:
        ProposeDraft(weights={"near": weight})
    assert problems(caught) == [("draft.weight_number", "weight.near")]


@pytest.mark.parametrize("setting", ["near=3", "weight.near", "weight.=3", "seed=3", ""])
def test_what_can_be_set_is_a_weight(setting: str) -> None:
    with pytest.raises(InputFault) as caught:
        weighed(setting)
    assert problems(caught) == [("draft.setting_form", "set")]


def test_a_weight_is_set_once() -> None:
    with pytest.raises(InputFault) as caught:
        weighed("weight.near=3", "weight.near=4")
    assert problems(caught) == [("draft.weight_twice", "weight.near")]


def test_a_weight_is_that_of_a_soft_rule(trial: Trial) -> None:
    a_pool(trial, 1, 1)

    with pytest.raises(InputFault) as caught:
        drafted(trial, weighed("weight.languages=3", "weight.charm=3"))

    assert problems(caught) == [
        ("draft.rule_hard", "weight.languages"),
        ("draft.rule_unknown", "weight.charm"),
    ]
    assert {p.params["allowed"] for p in caught.value.problems} == {"experience, near, waiting"}
    assert trial.desk().drafts.list(ListDrafts()) == ()


def test_a_locked_pair_stays_and_the_rest_is_solved_around_it(trial: Trial) -> None:
    mentees, mentors = a_pool(trial, 3, 3)
    file = drafted(trial)
    mentee = file.pairs[0].mentee
    mentor = next(one for one in mentors if (mentee, one) not in pairs(file))

    after = locked(trial, file, mentee, mentor)

    assert [pair.pair for pair in after.pairs if pair.locked] == [(mentee, mentor)]
    assert ({m for m, _ in pairs(after)}, {n for _, n in pairs(after)}) == (set(mentees), set(mentors))
    assert (after.draft.version, after.draft.id) == (2, file.draft.id)
    assert shown(trial, file) == after
    assert locked(trial, file, mentee, mentor) == after
    following = drafted(trial, weighed("weight.near=900", basis=file.draft.id))
    assert [pair.pair for pair in following.pairs if pair.locked] == [(mentee, mentor)]


def test_a_lock_can_be_taken_back(trial: Trial) -> None:
    _, mentors = a_pool(trial, 2, 2)
    file = drafted(trial)
    mentee = file.pairs[0].mentee
    mentor = next(one for one in mentors if (mentee, one) not in pairs(file))
    locked(trial, file, mentee, mentor)

    command = UnlockPair(draft=file.draft.id, mentee=mentee, mentor=mentor)
    after = trial.desk().drafts.unlock(command)

    assert after.pairs == file.pairs
    assert refused(lambda: trial.desk().drafts.unlock(command)) == ["draft.nothing_decided"]


def test_locks_that_contradict_are_refused_with_the_reason(trial: Trial) -> None:
    (mentee, other), (mentor, third) = a_pool(trial, 2, 2)
    (foreign,) = in_pool(trial, "mentee", 1, languages="fa")
    (away,) = in_pool(trial, "mentor", 1)
    trial.desk(away).participants.withdraw(Withdraw(person=away))
    (harmed,) = in_pool(trial, "mentee", 1)
    block(trial, harmed, third)
    file = drafted(trial)
    locked(trial, file, mentee, mentor)
    rejected(trial, file, other, third)

    def lock(one: str, another: str) -> list[str]:
        return refused(lambda: locked(trial, file, one, another))

    before = state_of(trial.programme, without=("audit",))
    assert lock(mentee, third) == ["draft.mentee_locked"]
    assert lock(other, mentor) == ["draft.mentor_locked"]
    assert lock(other, third) == ["draft.pair_rejected"]
    assert lock(foreign, third) == ["matching.nothing_shared"]
    assert lock(other, away) == ["draft.not_in_pool"]
    assert lock(harmed, third) == ["matching.kept_apart"]
    assert lock(third, other) == ["draft.not_in_pool", "draft.not_in_pool"]
    assert state_of(trial.programme, without=("audit",)) == before


def test_a_lock_of_somebody_silently_kept_out_reads_as_one_of_two_kept_apart(trial: Trial) -> None:
    (mentee, harmed), (mentor, _) = a_pool(trial, 2, 2)
    file = drafted(trial)
    accuse(trial, harmed, mentor)

    assert refused(lambda: locked(trial, file, mentee, mentor)) == ["matching.kept_apart"]
    assert shown(trial, file).older is False


def test_a_lock_that_cannot_be_kept_any_more_falls_out_and_says_so(trial: Trial) -> None:
    a_pool(trial, 2, 2)
    file = drafted(trial)
    mentee, mentor = file.pairs[0].pair
    locked(trial, file, mentee, mentor)
    trial.desk(mentor).participants.withdraw(Withdraw(person=mentor))

    after = drafted(trial, ProposeDraft(basis=file.draft.id))

    assert [(found.mentee, found.mentor) for found in after.fallen] == [(mentee, mentor)]
    assert [reason.code for found in after.fallen for reason in found.reasons] == ["draft.not_in_pool"]
    assert len(after.pairs) == 1


def test_a_rejected_pair_is_not_proposed_again_and_why_is_sealed(trial: Trial) -> None:
    a_pool(trial, 2, 2)
    file = drafted(trial)
    mentee, mentor = file.pairs[0].pair
    why = "Zaphodia owes him money."

    after = rejected(trial, file, mentee, mentor, why)
    following = drafted(trial, ProposeDraft(basis=file.draft.id))

    for found in (after, following, shown(trial, file)):
        assert (mentee, mentor) not in pairs(found)
        (one,) = found.rejected
        assert (one.mentee, one.mentor, one.by, one.on) == (mentee, mentor, trial.staff, trial.today)
        assert one.reason == why
        assert all("matching.rejected" not in waiting.blocked_by for waiting in found.waiting)
    assert why not in repr(after)
    assert why not in repr(state_of(trial.programme))
    assert b"Zaphodia" not in repr(state_of(trial.programme)).encode()
    trial.desk().drafts.unlock(UnlockPair(draft=file.draft.id, mentee=mentee, mentor=mentor))
    assert (shown(trial, file).pairs, shown(trial, file).rejected) == (file.pairs, ())


def test_a_reason_is_needed_and_a_locked_pair_is_not_rejected(trial: Trial) -> None:
    (mentee,), (mentor,) = a_pool(trial, 1, 1)
    file = drafted(trial)
    with pytest.raises(InputFault) as caught:
        rejected(trial, file, mentee, mentor, " ")
    assert problems(caught) == [("answer.required", "reason")]

    locked(trial, file, mentee, mentor)

    assert refused(lambda: rejected(trial, file, mentee, mentor)) == ["draft.pair_locked"]
    assert refused(lambda: rejected(trial, file, mentee, trial.staff)) == ["draft.colleague_decides"]
    late = trial.participant("mentor")
    assert refused(lambda: rejected(trial, file, mentee, late)) == ["draft.not_in_draft"]


def test_two_drafts_beside_one_another(trial: Trial) -> None:
    mentees, (mentor,) = a_pool(trial, 2, 1)
    first = drafted(trial)
    (one,) = first.pairs
    (other,) = set(mentees) - {one.mentee}
    second = drafted(trial, ProposeDraft(basis=first.draft.id))
    rejected(trial, second, one.mentee, mentor)

    found = trial.desk().drafts.compare(CompareDrafts(draft=first.draft.id, other=second.draft.id))

    assert [pair.pair for pair in found.gained] == [(other, mentor)]
    assert [pair.pair for pair in found.lost] == [(one.mentee, mentor)]
    assert found.kept == ()
    assert [(who.person, who.side) for who in found.newly_matched] == [(other, "mentee")]
    assert [(who.person, who.side) for who in found.newly_waiting] == [(one.mentee, "mentee")]
    assert (found.first.matched, found.second.matched) == (1, 1)
    assert found.first.score == one.score


def test_groups_are_told_with_small_numbers_safe(trial: Trial) -> None:
    a_pool(trial, 7, 6)
    in_pool(trial, "mentee", 1, canton="VD")

    file = drafted(trial, ProposeDraft(by="canton"))

    figures = {(f.side, f.fares, f.option): (f.count, f.approximate, f.hidden) for f in file.groups}
    answered = {key: found for key, found in figures.items() if key[2] == ""}
    assert answered == {
        ("mentee", "matched", ""): (5, True, False),
        ("mentor", "matched", ""): (5, True, False),
        ("mentee", "waiting", ""): (0, True, True),
        ("mentor", "waiting", ""): (0, True, True),
    }
    assert {count % 5 for count, _, _ in figures.values()} == {0}
    assert not any(fares == "waiting" and option for _, fares, option in figures)
    report = trial.desk().matches.propose(ProposeRound(by="canton"))
    assert set(report.groups) == set(file.groups)
    with pytest.raises(InputFault) as caught:
        drafted(trial, ProposeDraft(by="experience"))
    assert problems(caught) == [("choice.unknown", "by")]


def test_an_empty_pool_or_one_side_only_is_said_and_nothing_is_stored(trial: Trial) -> None:
    assert refused(lambda: drafted(trial)) == ["round.empty_pool"]
    (mentor,) = in_pool(trial, "mentor", 1)
    assert refused(lambda: drafted(trial)) == ["round.no_mentee"]
    trial.desk(mentor).participants.withdraw(Withdraw(person=mentor))
    in_pool(trial, "mentee", 1)
    assert refused(lambda: drafted(trial)) == ["round.no_mentor"]
    assert state_of(trial.programme)["drafts"] == []


def test_what_changed_since_is_noticed_but_not_what_must_be_noticed_by_nobody(trial: Trial) -> None:
    mentees, mentors = a_pool(trial, 2, 2)
    file = drafted(trial)
    accuse(trial, mentees[0], mentors[0])
    block(trial, mentees[0], mentors[1])
    assert shown(trial, file).older is False

    in_pool(trial, "mentor", 1)
    assert shown(trial, file).older is True
