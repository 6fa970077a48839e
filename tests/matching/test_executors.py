"""Rounds that are solved elsewhere, on threads, in processes or on a cluster: the same pairs, and a fault with words."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from tests.support.regions import RULES, TRAITS, members

from mentorcore.domain.errors import PluginFault
from mentorcore.engine.texts import Texts
from mentorcore.hooks.matching import PoolMember
from mentorcore.matching import solver
from mentorcore.matching.building import build_pool
from mentorcore.matching.solution import solve
from mentorcore.matching.solver import Optimal

Pairs = list[tuple[str, str]]


def pairs(people: list[PoolMember], executor: Executor | None = None) -> Pairs:
    """What a round proposes, by public ids."""
    found = solve(build_pool(people, TRAITS), RULES, seed=4, solver=Optimal(executor=executor))
    pool = found.pool
    both = zip(found.mentees.tolist(), found.mentors.tolist(), strict=True)
    return [(pool.mentees[mentee], pool.mentors[mentor]) for mentee, mentor in both]


@pytest.fixture(autouse=True)
def many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch for each region, so that there is something to hand out, and more of them than may wait at once."""
    monkeypatch.setattr(solver, "BATCH", 100)
    monkeypatch.setattr(solver, "AHEAD", 3)


@contextmanager
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


@contextmanager
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor


@contextmanager
def cluster(in_processes: bool) -> Iterator[Executor]:
    """A real cluster on this machine: a scheduler and two workers, that speak with each other over sockets."""
    from distributed import Client, LocalCluster  # loads for a second, which the other tests have no need of

    make: Any = LocalCluster  # neither has types of its own
    connect: Any = Client
    machines = make(
        n_workers=2, threads_per_worker=1, processes=in_processes, dashboard_address=None, silence_logs=50
    )
    with machines, connect(machines) as client:
        yield client.get_executor()


@contextmanager
def cluster_of_processes() -> Iterator[Executor]:
    with cluster(True) as executor:
        yield executor


@contextmanager
def cluster_of_threads() -> Iterator[Executor]:
    with cluster(False) as executor:
        yield executor


@pytest.mark.parametrize("made", [threads, processes, cluster_of_threads, cluster_of_processes])
def test_pairs_are_the_same_wherever_a_round_is_solved(made: Any) -> None:
    people = members()
    with made() as executor:
        assert pairs(people, executor) == pairs(people)


def test_there_was_something_to_hand_out() -> None:
    handed = []

    class Counting(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            handed.append(len(args[0]))
            return super().submit(fn, *args, **kwargs)

    with Counting(2) as executor:
        assert len(pairs(members(), executor)) > 100
    assert len(handed) == 12


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_people_changes_nothing(seed: int) -> None:
    people = members()
    shuffled = random.Random(seed).sample(people, len(people))
    with threads() as executor:
        assert pairs(shuffled, executor) == pairs(people)


TOLD = """
from tests.matching.test_executors import members, pairs
print(pairs(members()))
"""


def test_every_fresh_process_finds_the_same() -> None:
    root = Path(__file__).parents[2]
    told = [
        subprocess.Popen(
            [sys.executable, "-c", TOLD],
            env={**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for hashes in ("1", "2", "77")
    ]
    assert [process.communicate()[0].strip() for process in told] == [str(pairs(members()))] * 3


class Broken(Executor):
    """An executor that does what the test wants, and nothing else."""

    def __init__(self, act: Callable[[Future[Any]], None]) -> None:
        self._act = act

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._act(future)
        return future


def refuse(future: Future[Any]) -> None:
    raise RuntimeError("cannot schedule new futures after shutdown")


def fail(future: Future[Any]) -> None:
    future.set_exception(ConnectionError("a machine went away"))


def answer(future: Future[Any]) -> None:
    future.set_result([])


def cancel(future: Future[Any]) -> None:
    future.cancel()


@pytest.mark.parametrize(
    ("act", "kind"),
    [(refuse, "RuntimeError"), (fail, "ConnectionError"), (answer, "ValueError"), (cancel, "CancelledError")],
)
def test_an_executor_that_fails_is_a_fault_with_words(act: Callable[[Future[Any]], None], kind: str) -> None:
    with pytest.raises(PluginFault) as caught:
        pairs(members(), Broken(act))
    assert (caught.value.code, caught.value.params) == (
        "solver.executor",
        {"solver": "optimal", "fault": kind},
    )
    words = Texts(["mentorcore"], ["en", "fr"]).error(caught.value, "en")
    assert words == (
        f"The executor that was handed to the solver “optimal” failed ({kind}): a process ended, a cluster went away, or "
        "it was closed before. Nothing was proposed. Check the executor, or propose without one."
    )


def test_a_pool_that_was_closed_is_a_fault_with_words() -> None:
    with processes() as executor:
        pass
    with pytest.raises(PluginFault) as caught:
        pairs(members(), executor)
    assert (caught.value.code, caught.value.params["fault"]) == ("solver.executor", "RuntimeError")


def test_a_process_that_dies_is_a_fault_with_words() -> None:
    with processes() as executor:
        executor.submit(os._exit, 1)
        with pytest.raises(PluginFault) as caught:
            pairs(members(), executor)
    assert (caught.value.code, caught.value.params["fault"]) == ("solver.executor", "BrokenProcessPool")


def test_a_fault_of_ours_keeps_its_own_words() -> None:
    own = PluginFault("solver.status", solver="ortools-min-cost-flow", found="3")
    with pytest.raises(PluginFault) as caught:
        pairs(members(), Broken(lambda future: future.set_exception(own)))
    assert caught.value is own
