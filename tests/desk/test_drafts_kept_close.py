"""Who works with drafts and who does not; how people and old drafts go out of them; what a reader could infer."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from tests.support.apart import block, refused
from tests.support.drafts import a_pool, accuse, drafted, locked, pairs, rejected, release, shown
from tests.support.on_files import on_files
from tests.support.state import state_of

from mentorcore import Programme
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.drafts import (
    CompareDrafts,
    DiscardDraft,
    ListDrafts,
    LockPair,
    ProposeDraft,
    RejectPair,
    ShowDraft,
    UnlockPair,
)
from mentorcore.domain.commands.participants import ErasePerson, Withdraw
from mentorcore.domain.commands.privacy import RunRetention
from mentorcore.domain.commands.staff import AddStaff
from mentorcore.domain.drafts import dossier
from mentorcore.domain.ids import numbered_ids
from mentorcore.storage import maintenance, sealed
from mentorcore.storage.keys import FileKeys
from mentorcore.testing import Trial


def colleague_who_takes_part(trial: Trial) -> str:
    """A mentor who also works in the office: they have a coordinator's desk."""
    person = trial.participant("mentor", experience="physical")
    trial.desk().staff.add(AddStaff(role="coordinator", called="Zoe", person=person))
    return person


def all_refused(trial: Trial, person: str, draft: str, mentee: str, mentor: str) -> list[list[str]]:
    """The codes with which everything about drafts is refused to somebody."""
    desk = trial.desk(person).drafts
    return [
        refused(act)
        for act in (
            lambda: desk.propose(ProposeDraft()),
            lambda: desk.list(ListDrafts()),
            lambda: desk.show(ShowDraft(draft=draft)),
            lambda: desk.lock(LockPair(draft=draft, mentee=mentee, mentor=mentor)),
            lambda: desk.unlock(UnlockPair(draft=draft, mentee=mentee, mentor=mentor)),
            lambda: desk.reject(RejectPair(draft=draft, mentee=mentee, mentor=mentor, reason="No.")),
            lambda: desk.compare(CompareDrafts(draft=draft, other=draft)),
            lambda: desk.discard(DiscardDraft(draft=draft)),
        )
    ]


def test_who_stands_in_the_pool_works_with_no_draft_whether_they_are_accused_or_not(trial: Trial) -> None:
    (mentee, other), (mentor,) = a_pool(trial, 2, 1)
    dual = colleague_who_takes_part(trial)
    file = drafted(trial)
    assert dual in {mentor for _, mentor in pairs(file)}

    before = all_refused(trial, dual, file.draft.id, mentee, mentor)
    accuse(trial, other, dual)
    block(trial, mentee, dual)
    later = drafted(trial)

    assert dual not in {mentor for _, mentor in pairs(later)}
    assert all_refused(trial, dual, file.draft.id, mentee, mentor) == before
    assert all_refused(trial, dual, later.draft.id, mentee, mentor) == before
    assert before == [["draft.colleague_decides"]] * 8


def test_a_draft_of_which_somebody_was_left_out_in_silence_stays_shut_to_them(trial: Trial) -> None:
    """They stood in the pool to see: what they would not find in it would tell them why."""
    (_, other), _ = a_pool(trial, 2, 1)
    dual = colleague_who_takes_part(trial)
    accuse(trial, other, dual)
    file = drafted(trial)
    trial.for_(dual).participants.withdraw(Withdraw(person=dual))

    assert refused(lambda: trial.desk(dual).drafts.show(ShowDraft(draft=file.draft.id))) == [
        "draft.colleague_decides"
    ]
    assert trial.desk(dual).drafts.list(ListDrafts()) == ()


def test_whoever_takes_part_reads_in_the_audit_nothing_of_drafts_but_their_own_attempts(trial: Trial) -> None:
    a_pool(trial, 1, 1)
    dual = colleague_who_takes_part(trial)
    file = drafted(trial)
    locked(trial, file, *file.pairs[0].pair)
    refused(lambda: trial.desk(dual).drafts.list(ListDrafts()))

    def seen(reader: str) -> list[tuple[str, str]]:
        rows = trial.desk(reader, purpose="review").audit.show(ShowAudit(last=100))
        return [(row.verb, row.actor) for row in rows if row.verb.startswith("drafts.")]

    assert seen(dual) == [("drafts.list", dual)]
    assert [verb for verb, _ in seen(trial.staff)] == ["drafts.propose", "drafts.lock", "drafts.list"]


