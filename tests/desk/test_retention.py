"""Retention: what the bundle says goes goes, to the day, once; whatever may not be destroyed yet is passed over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from mentorcore import Programme, Refused
from mentorcore.desk import retention
from mentorcore.desk.retention import RetentionReport
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import RaiseConcern, ResolveConcern, ShowConcern
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import CloseMatch
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.commands.participants import (
    Disclose,
    ErasePerson,
    ExportPerson,
    ListParticipants,
    Withdraw,
)
from mentorcore.domain.commands.privacy import HoldPerson, RunRetention
from mentorcore.domain.commands.staff import EndStaff
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernWish
from mentorcore.domain.holds import HoldGround
from mentorcore.domain.records import RecordKind
from mentorcore.domain.retention import RETENTION_KINDS, RetentionRule
from mentorcore.loading.bundle import load_bundle
from mentorcore.storage import people, sealed
from mentorcore.storage.ledger import erased, ledger_path
from mentorcore.testing import Trial, changed, staffed


def rule(kind: str, months: int = 6, days: int = 0) -> RetentionRule:
    meant = RETENTION_KINDS[kind]
    return RetentionRule(kind, meant.counted_from, meant.then, months, days, ("CORE-9",))  # type: ignore[arg-type]  # a kind of the list


def programme(*rules: RetentionRule) -> Trial:
    return staffed(changed(load_bundle("vps"), retention=rules), coordinator=2, committee=1)


@pytest.fixture
def every() -> Iterator[Trial]:
    """A programme with a rule of each kind."""
    with programme(*(rule(kind) for kind in RETENTION_KINDS)) as made:
        yield made


def move(trial: Trial, day: date) -> None:
    trial.clock.advance((day - trial.today).days)


def run(trial: Trial, *, actor: str = "", dry: bool = False) -> dict[str, tuple[str, ...]]:
    report = trial.desk(actor).retention.run(RunRetention(dry_run=dry))
    assert [gone.count for gone in report.gone] == [len(gone.ids) for gone in report.gone]
    return {gone.kind: gone.ids for gone in report.gone if gone.ids}


def gone(trial: Trial, person: str) -> bool:
    with trial.programme.context.store.read() as tx:
        found = people.person(tx, person)
    return found is not None and found.erased and not trial.programme.context.store.keys.keys_for([person])


def reject(trial: Trial, person: str) -> None:
    command = RecordEvidence(person=person, kind=RecordKind.REJECTION, reason="Not now.")
    trial.desk().vetting.record(command)


def test_people_go_when_their_time_has_come(every: Trial) -> None:
    rejected, left, matched, open_, staff = (
        every.applicant("mentee"),
        every.participant("mentee"),
        every.participant("mentee"),
        every.participant("mentee"),
        every.hire("committee"),
    )
    mentor = every.participant("mentor")
    match = every.introduced(matched, mentor)
    reject(every, rejected)
    every.desk(left).participants.withdraw(Withdraw(person=left))
    every.desk().staff.end(EndStaff(person=staff, role="committee"))
    move(every, date(2025, 3, 10))
    every.desk(matched).participants.withdraw(Withdraw(person=matched, told_by="staff"))

    move(every, date(2025, 8, 2))
    assert run(every, dry=True).keys().isdisjoint({"closed-applications", "people-left"})
    move(every, date(2025, 8, 3))
    listed = run(every, dry=True)
    assert (listed["closed-applications"], listed["people-left"]) == (
        tuple(sorted([rejected, left])),
        (staff,),
    )
    assert not any(gone(every, person) for person in (rejected, left, staff))
    assert run(every) == listed
    assert all(gone(every, person) for person in (rejected, left, staff))
    move(every, date(2025, 9, 10))
    assert run(every)["people-left"] == (matched,)
    assert not any(gone(every, person) for person in (open_, mentor))
    assert match.id in [m["id"] for m in _own(every, mentor).matches]
    assert every.desk().audit.verify(VerifyAudit()) > 0


def _own(trial: Trial, person: str) -> Any:
    return trial.desk(person).privacy.export(ExportPerson(person=person))


def test_words_go_and_facts_stay(every: Trial) -> None:
    mentee, mentor = every.participant("mentee"), every.participant("mentor")
    match = every.introduced(mentee, mentor)
    every.send_all()
    note = every.desk().contacts.log(LogContact(person=mentee, note="All is well."))
    by_law = Disclose(
        person=mentee, tier="contact", recipient="Court", legal_basis="article 9", risk="a threat"
    )
    every.desk().privacy.disclose(by_law)
    every.desk(mentee).matches.close(CloseMatch(match=match.id, told_by="staff"))
    before = _own(every, mentee)
    sent = {message.id for message in before.messages if message.sent_on}
    assert {f"message:{one}" for one in sent} | {f"shown:{match.id}"} <= set(before.words)

    move(every, date(2025, 8, 3))
    found = run(every)
    after = _own(every, mentee)
    assert sent <= set(found["message-words"])
    assert (found["contact-notes"], found["shown-addresses"]) == ((note.id,), (match.id,))
    assert len(found["disclosure-words"]) == 1
    assert [w for w in after.words if w.startswith(("shown:", "message:"))] == [
        f"message:{m.id}" for m in after.messages if m.sent_on is None
    ]
    assert (after.records, after.matches, after.tiers) == (before.records, before.matches, before.tiers)
    assert [message.id for message in after.messages] == [message.id for message in before.messages]
    assert run(every) == {}


def test_a_rule_counts_days_or_months_to_the_end_of_february() -> None:
    assert rule("message-words", 6).due_on(date(2023, 8, 31)) == date(2024, 2, 29)
    assert rule("message-words", 12).due_on(date(2024, 2, 29)) == date(2025, 2, 28)
    assert rule("message-words", 0, 30).due_on(date(2025, 1, 30)) == date(2025, 3, 1)


def test_the_last_day_of_february_is_the_day(every: Trial) -> None:
    move(every, date(2027, 8, 31))
    person = every.applicant("mentee")
    reject(every, person)
    move(every, date(2028, 2, 28))
    assert run(every) == {}
    move(every, date(2028, 2, 29))
    assert run(every) == {"closed-applications": (person,)}


def test_a_past_day_cannot_be_said_to_hurry_it(every: Trial) -> None:
    person = every.applicant("mentee")
    reject(every, person)
    later = every.programme.desk(every.staff, happened=every.today - timedelta(days=1)).retention
    assert [line.count for line in later.run(RunRetention()).gone] == [0] * len(RETENTION_KINDS)


def test_whatever_may_not_be_destroyed_is_passed_over_and_counted_nowhere(every: Trial) -> None:
    held, named, raiser, free = (every.participant("mentee") for _ in range(4))
    about = RaiseConcern(wish=ConcernWish.ACT, about=(named,), account="She shouted.")
    raised = every.desk(raiser).concerns.raise_(about)
    for person in (held, named, raiser, free):
        every.desk().contacts.log(LogContact(person=person, note="Zaphodia"))
        every.desk(person).participants.withdraw(Withdraw(person=person))
    every.desk().privacy.hold(HoldPerson(person=held, ground=HoldGround.CLAIMS, words="A claim."))
    move(every, date(2025, 9, 1))

    report = every.desk().retention.run(RunRetention())
    assert {line.kind: line.ids for line in report.gone}["closed-applications"] == (free,)
    assert [p for p in (held, named, raiser) if p in repr(report)] == []
    rows = [r for r in every.desk().audit.show(ShowAudit(last=5)) if r.verb == "retention.run"]
    assert [p for p in (held, named, raiser) if p in repr(rows)] == []
    with every.programme.context.store.read() as tx:
        for person in (held, named, raiser):
            assert any(tier.startswith("record:") for tier in sealed.tiers_of(tx, person))
    every.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="unfounded"))
    assert set(run(every)["closed-applications"]) == {named, raiser}


def test_the_audit_tells_nobody_that_accounts_of_concerns_went() -> None:
    with programme(rule("concern-accounts"), rule("message-words")) as trial:
        named = trial.hire("coordinator")
        raised = trial.desk(trial.participant("mentee")).concerns.raise_(
            RaiseConcern(wish=ConcernWish.ACT, about=(named,), account="They shouted.")
        )
        trial.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="referred"))
        trial.send_all()
        move(trial, date(2025, 9, 1))

        assert set(run(trial)) == {"concern-accounts", "message-words"}
        (row,) = [r for r in trial.desk(named).audit.show(ShowAudit()) if r.verb == "retention.run"]
        assert (row.subjects, row.codes) == ((), ("retention.message-words",))


def test_accounts_of_concerns_go_unseen_by_whom_they_name(every: Trial) -> None:
    named = next(p for p in every.staff_of("coordinator") if p != every.staff)
    raiser = every.participant("mentee")
    about = RaiseConcern(wish=ConcernWish.ACT, about=(named,), account="They shouted.")
    raised = every.desk(raiser).concerns.raise_(about)
    move(every, date(2025, 3, 1))
    every.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="referred"))
    move(every, date(2025, 8, 31))
    assert "concern-accounts" not in run(every, dry=True)
    move(every, date(2025, 9, 1))
    assert run(every, dry=True)["concern-accounts"] == (raised.id,)
    assert "concern-accounts" not in run(every, actor=named, dry=True)

    assert "concern-accounts" not in run(every, actor=named)
    assert every.desk().concerns.show(ShowConcern(concern=raised.id)).account == ""
    assert every.programme.context.store.keys.keys_for([raised.id]) == {}
    rows = every.desk(named).audit.show(ShowAudit(last=3))
    assert [r for r in rows if "concern" in repr(r)] == []


# Duties


def overdue(trial: Trial) -> list[Any]:
    found = trial.desk().agenda.show(ShowAgenda(until=trial.today))
    return [duty for duty in (*found.overdue, *found.due) if duty.rule == "retention"]


def test_a_duty_tells_that_something_is_kept_too_long(every: Trial) -> None:
    person = every.applicant("mentee")
    reject(every, person)
    every.desk().duties.plan(PlanDuties())
    assert overdue(every) == []
    move(every, date(2025, 8, 3))
    assert every.desk().duties.plan(PlanDuties()) == 1
    (duty,) = overdue(every)
    assert (duty.remedy, duty.clauses, duty.params) == ("retention run --dry-run", ("CORE-9",), {})
    assert every.desk().duties.plan(PlanDuties()) == 0
    run(every)
    assert overdue(every) == []
    assert every.desk().duties.plan(PlanDuties()) == 0


def test_an_account_of_a_concern_opens_no_duty() -> None:
    with programme(rule("concern-accounts")) as trial:
        raiser, named = trial.participant("mentee"), trial.participant("mentor")
        raised = trial.desk(raiser).concerns.raise_(RaiseConcern(wish=ConcernWish.ACT, about=(named,)))
        trial.desk().concerns.resolve(ResolveConcern(concern=raised.id, outcome="referred"))
        move(trial, date(2025, 9, 1))
        trial.desk().duties.plan(PlanDuties())
        assert overdue(trial) == []
        assert run(trial) == {"concern-accounts": (raised.id,)}


# By every way in


def test_without_a_rule_nothing_goes() -> None:
    with programme() as trial:
        person = trial.applicant("mentee")
        reject(trial, person)
        move(trial, date(2055, 1, 1))
        assert trial.desk().retention.run(RunRetention()) == RetentionReport(False, ())
        assert not gone(trial, person)


def test_who_may_not_run_it_is_refused_and_nothing_goes(every: Trial) -> None:
    person = every.applicant("mentee")
    reject(every, person)
    move(every, date(2026, 1, 1))
    for actor in (every.participant("mentee"), every.staff_of("committee")[0]):
        with pytest.raises(Refused) as caught:
            every.desk(actor).retention.run(RunRetention())
        assert [refusal.code for refusal in caught.value.refusals] == ["grant.none"]
    assert not gone(every, person)


@pytest.mark.parametrize("dry", [True, False])
def test_a_database_that_was_not_adopted_is_left_alone(every: Trial, dry: bool) -> None:
    person = every.applicant("mentee")
    reject(every, person)
    move(every, date(2026, 1, 1))
    other = changed(every.bundle, retention=(rule("closed-applications", 1),))
    newer = Programme(evolve(every.programme.context, bundle=other))
    with pytest.raises(Refused) as caught:
        newer.desk(every.staff).retention.run(RunRetention(dry_run=dry))
    assert [refusal.code for refusal in caught.value.refusals] == ["programme.not_adopted"]
    assert not gone(every, person)


def test_erased_by_request_meanwhile_is_not_erased_twice(every: Trial) -> None:
    person = every.applicant("mentee")
    reject(every, person)
    every.desk(person).privacy.erase(ErasePerson(person=person))
    move(every, date(2026, 1, 1))
    assert person not in run(every).get("closed-applications", ())


# On files: killed between the steps, and two at once


def on_files(folder: Path) -> Trial:
    from mentorcore.domain.clock import ManualClock
    from mentorcore.domain.ids import numbered_ids
    from mentorcore.testing import START

    bundle = changed(load_bundle("vps"), retention=(rule("closed-applications"),))
    clock = ManualClock(START)
    made, first = Programme.create(
        bundle, folder / "a.db", folder / "keys.db", first_staff="A", clock=clock, new_id=numbered_ids()
    )
    return Trial(made, first, clock)


def two_rejected(trial: Trial) -> list[str]:
    found = [trial.applicant("mentee") for _ in range(2)]
    for person in found:
        reject(trial, person)
    move(trial, date(2026, 1, 1))
    return found


def test_each_person_stands_in_the_ledger_once(tmp_path: Path) -> None:
    with on_files(tmp_path) as trial:
        found = two_rejected(trial)
        run(trial)
        run(trial)
        assert set(erased(ledger_path(tmp_path / "keys.db"))) == set(found)
        assert trial.desk().participants.list(ListParticipants()) == ()


def test_killed_within_it_has_done_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_files(tmp_path) as trial:
        found = two_rejected(trial)
        let_go = retention._let_go
        done: list[int] = []

        def dying(*args: Any, **how: Any) -> None:
            if done:
                raise KeyboardInterrupt
            done.append(1)
            let_go(*args, **how)

        monkeypatch.setattr(retention, "_let_go", dying)
        with pytest.raises(KeyboardInterrupt):
            run(trial)
        monkeypatch.undo()
        assert [gone(trial, person) for person in found] == [False, False]
        assert not ledger_path(tmp_path / "keys.db").exists()
        assert run(trial)["closed-applications"] == tuple(sorted(found))


def test_killed_after_it_was_stored_it_is_finished_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_files(tmp_path) as trial:
        found = two_rejected(trial)
        bundle = trial.bundle

        def dying(*_: Any, **how: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("mentorcore.desk.held_data.finish_erasures", dying)
        with pytest.raises(KeyboardInterrupt):
            run(trial)
        monkeypatch.undo()
        assert set(trial.programme.context.store.keys.keys_for(found)) == set(found)
    with Programme.open(bundle, tmp_path / "a.db", tmp_path / "keys.db") as again:
        assert again.context.store.keys.keys_for(found) == {}
        assert set(erased(ledger_path(tmp_path / "keys.db"))) == set(found)


def test_two_runs_at_once_take_turns(tmp_path: Path) -> None:
    with on_files(tmp_path) as trial:
        found = two_rejected(trial)
        results: list[dict[str, tuple[str, ...]]] = []
        threads = [threading.Thread(target=lambda: results.append(run(trial))) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(len(result) for result in results) == [0, 1]
        assert [ids for result in results for ids in result.values()] == [tuple(sorted(found))]
