"""For tests of plugins and programmes: a programme in memory with people in it, and checks of policies.

The pytest plugin of this room is loaded in every pytest run of an environment that has mentorcore, so names are
loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorcore.testing.answers import plain_answers
    from mentorcore.testing.builders import START, Trial, changed, staffed
    from mentorcore.testing.crowd import Attempt, Outcome, at_once
    from mentorcore.testing.leaks import held_in, traces
    from mentorcore.testing.plugin_checks import Checked, check_plugin, check_policy, policy_class
    from mentorcore.testing.samples import sample_arguments
    from mentorcore.testing.text_checks import check_texts

_NAMES = {
    "START": "builders",
    "Attempt": "crowd",
    "Checked": "plugin_checks",
    "Outcome": "crowd",
    "Trial": "builders",
    "at_once": "crowd",
    "changed": "builders",
    "check_plugin": "plugin_checks",
    "check_policy": "plugin_checks",
    "check_texts": "text_checks",
    "held_in": "leaks",
    "plain_answers": "answers",
    "policy_class": "plugin_checks",
    "sample_arguments": "samples",
    "staffed": "builders",
    "traces": "leaks",
}

__all__ = [
    "START",
    "Attempt",
    "Checked",
    "Outcome",
    "Trial",
    "at_once",
    "changed",
    "check_plugin",
    "check_policy",
    "check_texts",
    "held_in",
    "plain_answers",
    "policy_class",
    "sample_arguments",
    "staffed",
    "traces",
]


def __getattr__(name: str) -> object:
    if name not in _NAMES:
        raise AttributeError(f"module 'mentorcore.testing' has no attribute {name!r}")
    return getattr(import_module(f"mentorcore.testing.{_NAMES[name]}"), name)
