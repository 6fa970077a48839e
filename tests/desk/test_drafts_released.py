"""Releasing drafts: everything is looked at once more, what still holds becomes a round, the rest falls out."""

from __future__ import annotations

from attrs import evolve
from tests.support.apart import block, refused
from tests.support.drafts import a_pool, accuse, drafted, in_pool, locked, pairs, release, shown
from tests.support.state import state_of

from mentorcore import Programme
from mentorcore.desk.rounds import RoundReport
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.drafts import DiscardDraft, ListDrafts, ProposeDraft, ReleaseDraft, ShowDraft
from mentorcore.domain.commands.matches import ListMatches, ProposeRound
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import EditAnswers, Withdraw
from mentorcore.domain.commands.programme import AdoptBundle
from mentorcore.domain.drafts import DraftState
from mentorcore.storage import matches, sealed
from mentorcore.testing import Trial, changed, staffed


def fallen(report: RoundReport) -> dict[tuple[str, str], list[str]]:
    return {(f.mentee, f.mentor): [reason.code for reason in f.reasons] for f in report.fallen}


def told(trial: Trial) -> list[tuple[str, str]]:
    """Template and recipient of every message."""
    return sorted((m.template, m.recipient) for m in trial.desk().messages.list(ListMessages()))


def settled(trial: Trial) -> tuple[object, ...]:
    """What a round leaves, without the ids of the round and its matches."""
    with trial.programme.context.store.read() as tx:
        waits = [(w.person, w.rounds) for w in matches.waiting_list(tx)]
        seats = [matches.seats_taken(tx, role) for role in ("mentee", "mentor")]
    found = trial.desk().matches.list(ListMatches())
    return (waits, seats, sorted((m.mentee, m.mentor, m.state, m.score) for m in found), told(trial))


def test_what_is_released_is_what_a_round_does_at_once(trial: Trial) -> None:
    a_pool(trial, 3, 2)
    file = drafted(trial)
    context = trial.programme.context
    before = settled(trial)

    report = trial.desk().drafts.release(release(file))

    assert {match.parties for match in report.proposed} == pairs(file)
    assert (report.fallen, report.mentees, report.mentors, report.waiting) == ((), 3, 2, file.waiting)
    for match in report.proposed:
        assert match.round == report.id
        assert sum(reason.points or 0 for reason in report.reasons[match.id]) == match.score
    templates = [template for template, _ in told(trial)]
    assert (templates.count("message.proposal"), templates.count("message.waiting")) == (4, 1)
    with context.store.read() as tx:
        assert {w.person: w.rounds for w in matches.waiting_list(tx)}[file.waiting[0].person] == 1
    assert before != settled(trial)
    types = [row[1] for row in state_of(trial.programme)["events"]]
    assert (types.count("round.made"), types.count("match.proposed")) == (1, 2)
    released = shown(trial, file)
    assert (released.draft.state, released.draft.round) == (DraftState.RELEASED, report.id)


def test_a_draft_and_a_round_of_the_same_pool_leave_the_same() -> None:
    left = []
    for at_once in (True, False):
        with staffed("vps", coordinator=1) as trial:
            a_pool(trial, 3, 2)
            if at_once:
                trial.desk().matches.propose(ProposeRound(seed=3))
            else:
                trial.desk().drafts.release(release(drafted(trial, ProposeDraft(seed=3))))
            left.append(settled(trial))
    assert left[0] == left[1]


def test_people_who_changed_since_fall_out_with_a_reason_and_the_rest_is_proposed(trial: Trial) -> None:
    a_pool(trial, 6, 6)
    file = drafted(trial)
    gone, taken, apart, accused, other, fine = (pair.pair for pair in file.pairs)
    (spare,) = in_pool(trial, "mentor", 1)
    trial.desk(gone[0]).participants.withdraw(Withdraw(person=gone[0]))
    trial.proposed(taken[0], spare)
    block(trial, *apart)
    accuse(trial, accused[0], accused[1])
    said = EditAnswers(person=other[0], answers={"languages": "fa"})
    trial.for_(other[0]).participants.edit(said)

    report = trial.desk().drafts.release(release(file))

    assert [match.parties for match in report.proposed] == [fine]
    assert fallen(report) == {
        gone: ["draft.not_in_pool"],
        taken: ["draft.seat_taken"],
        apart: ["matching.kept_apart"],
        accused: ["matching.kept_apart"],
        other: ["matching.nothing_shared"],
    }
    assert [
        reason.params for f in report.fallen for reason in f.reasons if reason.code == "matching.kept_apart"
    ] == [
        {},
        {},
    ]
    still_there = {person for pair in (gone, taken, apart, accused, other) for person in pair}
    still_there -= {gone[0], taken[0], accused[1]}
    assert {found.person for found in report.waiting} == still_there
    assert {found.code for found in report.waiting} == {"draft.fell_out"}
    waiting = {recipient for template, recipient in told(trial) if template == "message.waiting"}
    assert waiting == still_there


def test_who_came_into_the_pool_since_is_told_nothing(trial: Trial) -> None:
    a_pool(trial, 1, 1)
    file = drafted(trial)
    (late,) = in_pool(trial, "mentee", 1)

    report = trial.desk().drafts.release(release(file))

    assert report.waiting == ()
    assert ("message.waiting", late) not in told(trial)
    with trial.programme.context.store.read() as tx:
        assert {w.person: w.rounds for w in matches.waiting_list(tx)}[late] == 0


