"""Hostile policies beside a whole bundle: each kind by itself and every two of them, in both orders.

Whatever they do: nothing that has to be refused is done, what is refused leaves nothing behind, what is done is done
as a whole, everybody can leave, and each fault says which policy and which hook, and nothing else.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import permutations
from typing import Any

import pytest
from attrs import evolve
from tests.hostile.actions import ACTIONS, EVERYDAY, Action, prepare_again, prepared
from tests.hostile.kinds import AT_OPENING, CANARY, HARMLESS, KINDS, LIKE_OTHERS, MILLIONS, Slow
from tests.support.town import Town, dbapi

from mentorcore import PluginFault, Refused, SetupFault
from mentorcore.domain.decisions import Refusal
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.storage import audit
from mentorcore.testing.leaks import held_in, traces

Rows = dict[str, Counter[tuple[Any, ...]]]
Change = dict[str, tuple[int, int]]

PAIRED = [kind for kind in KINDS if kind not in LIKE_OTHERS]
PAIRS = [*((kind,) for kind in KINDS), *permutations(PAIRED, 2)]
NAMES = {hook.name for hook in ALL}
OWN = ("audit", "cursors", "envelopes", "messages")
"""Tables that may differ from a quiet run: each policy has a cursor, and a message that a policy objects to is held."""


def rows(town: Town) -> Rows:
    """Every row of the database."""
    with town.trial.programme.context.store.read() as tx:
        conn: sqlite3.Connection = dbapi(tx.conn)
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: Counter(conn.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables}


def change(before: Rows, after: Rows) -> Change:
    """By table how many rows came and how many went."""
    found = {
        name: ((now - before[name]).total(), (before[name] - now).total()) for name, now in after.items()
    }
    return {name: counts for name, counts in found.items() if counts != (0, 0)}


def without(found: Change, *tables: str) -> Change:
    return {name: counts for name, counts in found.items() if name not in tables}


@cache
def quiet() -> dict[str, Change]:
    """What each action changes where no policy is hostile."""
    town = prepared()
    found, before = {}, rows(town)
    for name, action in ACTIONS.items():
        if action.refused:
            with pytest.raises(Refused):
                action.do(town)
        else:
            action.do(town)
        after = rows(town)
        found[name] = change(before, after)
        before = after
    town.trial.close()
    return found


@pytest.fixture(scope="module")
def once() -> Iterator[Town]:
    """One town for all tests of this file."""
    town = prepared()
    yield town
    town.trial.close()


@pytest.fixture
def crowd(once: Town) -> Town:
    """Somebody for every action, as if nothing had ever been done."""
    prepare_again(once)
    return once


@cache
def bundles_own() -> tuple[Named, ...]:
    """The bundle's policies, which are built when they are first asked."""
    town = prepared()
    town.trial.close()
    hooks = town.trial.programme.context.hooks
    return tuple(evolve(named, hooks=frozenset(hooks.hooks_of(named.id))) for named in hooks.policies)


def same(policy: object) -> object:
    return policy


def hooks_with(kinds: Sequence[str]) -> Hooks:
    """The bundle's policies after these hostile ones, measured by a clock that only the slow one moves."""
    hostile = [Named(kind, (), partial(same, KINDS[kind]())) for kind in kinds]
    return Hooks(ALL, [*hostile, *bundles_own()], timer=lambda: Slow.seconds)


def blamed(fault: PluginFault | Refused) -> list[tuple[str, str]]:
    """Policy and hook of each fault; of a rule or a solver, the hook that handed it over."""
    if isinstance(fault, Refused):
        found = [refusal.params for refusal in fault.refusals if refusal.code == "plugin.fault"]
        return [(str(params["policy"]), str(params["hook"])) for params in found]
    family = fault.code.partition(".")[0]
    handed = {"rule": "pair_rules", "solver": "solver"}.get(family, "")
    return [(str(fault.params["policy"]), str(fault.params.get("hook", handed)))]


def attempt(action: Action, town: Town, kinds: Sequence[str]) -> str:
    """``done``, ``refused``, ``failed`` or ``interrupted``; a fault is looked at."""
    caught: PluginFault | Refused
    try:
        action.do(town)
    except KeyboardInterrupt:
        return "interrupted"
    except (PluginFault, Refused) as fault:
        caught = fault
    else:
        return "done"
    for policy, hook in blamed(caught):
        assert policy in kinds
        assert hook in NAMES
    refusals = caught.refusals if isinstance(caught, Refused) else ()
    words = (held_in(caught), str(caught), repr(caught), *map(repr, refusals))
    assert traces([CANARY, "Testli"], *words) == []
    assert (caught.__cause__, caught.__context__) == (None, None)
    return "refused" if isinstance(caught, Refused) else "failed"


@pytest.mark.usefixtures("same_world")
@pytest.mark.parametrize("kinds", PAIRS, ids="+".join)
def test_nothing_is_allowed_lost_or_half_done_beside_hostile_policies(
    crowd: Town, kinds: tuple[str, ...]
) -> None:
    refused = {kind: code for kind, code in AT_OPENING.items() if kind in kinds}
    if refused:
        with pytest.raises(SetupFault) as caught:
            hooks_with(kinds)
        found = {(problem.where, problem.code) for problem in caught.value.problems}
        assert found == {(f"policy {kind}", code) for kind, code in refused.items()}
        return

    context = crowd.trial.programme.context
    context.hooks = hooks_with(kinds)
    expected, before = quiet(), rows(crowd)
    for name in ACTIONS if len(kinds) == 1 else EVERYDAY:
        action = ACTIONS[name]
        outcome = attempt(action, crowd, kinds)
        after = rows(crowd)
        changed = change(before, after)
        before = after
        entries = changed.pop("audit", (0, 0))
        wanted = without(expected[name], "audit")
        if action.left is not None:
            assert action.left(crowd), name
            assert entries == (1, 0), name
            assert outcome in ("done", "interrupted"), name
        elif outcome == "done":
            assert not action.refused, name
            assert entries == (1, 0), name
            assert without(changed, *OWN) == without(wanted, *OWN), name
        elif outcome == "interrupted":
            assert "interrupts" in kinds, name
            assert without(changed, *OWN) in ({}, without(wanted, *OWN)), name
        else:
            assert changed == {}, name
            assert entries == (1, 0), name
        if HARMLESS.issuperset(kinds):
            assert outcome == ("refused" if action.refused else "done"), name
            assert without(changed, "cursors") == without(wanted, "cursors"), name
    with context.store.read() as tx:
        assert audit.first_bad(tx) is None
        words = [codes for (codes,) in dbapi(tx.conn).execute("SELECT codes FROM audit")]
    assert traces([CANARY], *words) == []


def test_the_hours_of_a_slow_policy_are_its_own(crowd: Town) -> None:
    hooks = hooks_with(["slow"])
    crowd.trial.programme.context.hooks = hooks

    ACTIONS["show the figures"].do(crowd)

    assert {key: seconds for key, seconds in hooks.seconds.items() if seconds} == {
        ("slow", "indicators"): 3600
    }


def test_the_many_answers_are_what_they_were() -> None:
    assert (len(MILLIONS), MILLIONS[0]) == (3_000_000, Refusal(CANARY))
