"""Queries about concerns, duties and messages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import text

from mentorcore.domain.concerns import Concern, ConcernKind, ConcernState, ConcernWish
from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.errors import StoreError
from mentorcore.domain.messages import Message, MessageState
from mentorcore.domain.people import Person
from mentorcore.storage import concerns, duties, messages, people
from mentorcore.storage.store import Store

DAY = date(2026, 3, 1)


@pytest.fixture
def store(store: Store) -> Store:
    """With four people."""
    with store.write() as tx:
        people.add_people(tx, [Person(f"P-{n}", "fr", DAY, ()) for n in range(1, 5)])
    return store


def concern(name: str, *named: str, kind: ConcernKind = ConcernKind.ACCUSATION, **values: Any) -> Concern:
    made = Concern(name, kind, ConcernWish.UNDECIDED, ConcernState.OPEN, DAY, "P-1", named)
    return evolve(made, **values)


def test_a_concern_is_hidden_from_those_it_names(store: Store) -> None:
    one, two = concern("C-2", "P-2", "P-3", match="M-1"), concern("C-1", raised_on=date(2026, 1, 1))
    with store.write() as tx:
        concerns.add_concern(tx, one, unnamed=False)
        concerns.add_concern(tx, two, unnamed=False)

    with store.read() as tx:
        assert concerns.visible_concerns(tx, "P-4") == (two, one)
        assert concerns.visible_concerns(tx, "P-2") == (two,)
        assert concerns.visible_concerns(tx, "P-3", concern_id="C-2") == ()
        assert concerns.visible_concerns(tx, "P-4", concern_id="C-2") == (one,)
        assert concerns.concerns_for_core(tx) == (two, one)
        assert concerns.concerns_for_core(tx, ["C-2", "C-9"]) == (one,)
        assert concerns.concerns_for_core(tx, match="M-1") == (one,)
        assert concerns.concerns_for_core(tx, []) == ()


def test_a_raiser_may_stay_unnamed(store: Store) -> None:
    with store.write() as tx:
        concerns.add_concern(tx, concern("C-1", "P-2"), unnamed=True)

    with store.read() as tx:
        assert [c.raised_by for c in concerns.visible_concerns(tx, "P-4")] == [""]
        assert concerns.raiser(tx, "C-1") == "P-1"
        assert concerns.raiser(tx, "C-9") == ""


def test_a_concern_is_resolved(store: Store) -> None:
    resolved = concern("C-1", "P-2", state=ConcernState.RESOLVED, agreed=True, outcome="spoken")
    with store.write() as tx:
        concerns.add_concern(tx, concern("C-1", "P-2"), unnamed=False)
        assert concerns.open_concern_about(tx, "P-2")
        assert concerns.open_concern_about(tx, "P-1")
        assert not concerns.open_concern_about(tx, "P-3")
        assert concerns.silently_held(tx) == {"P-2"}
        concerns.save_concern(tx, resolved)

    with store.read() as tx:
        assert concerns.visible_concerns(tx, "P-4") == (resolved,)
        assert concerns.visible_concerns(tx, "P-4", only_open=True) == ()
        assert not concerns.open_concern_about(tx, "P-2")
        assert concerns.silently_held(tx) == frozenset()


@pytest.mark.parametrize(
    ("kind", "wish", "held"),
    [
        (ConcernKind.COMPENSATION, ConcernWish.ACT, True),
        (ConcernKind.ACCUSATION, ConcernWish.PROTECT_SILENTLY, True),
        (ConcernKind.ACCUSATION, ConcernWish.LISTEN_ONLY, False),
        (ConcernKind.WORRY, ConcernWish.ACT, False),
    ],
)
def test_only_what_is_grave_and_wished_holds_somebody(
    store: Store, kind: ConcernKind, wish: ConcernWish, held: bool
) -> None:
    with store.write() as tx:
        concerns.add_concern(tx, concern("C-1", "P-2", kind=kind, wish=wish), unnamed=False)

    with store.read() as tx:
        assert concerns.silently_held(tx) == (frozenset({"P-2"}) if held else frozenset())


def test_two_people_are_kept_apart_until_it_is_lifted_and_again_after(store: Store) -> None:
    with store.write() as tx:
        for name in ("C-1", "C-2"):
            concerns.add_concern(tx, concern(name, "P-2"), unnamed=False)
        concerns.protect(tx, "C-1", "P-1", "P-2", DAY)
        concerns.protect(tx, "C-1", "P-1", "P-2", DAY + timedelta(1))
        concerns.protect(tx, "C-2", "P-3", "P-2", DAY)
        both = {("P-1", "P-2"), ("P-2", "P-1")}
        assert concerns.kept_apart(tx) == both | {("P-3", "P-2"), ("P-2", "P-3")}
        concerns.lift_protection(tx, "C-2", DAY)
        assert concerns.kept_apart(tx) == both
        concerns.lift_protection(tx, "C-1", DAY)
        assert concerns.kept_apart(tx) == frozenset()
        concerns.protect(tx, "C-1", "P-1", "P-2", DAY + timedelta(2))
        assert concerns.kept_apart(tx) == both


def duty(name: str, **values: Any) -> Duty:
    made = Duty(name, "policy", "rule", "M-1", "coordinator", f"month:{name}", DAY, DAY)
    return evolve(made, **values)


def test_duties_come_back_the_earliest_first(store: Store) -> None:
    full = duty("D-2", params={"n": 1, "t": "x"}, clauses=("VPS-1", "VPS-2"), remedy="do", about="P-1")
    early = duty("D-3", due_on=date(2026, 1, 1), subject="P-1")
    done = duty("D-1", state=DutyState.DONE, closed_on=DAY, closed_by="P-1")
    with store.write() as tx:
        duties.add_duties(tx, [full, early, done])
        duties.add_duties(tx, [])

    with store.read() as tx:
        assert duties.duty(tx, "D-2") == full
        assert duties.duty(tx, "D-9") is None
        assert duties.duties_about(tx, ["M-1", "P-1", "P-2"]) == {
            "M-1": (done, full),
            "P-1": (early,),
            "P-2": (),
        }
        assert duties.open_duties(tx) == (early, full)
        assert duties.open_duties(tx, date(2026, 2, 1)) == (early,)


def test_a_duty_is_saved(store: Store) -> None:
    saved = duty("D-1", state=DutyState.WAIVED, closed_on=DAY, due_on=DAY + timedelta(9), deferred=True)
    with store.write() as tx:
        duties.add_duties(tx, [duty("D-1")])
        duties.save_duty(tx, saved)

    with store.read() as tx:
        assert duties.duty(tx, "D-1") == saved


def test_a_duty_is_opened_once(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store.write() as tx:
        duties.add_duties(
            tx, [duty("D-1", occurrence="once"), duty("D-2", occurrence="once", due_on=date(2027, 1, 1))]
        )

    assert (caught.value.code, caught.value.params) == (
        "store.constraint",
        {"constraint": "unique", "table": "duties"},
    )


@pytest.mark.parametrize("backend", ["memory"], indirect=True)
def test_open_duties_are_found_by_their_index(store: Store) -> None:
    with store.read() as tx:
        plan = text(
            "EXPLAIN QUERY PLAN SELECT * FROM duties"
            " WHERE state = 'open' AND owner = 'x' AND due_on <= :day ORDER BY due_on"
        )
        found = tx.rows(plan.bindparams(day=DAY.isoformat()))
        assert [row["detail"] for row in found] == [
            "SEARCH duties USING INDEX ix_duties_open (owner=? AND due_on<?)"
        ]


def message(name: str, store: Store, **values: Any) -> Message:
    made = Message(
        name, "message.introduction", "P-1", "M-1", "mail", MessageState.TO_SEND, store.clock.now(), DAY
    )
    return evolve(made, **values)


def test_messages_come_back_the_earliest_first(store: Store) -> None:
    first = message("G-2", store, due_on=date(2026, 1, 1), documents=("code@1",), clauses=("VPS-3",))
    second, third = message("G-1", store), message("G-3", store, recipient="P-2", about="M-2")
    with store.write() as tx:
        for found in (third, second, first):
            messages.add_message(tx, found, {"subject": found.id})

    with store.read() as tx:
        assert messages.messages_in(tx) == (first, second, third)
        assert messages.messages_in(tx, ["to-send"], recipient="P-1") == (first, second)
        assert messages.messages_in(tx, about="M-2") == (third,)
        assert messages.messages_in(tx, ["held"]) == ()
        assert messages.message(tx, "G-1") == second
        assert messages.message(tx, "G-9") is None
        assert messages.wording(tx, second) == {"subject": "G-1"}


def test_a_message_is_saved(store: Store) -> None:
    sent = message("G-1", store, state=MessageState.SENT, sent_on=DAY)
    with store.write() as tx:
        messages.add_message(tx, message("G-1", store), {"subject": "x"})
        messages.save_message(tx, sent)

    with store.read() as tx:
        assert messages.message(tx, "G-1") == sent