def test_where_nothing_is_left_it_is_refused_and_nothing_is_stored(trial: Trial) -> None:
    (mentee,), (mentor,) = a_pool(trial, 1, 1)
    file = drafted(trial)
    block(trial, mentee, mentor)
    before = state_of(trial.programme, without=("audit",))

    assert refused(lambda: trial.desk().drafts.release(release(file))) == ["draft.nothing_left"]

    assert state_of(trial.programme, without=("audit",)) == before


def test_a_mentor_with_fewer_seats_than_pairs_keeps_the_locked_and_the_best(trial: Trial) -> None:
    mentees = in_pool(trial, "mentee", 3)
    mentors = in_pool(trial, "mentor", 1, capacity="3")
    file = drafted(trial)
    assert len(file.pairs) == 3
    (mentee, mentor) = sorted(pairs(file))[-1]
    locked(trial, file, mentee, mentor)
    trial.for_(mentor).participants.edit(EditAnswers(person=mentor, answers={"capacity": "1"}))

    report = trial.desk().drafts.release(release(file))

    assert [match.parties for match in report.proposed] == [(mentee, mentor)]
    others = {(other, mentors[0]): ["draft.seat_taken"] for other in mentees if other != mentee}
    assert fallen(report) == others


def test_a_draft_is_released_once(trial: Trial) -> None:
    a_pool(trial, 2, 2)
    file = drafted(trial)
    trial.desk().drafts.release(release(file))
    before = state_of(trial.programme, without=("audit",))

    desk = trial.desk().drafts
    mentee, mentor = file.pairs[0].pair
    assert refused(lambda: desk.release(release(file))) == ["draft.released"]
    assert refused(lambda: locked(trial, file, mentee, mentor)) == ["draft.released"]
    assert state_of(trial.programme, without=("audit",)) == before
    assert shown(trial, file).pairs == file.pairs


def test_of_two_drafts_the_second_finds_the_seats_taken(trial: Trial) -> None:
    mentees, mentors = a_pool(trial, 2, 2)
    first, second = drafted(trial), drafted(trial)
    in_pool(trial, "mentee", 3)
    in_pool(trial, "mentor", 3)
    third = drafted(trial)
    trial.desk().drafts.release(release(first))

    assert refused(lambda: trial.desk().drafts.release(release(second))) == ["draft.nothing_left"]
    report = trial.desk().drafts.release(release(third))

    proposed = {match.parties for match in report.proposed}
    assert proposed | fallen(report).keys() == pairs(third)
    assert set(mentees).isdisjoint(mentee for mentee, _ in proposed)
    assert set(mentors).isdisjoint(mentor for _, mentor in proposed)


def test_only_the_version_that_was_seen_is_released_where_one_is_named(trial: Trial) -> None:
    a_pool(trial, 2, 2)
    file = drafted(trial)
    locked(trial, file, *file.pairs[0].pair)
    desk = trial.desk().drafts

    stale = ReleaseDraft(draft=file.draft.id, version=1)
    assert refused(lambda: desk.release(stale)) == ["draft.changed"]
    assert len(desk.release(ReleaseDraft(draft=file.draft.id, version=2)).proposed) == 2


def test_a_draft_of_other_rules_is_not_released_and_a_new_one_takes_over_what_was_decided(
    trial: Trial,
) -> None:
    a_pool(trial, 2, 2)
    file = drafted(trial)
    locked(trial, file, *file.pairs[0].pair)
    bundle = trial.bundle
    header = evolve(bundle.programme, version="next")
    newer = reopened(trial, changed(bundle, programme=header))
    assert refused(lambda: newer.desk(trial.staff).drafts.release(release(file))) == ["programme.not_adopted"]
    newer.desk(trial.staff).programme.adopt(AdoptBundle())

    desk = newer.desk(trial.staff).drafts
    assert refused(lambda: desk.release(release(file))) == ["draft.other_bundle"]
    assert desk.show(ShowDraft(draft=file.draft.id)).other_bundle is True
    following = desk.propose(ProposeDraft(basis=file.draft.id))
    assert [pair.pair for pair in following.pairs if pair.locked] == [file.pairs[0].pair]
    assert len(desk.release(release(following)).proposed) == 2


def test_a_draft_that_was_discarded_is_gone(trial: Trial) -> None:
    a_pool(trial, 1, 1)
    file = drafted(trial)
    desk = trial.desk().drafts
    desk.discard(DiscardDraft(draft=file.draft.id))

    for act in (
        lambda: desk.show(ShowDraft(draft=file.draft.id)),
        lambda: desk.release(release(file)),
        lambda: desk.discard(DiscardDraft(draft=file.draft.id)),
    ):
        assert refused(act) == ["draft.unknown"]
    assert desk.list(ListDrafts()) == ()
    with trial.programme.context.store.read() as tx:
        assert (tx.keys.keys_for([file.draft.id]), sealed.holding(tx, [file.draft.id])) == ({}, frozenset())


def reopened(trial: Trial, bundle: Bundle) -> Programme:
    """The same database under another bundle."""
    fresh, _ = Programme.in_memory(bundle)
    return Programme(evolve(fresh.context, store=trial.programme.context.store))