def test_nobody_is_counted_from_whom_somebody_is_kept_apart(trial: Trial) -> None:
    (mentee,), mentors = a_pool(trial, 1, 2)
    for mentor in mentors:
        block(trial, mentee, mentor)

    file = drafted(trial)

    assert {(found.code, tuple(found.blocked_by)) for found in file.waiting} == {
        ("matching.all_ruled_out", ())
    }


def test_somebody_who_is_erased_is_in_no_draft_any_more(trial: Trial) -> None:
    a_pool(trial, 3, 2)
    file = drafted(trial)
    mentee, mentor = file.pairs[0].pair
    other = file.pairs[1].pair
    rejected(trial, file, mentee, mentor, "Zaphodia is her aunt.")
    held = rejected(trial, file, *other, "They met before.")
    released = drafted(trial)
    trial.desk().drafts.release(release(released))

    trial.for_(mentee, purpose="subject-access").privacy.erase(ErasePerson(mentee))

    for draft in (file, released):
        assert mentee not in repr(shown(trial, draft))
    (kept,) = shown(trial, file).rejected
    assert ((kept.mentee, kept.mentor), kept.reason) == (other, "They met before.")
    assert {found.person for found in shown(trial, file).waiting} == {
        found.person for found in held.waiting
    } - {mentee}
    with trial.programme.context.store.read() as tx:
        first, second = (dossier(file.draft.id, generation) for generation in (1, 2))
        assert set(tx.keys.keys_for([first, second])) == {second}
        assert sealed.holding(tx, [first, second]) == {second}


def test_a_copy_from_before_brings_back_nobody_who_was_erased_and_no_draft_with_them(tmp_path: Path) -> None:
    database, keys, copy = (tmp_path / name for name in ("vps.db", "keys.db", "copy.db"))
    with on_files("vps", database, keys) as trial:
        (gone, _), _ = a_pool(trial, 2, 2)
        file = drafted(trial)
        maintenance.backup(trial.programme.context.store, copy)
        trial.for_(gone, purpose="subject-access").privacy.erase(ErasePerson(gone))
        later = drafted(trial)
        assert {found.id for found in trial.desk().drafts.list(ListDrafts())} == {
            file.draft.id,
            later.draft.id,
        }

    with closing(FileKeys.open(keys)) as held:
        assert maintenance.restore(copy, database, held, trial.clock).erased == (gone,)
    again = Programme.open("vps", database, keys, clock=trial.clock, new_id=numbered_ids(start=80_000))
    with Trial(again, trial.staff, trial.clock) as trial:
        assert trial.desk().drafts.list(ListDrafts()) == ()
        assert refused(lambda: shown(trial, file)) == ["draft.unknown"]
        assert gone not in {pair[0] for pair in pairs(drafted(trial))}


def test_a_draft_that_nobody_can_open_keeps_nobody_from_being_erased(trial: Trial) -> None:
    (mentee,), _ = a_pool(trial, 1, 1)
    file = drafted(trial)
    with trial.programme.context.store.write() as tx:
        tx.conn.exec_driver_sql("UPDATE envelopes SET sealed = X'00' WHERE dossier = ?", (file.draft.id,))

    trial.for_(mentee, purpose="subject-access").privacy.erase(ErasePerson(mentee))

    assert trial.desk().drafts.list(ListDrafts()) == ()


def test_drafts_that_nobody_changed_for_a_month_are_destroyed(trial: Trial) -> None:
    a_pool(trial, 2, 2)
    old, fresh = drafted(trial), drafted(trial)
    run = RunRetention(dry_run=False)
    trial.clock.advance(days=30)
    locked(trial, fresh, *fresh.pairs[0].pair)
    trial.desk(purpose="administration").retention.run(run)
    assert {found.id for found in trial.desk().drafts.list(ListDrafts())} == {old.draft.id, fresh.draft.id}

    trial.clock.advance(days=1)
    trial.desk(purpose="administration").retention.run(run)

    assert [found.id for found in trial.desk().drafts.list(ListDrafts())] == [fresh.draft.id]
    with trial.programme.context.store.read() as tx:
        assert tx.keys.keys_for([old.draft.id]) == {}
    (gone,) = (row for row in state_of(trial.programme)["drafts"] if row[0] == old.draft.id)
    assert gone[1] == "discarded"
