"""The audit: whole or not, compared with an anchor, and never a way to learn of a concern."""

from __future__ import annotations

import pytest
from tests.support.town import Town

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.audit import AnchorAudit, ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import ActOnConcern, ListConcerns, RaiseConcern
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties
from mentorcore.domain.commands.participants import ErasePerson, ListParticipants, ShowParticipant
from mentorcore.domain.concerns import ConcernAct, ConcernWish
from mentorcore.domain.errors import AuditBroken
from mentorcore.storage import duties

TAMPERING = {
    "changed": "UPDATE audit SET outcome = 'done', actor = 'x' WHERE number = 3",
    "taken away": "DELETE FROM audit WHERE number = 3",
    "swapped": "UPDATE audit SET number = CASE number WHEN 3 THEN 4000 ELSE 3 END WHERE number IN (3, 4)",
}


def tamper(town: Town, statement: str) -> None:
    """What somebody could do who holds the database."""
    with town.trial.programme.context.store.write() as tx:
        for trigger in ("audit_no_update", "audit_no_delete"):
            tx.conn.exec_driver_sql(f"DROP TRIGGER {trigger}")
        tx.conn.exec_driver_sql(statement)


def test_a_whole_chain_verifies_and_fits_its_anchor(town: Town) -> None:
    desk = town.trial.desk()
    anchor = desk.audit.anchor(AnchorAudit()).text
    desk.participants.list(ListParticipants())

    before = desk.audit.verify(VerifyAudit())
    assert desk.audit.verify(VerifyAudit(anchor=f" {anchor.upper()} ")) == before + 1
    assert desk.audit.verify(VerifyAudit(anchor="0" * 64)) == before + 2  # the anchor of an empty audit
    for wrong in ("x", f"12:{anchor}", anchor[:-1]):
        with pytest.raises(InputFault) as caught:
            desk.audit.verify(VerifyAudit(anchor=wrong))
        assert [problem.code for problem in caught.value.problems] == ["audit.anchor_form"]


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_found(town: Town, statement: str) -> None:
    tamper(town, statement)

    with pytest.raises(AuditBroken) as caught:
        town.trial.desk().audit.verify(VerifyAudit())
    assert (caught.value.code, caught.value.params) == ("audit.broken", {"entry": 3})


def test_an_end_that_was_cut_off_is_found_with_an_anchor_alone(town: Town) -> None:
    desk = town.trial.desk()
    anchor = desk.audit.anchor(AnchorAudit()).text
    tamper(town, "DELETE FROM audit WHERE number > 5")

    assert desk.audit.verify(VerifyAudit()) > 0
    with pytest.raises(AuditBroken) as caught:
        desk.audit.verify(VerifyAudit(anchor=anchor))
    assert caught.value.code == "audit.anchor"


def test_an_entry_says_who_did_what_to_whom_and_why(town: Town) -> None:
    desk = town.trial.desk()
    desk.participants.show(ShowParticipant(person=town.mentee))

    (row,) = desk.audit.show(ShowAudit(last=1))

    assert (row.actor, row.verb, row.purpose, row.subjects) == (
        town.trial.staff,
        "participants.show",
        "support",
        (town.mentee,),
    )
    assert (sorted(row.tiers), row.outcome, row.codes, row.on_behalf_of) == (
        ["contact", "safety"],
        "done",
        (),
        "",
    )


def test_one_persons_entries_are_those_about_them_and_by_them(town: Town) -> None:
    rows = town.trial.desk().audit.show(ShowAudit(person=town.outsider, last=10_000))

    assert rows
    assert all(town.outsider in (*row.subjects, row.actor, row.on_behalf_of) for row in rows)
    assert len(town.trial.desk().audit.show(ShowAudit(last=0))) == 1


def test_erased_people_are_shown_as_erased(town: Town) -> None:
    town.trial.desk(town.outsider).privacy.erase(ErasePerson(person=town.outsider))

    rows = town.trial.desk().audit.show(ShowAudit(last=10_000))

    erasing = next(row for row in rows if row.verb == "privacy.erase")
    assert (erasing.actor, set(erasing.subjects)) == ("erased", {"erased"})
    assert town.outsider not in str(rows)
    assert town.trial.desk().audit.show(ShowAudit(person=town.outsider)) == ()
    assert town.trial.desk().audit.verify(VerifyAudit()) > 0


