"""The one caller: listed order, names on every fault, and no answer that the spec does not allow."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from attrs import evolve, frozen
from tests.support.policies import answering, asked, policy, raising

from mentorcore.domain.bundle import Grant
from mentorcore.domain.decisions import Refusal, Requirement
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.errors import PluginFault
from mentorcore.domain.records import RecordKind
from mentorcore.hooks import ALL, hookimpl
from mentorcore.hooks.answers import LONGEST, MOST
from mentorcore.hooks.cadence import may_log_session, plan_duties
from mentorcore.hooks.caller import Answer, Hooks, Named
from mentorcore.hooks.kinds import Ask, AskFirst, Hook, Tell, Veto
from mentorcore.hooks.matching import solver
from mentorcore.hooks.reporting import happened
from mentorcore.hooks.vetting import requirements
from mentorcore.testing import sample_arguments

DAY = date(2025, 2, 3)


class MadeUp(BaseException):
    """Neither an error nor an exit."""


class EvilRefusal(Refusal):
    def __repr__(self) -> str:
        raise AssertionError("nobody may look at it")


class EvilList(list[Any]):
    def __iter__(self) -> Iterator[Any]:
        raise SystemExit(3)


def lie(_: object) -> type:
    raise RuntimeError("Coralie")


EvilClass = type("EvilClass", (), {"__class__": property(lie)})


async def later() -> list[Any]:
    return []


def steps() -> Iterator[Any]:
    yield Refusal("no")


RAISING: dict[str, BaseException] = {
    "an error": RuntimeError("Coralie"),
    "an exit": SystemExit(0),
    "a closed generator": GeneratorExit(),
    "something made up": MadeUp("Coralie"),
}
WRONG: dict[str, Callable[[], Any]] = {
    "a text": lambda: "no",
    "a number": lambda: 1,
    "true": lambda: True,
    "a class": lambda: Refusal,
    "a coroutine": later,
    "a generator": steps,
    "a subclass with a repr of its own": lambda: EvilRefusal("no"),
    "a refusal of another type inside": lambda: Refusal("no", clauses=["X-1"]),  # type: ignore[arg-type]  # wrong on purpose
    "an endless text": lambda: Refusal("x" * (LONGEST + 1)),
    "a value that lies about its class": EvilClass,
}


def call(hooks: Hooks, hook: Hook[Any, Any]) -> Any:
    """Ask a hook of any kind with plausible arguments."""
    arguments = sample_arguments(hook.name)
    if isinstance(hook, Ask):
        return hooks.ask(hook, **arguments)
    if isinstance(hook, AskFirst):
        return hooks.ask_first(hook, **arguments)
    if isinstance(hook, Veto):
        return hooks.objections(hook, **arguments)
    assert isinstance(hook, Tell)
    return hooks.tell(hook, "second", **arguments)


def ids(hook: Hook[Any, Any]) -> str:
    return f"{hook.kind}-{hook.name}"


HOOKS = pytest.mark.parametrize("hook", ALL, ids=ids)


@HOOKS
@pytest.mark.parametrize("fault", RAISING.values(), ids=RAISING)
def test_who_raises_is_named_with_the_hook(hook: Hook[Any, Any], fault: BaseException) -> None:
    hooks = asked(policy(), raising(fault, hook))

    if isinstance(hook, Veto):
        params = {"policy": "second", "hook": hook.name}
        assert call(hooks, hook) == (Refusal("plugin.fault", params, "second", ("X-1",)),)
        return
    with pytest.raises(PluginFault) as caught:
        call(hooks, hook)
    assert caught.value.code == "plugin.raised"
    assert caught.value.params == {"policy": "second", "hook": hook.name, "fault": type(fault).__name__}


@HOOKS
@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_a_fault_of_its_policy(hook: Hook[Any, Any], answer: Callable[[], Any]) -> None:
    wanted = answer if not isinstance(hook, Ask) else lambda: [answer()]
    hooks = asked(policy(), policy(**{hook.name: lambda self: wanted()}))

    if isinstance(hook, Tell):
        assert call(hooks, hook) is None  # nobody looks at what it answers
    elif isinstance(hook, Veto):
        assert [(found.code, found.policy) for found in call(hooks, hook)] == [("plugin.fault", "second")]
    elif hook is solver:
        assert call(hooks, hook) is not None  # any object may be a solver; the matching judges it
    else:
        with pytest.raises(PluginFault) as caught:
            call(hooks, hook)
        assert caught.value.params["policy"] == "second"
        assert caught.value.params["hook"] == hook.name
    if answer is later:
        gc.collect(
            1
        )  # a coroutine that nobody closed would warn now; all that is older would take half a second


@pytest.mark.parametrize(
    "answer",
    [
        None,
        Requirement("a"),
        {"a": 1},
        EvilList(),
        iter([Requirement("a")]),
        [Requirement("a")] * (MOST + 1),
        [None],
    ],
    ids=["nothing", "one item", "a mapping", "a subclass", "an iterator", "far too many", "an empty item"],
)
def test_an_ask_hook_answers_with_a_list_of_bounded_length(answer: Any) -> None:
    with pytest.raises(PluginFault) as caught:
        call(asked(answering(requirements, answer)), requirements)

    assert caught.value.params["policy"] == "first"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": None},
        {"due_on": "2025-02-03"},
        {"due_on": datetime(2025, 2, 3)},  # noqa: DTZ001  # wrong on purpose
        {"params": {"person": b"bytes"}},
        {"params": {1: "x"}},
        {"clauses": "X-1"},
        {"clauses": ("X-1", 1)},
    ],
    ids=str,
)
def test_the_fields_of_an_answer_have_the_declared_types(wrong: dict[str, Any]) -> None:
    plain = {"rule": "call", "owner": "coordinator", "occurrence": "once", "due_on": DAY}
    want = DutyWanted(**{**plain, **wrong})

    with pytest.raises(PluginFault):
        call(asked(answering(plan_duties, [want])), plan_duties)


def test_a_member_of_an_enumeration_is_a_text_and_a_bool_a_number() -> None:
    need = Requirement("a", {"kind": RecordKind.ADMISSION, "urgent": True, "fields": ("a", "b")})

    (answer,) = call(asked(answering(requirements, [need])), requirements)

    assert answer == Answer("first", ("X-1",), (evolve(need, policy="first", clauses=("X-1",)),))


def test_the_relation_of_a_grant_is_one_of_those_that_exist() -> None:
    grants = next(hook for hook in ALL if hook.name == "grants")
    odd = Grant("mentee", "everybody", ("support",))  # type: ignore[arg-type]  # wrong on purpose

    with pytest.raises(PluginFault):
        call(asked(answering(grants, [odd])), grants)
    assert call(asked(answering(grants, [Grant("mentee", "any", ("support",))])), grants)[0].policy == "first"


@HOOKS
def test_ctrl_c_is_nobodys_fault(hook: Hook[Any, Any]) -> None:
    with pytest.raises(KeyboardInterrupt):
        call(asked(policy(), raising(KeyboardInterrupt(), hook)), hook)


def test_arguments_reach_the_next_policy_as_they_were() -> None:
    seen: list[str] = []

    class Meddling:
        @hookimpl
        def requirements(self, candidate: Any) -> list[Requirement]:
            candidate.traits["languages"] = frozenset()
            return []

    class Looking:
        @hookimpl
        def requirements(self, candidate: Any) -> list[Requirement]:
            seen.append(str(sorted(candidate.traits)))
            return []

    candidate = sample_arguments("requirements")["candidate"]
    with pytest.raises(PluginFault) as caught:
        asked(Looking(), Meddling(), Looking()).ask(requirements, candidate=candidate)

    assert caught.value.params == {"policy": "second", "hook": "requirements", "fault": "TypeError"}
    assert seen == [str(sorted(candidate.traits))]
    assert candidate == sample_arguments("requirements")["candidate"]


def test_listed_order_is_the_order_of_calling_whenever_a_policy_is_built() -> None:
    built: list[str] = []

    def named(name: str, hooks: frozenset[str] | None) -> Named:
        def build() -> object:
            built.append(name)
            return answering(requirements, [Requirement(name)])

        return Named(name, (), build, hooks)

    lazy = frozenset({"requirements"})
    hooks = Hooks(ALL, [named("a", lazy), named("b", None), named("c", lazy), named("d", None)])

    assert built == ["b", "d"]
    assert hooks.hooks_of("a") == ("requirements",)
    assert hooks.implemented_by(plan_duties) == ()
    assert built == ["b", "d"]
    assert hooks.implemented_by(requirements) == ("a", "b", "c", "d")
    assert built == ["b", "d", "a", "c"]
    found = hooks.ask_flat(requirements, **sample_arguments("requirements"))
    assert [need.code for need in found] == ["a", "b", "c", "d"]
    assert built == ["b", "d", "a", "c"]
    assert [policy.id for policy in hooks.policies] == ["a", "b", "c", "d"]


def test_the_first_answer_that_is_not_none_counts() -> None:
    later = policy(solver=lambda self: pytest.fail("nobody asks the third"))

    hooks = asked(answering(solver, None), answering(solver, "mine"), later)

    assert hooks.ask_first(solver, mentees=1, mentors=2) == "mine"
    assert asked().ask_first(solver, 1, 2) is None


def test_every_objection_is_told_and_signed() -> None:
    own = Refusal("second.says", clauses=("X-2",))
    hooks = asked(
        answering(may_log_session, Refusal("first.says")),
        answering(may_log_session, own),
        answering(may_log_session, None),
    )

    assert hooks.objections(may_log_session, **sample_arguments("may_log_session")) == (
        Refusal("first.says", policy="first", clauses=("X-1",)),
        Refusal("second.says", policy="second", clauses=("X-2",)),
    )


def test_arguments_by_place_and_by_name_are_the_same() -> None:
    heard: list[Any] = []

    class Listening:
        @hookimpl
        def happened(self, event: Any) -> None:
            heard.append(event)

    event = sample_arguments("happened")["event"]
    hooks = asked(Listening(), Listening())
    hooks.tell(happened, "first", event)
    hooks.tell(happened, "first", event=event)

    assert heard == [event, event]
    assert set(hooks.seconds) == {("first", "happened")}


@frozen
class Settings:
    """A policy that is an attrs value, as most are."""

    code: str

    @hookimpl
    def may_log_session(self) -> Refusal:
        return Refusal(self.code)


def test_the_same_policy_serves_twice_under_two_names() -> None:
    hooks = Hooks(ALL, [Named(n, (n,), partial(Settings, n)) for n in ("a", "b")])

    assert hooks.objections(may_log_session, **sample_arguments("may_log_session")) == (
        Refusal("a", {}, "a", ("a",)),
        Refusal("b", {}, "b", ("b",)),
    )
