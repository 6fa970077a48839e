"""Policies that a programme is not built of: whatever is wrong with them is told at once, and coming late is no way round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.policies import answering

from mentorcore.domain.decisions import Refusal, Requirement
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.hooks import ALL, hookimpl
from mentorcore.hooks.cadence import may_log_session
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.testing import sample_arguments


def test_what_a_programme_must_not_be_built_of_is_told_all_at_once() -> None:
    class Wrapping:
        @hookimpl(wrapper=True)
        def requirements(self) -> Iterator[None]:
            return (yield)

    class OldWrapping:
        @hookimpl(hookwrapper=True)
        def requirements(self) -> Iterator[None]:
            yield

    class First:
        @hookimpl(tryfirst=True)
        def may_disclose(self) -> None: ...

        @hookimpl(trylast=True)
        def may_send(self) -> None: ...

    class Misspelt:
        @hookimpl
        def requirments(self) -> list[Requirement]:
            return []

        @hookimpl(optionalhook=True)
        def plan_duty(self) -> list[DutyWanted]:
            return []

    class Asking:
        @hookimpl
        def requirements(self, candidate: Any, database: Any) -> list[Requirement]:
            return []

    class Broken:
        def __dir__(self) -> list[str]:
            raise RuntimeError("Coralie")

    def unbuildable() -> object:
        raise SystemExit(1)

    def misconfigured() -> object:
        raise SetupFault([Problem("setup.missing_key", "policy misconfigured settings: tier")])

    policies = [Wrapping, OldWrapping, First, Misspelt, Asking, Broken, unbuildable, misconfigured]
    with pytest.raises(SetupFault) as caught:
        Hooks(ALL, [Named(made.__name__.lower(), (), made) for made in policies])

    broken = {"plugin": "broken", "fault": "RuntimeError"}
    assert sorted(caught.value.problems, key=str) == sorted(
        [
            Problem("policy.wrapper", "policy wrapping", {"hook": "requirements"}),
            Problem("policy.wrapper", "policy oldwrapping", {"hook": "requirements"}),
            Problem("policy.wrapper", "policy first", {"hook": "may_disclose"}),
            Problem("policy.wrapper", "policy first", {"hook": "may_send"}),
            Problem("policy.unknown_hook", "policy misspelt", {"hook": "requirments"}),
            Problem("policy.unknown_hook", "policy misspelt", {"hook": "plan_duty"}),
            Problem("policy.signature", "policy asking"),
            Problem("setup.broken_plugin", "policy broken", broken),
            Problem(
                "setup.broken_plugin", "policy unbuildable", {"plugin": "unbuildable", "fault": "SystemExit"}
            ),
            Problem("setup.missing_key", "policy misconfigured settings: tier"),
        ],
        key=str,
    )


def test_a_plugin_cannot_wrap_others_by_coming_late() -> None:
    class Wrapping:
        @hookimpl(wrapper=True)
        def may_log_session(self) -> Iterator[None]:
            yield
            return None

    hooks = Hooks(
        ALL,
        [
            Named("no", (), lambda: answering(may_log_session, Refusal("no"))),
            Named("late", (), Wrapping, frozenset({"may_log_session"})),
        ],
    )
    with pytest.raises(SetupFault) as caught:
        hooks.objections(may_log_session, **sample_arguments("may_log_session"))

    assert caught.value.problems == (Problem("policy.wrapper", "policy late", {"hook": "may_log_session"}),)
