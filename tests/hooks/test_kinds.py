"""Each hook is declared once, with its kind, its family and its words."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from mentorcore.hooks import ALL, Hook
from mentorcore.hooks.kinds import Ask, AskFirst, Tell, Veto
from mentorcore.testing import sample_arguments


def test_every_hook_has_its_kind() -> None:
    kinds = {hook.name: hook.kind for hook in ALL}

    assert kinds == {
        "guidance": "Ask",
        "may_apply": "Veto",
        "requirements": "Ask",
        "may_admit": "Veto",
        "pair_rules": "Ask",
        "solver": "AskFirst",
        "grants": "Ask",
        "may_disclose": "Veto",
        "may_send": "Veto",
        "may_act_on_concern": "Veto",
        "may_resolve_concern": "Veto",
        "happened": "Tell",
        "plan_duties": "Ask",
        "planned_end": "AskFirst",
        "may_log_session": "Veto",
        "may_plan_session": "Veto",
        "closing_guidance": "Ask",
        "may_match_again": "Veto",
        "indicators": "Ask",
        "survey_figures": "Ask",
    }


@pytest.mark.parametrize("hook", ALL, ids=lambda hook: hook.name)
def test_a_hook_says_when_it_fires_and_what_it_is_given(hook: Hook[Any, Any]) -> None:
    words = inspect.getdoc(hook) or ""

    assert "Fires" in words
    assert all(f"{name}:" in words for name in hook.arguments)
    assert set(sample_arguments(hook.name)) == set(hook.arguments)
    assert repr(hook) == f"<{hook.kind} {hook.family}.{hook.name}>"


def test_kinds_are_told_apart_by_their_class() -> None:
    assert [kind.kind for kind in (Ask, AskFirst, Veto, Tell)] == ["Ask", "AskFirst", "Veto", "Tell"]
    assert [hook.many for hook in ALL] == [isinstance(hook, Ask) for hook in ALL]