def seen(town: Town, reader: str) -> list[tuple[str, str]]:
    """What a reader sees: verb and actor of each entry."""
    rows = town.trial.desk(reader).audit.show(ShowAudit(last=10_000))
    return [(row.verb, row.actor) for row in rows]


def test_who_is_named_in_a_concern_finds_no_trace_of_it(town: Town) -> None:
    trial = town.trial
    named = next(person for person in trial.staff_of("coordinator") if person != trial.staff)
    quiet = seen(town, named), trial.desk(named).audit.verify(VerifyAudit())
    raised = trial.desk(town.outsider).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(named,), account="They shouted.")
    )
    trial.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.NOTE, note="Looked at it."))
    trial.desk().concerns.list(ListConcerns())
    with trial.programme.context.store.read() as tx:
        duty, _ = duties.duties_about(tx, [raised.id])[raised.id]
    later = town.trial.today.replace(year=2026)
    trial.desk().duties.defer(DeferDuties((duty.id,), until=later))

    own = [("audit.show", named), ("audit.verify", named)]
    assert seen(town, named) == [*quiet[0], *own]
    assert trial.desk(named).audit.verify(VerifyAudit()) == quiet[1] + 2  # their own readings since
    handler = seen(town, trial.staff)
    assert ("concerns.raise", town.outsider) in handler
    assert ("concerns.act", trial.staff) in handler
    assert ("duties.defer", trial.staff) in handler


def test_what_others_did_to_protect_somebody_from_the_reader_is_left_out(town: Town) -> None:
    trial = town.trial
    other = next(person for person in trial.staff_of("coordinator") if person != trial.staff)
    card = ShowParticipant(person=town.mentee)
    trial.desk(purpose="protection").participants.show(card)
    assert ("participants.show", trial.staff) in seen(town, other)

    before = seen(town, other)
    trial.desk(town.committee, purpose="protection").participants.show(ShowParticipant(person=other))
    assert seen(town, other) == [*before, ("audit.show", other)]


def test_a_raiser_who_stays_unnamed_is_not_told_by_the_audit(town: Town) -> None:
    hidden = RaiseConcern(wish=ConcernWish.LISTEN_ONLY, about=(town.mentor,), unnamed=True)
    town.trial.desk(town.outsider).concerns.raise_(hidden)
    assert seen(town, town.trial.staff)[-1] == ("concerns.raise", "unnamed")

    town.trial.for_(town.outsider).concerns.raise_(hidden)
    row = town.trial.desk(town.committee).audit.show(ShowAudit(last=1))[-1]
    assert (row.actor, row.on_behalf_of) in {(town.trial.staff, "unnamed"), ("unnamed", "unnamed")}


def test_a_refusal_about_a_duty_of_a_concern_is_kept_from_whom_it_names(town: Town) -> None:
    """Its code alone would tell that there is a concern of which they know nothing."""
    named = next(person for person in town.trial.staff_of("coordinator") if person != town.trial.staff)
    about = RaiseConcern(wish=ConcernWish.ACT, about=(named,))
    raised = town.trial.desk(town.outsider).concerns.raise_(about)
    with town.trial.programme.context.store.read() as tx:
        duty, *_ = duties.duties_about(tx, [raised.id])[raised.id]
    before = town.trial.desk(named).audit.verify(VerifyAudit())
    with pytest.raises(Refused) as caught:
        town.trial.desk().duties.done(DoneDuties((duty.id,)))
    assert [refusal.code for refusal in caught.value.refusals] == ["duty.closed_by_outcome"]

    *_, own = town.trial.desk(named).audit.show(ShowAudit())
    assert (own.actor, own.verb) == (named, "audit.verify")
    assert town.trial.desk(named).audit.verify(VerifyAudit()) == before + 2
    rows = town.trial.desk().audit.show(ShowAudit())
    assert [(row.verb, row.subjects) for row in rows if row.outcome == "refused"] == [
        ("duties.done", (raised.id,))
    ]
