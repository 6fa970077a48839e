"""Checks that the author of a plugin runs in a few lines: of one policy, and of a package of policies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from attrs import field, frozen

from mentorcore.domain.bundle import HOOK_API
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import SetupFault
from mentorcore.hooks import ALL, Hook
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.kinds import Ask, AskFirst, Tell, Veto
from mentorcore.loading.structure import structure
from mentorcore.testing.samples import sample_arguments
from mentorcore.testing.text_checks import check_texts

NAME = "policy"


@frozen
class Checked:
    """A policy that kept its contract.

    Args:
        policy: built from its settings.
        hooks: names of the hooks that it implements.
        answers: hook to what it answered; Tell hooks are left out, since being told has effects.
    """

    policy: object
    hooks: frozenset[str]
    answers: Mapping[str, Any] = field(repr=False)


def check_policy(
    cls: type[object],
    settings: Mapping[str, Any],
    *,
    arguments: Mapping[str, Mapping[str, Any]] | None = None,
    texts: Mapping[str, Mapping[str, set[str]]] | None = None,
) -> Checked:
    """See that a policy keeps the contract of mentorcore.

    Its settings are read as a bundle's are, and unknown ones refused; it implements hooks that exist, wraps none
    and asks for no place before others; asked twice the same, it answers twice the same, with what the hook
    allows; and every text that it needs is there in every language.

    Args:
        cls: the policy's class.
        settings: what stands under ``settings`` in a bundle.
        arguments: hook to the arguments to ask it with; samples are used where nothing is said.
        texts: package to its codes, each with the parameters that come with it, see `check_texts`.

    Raises:
        SetupFault: settings or hooks are wrong.
        AssertionError: anything else; the message names the hook or the code.
    """
    policy: object = structure(settings, cls, "settings")
    _refuses_unknown_settings(cls, settings)
    hooks = Hooks(ALL, [Named(NAME, (), lambda: policy)])
    implemented = [hook for hook in ALL if hooks.implemented_by(hook)]
    assert implemented, f"{cls.__name__} implements no hook"
    given = arguments or {}
    answers = {
        hook.name: _asked_twice(hooks, hook, given.get(hook.name))
        for hook in implemented
        if not isinstance(hook, Tell)
    }
    for package, codes in (texts or {}).items():
        check_texts(package, codes)
    return Checked(policy, frozenset(hook.name for hook in implemented), answers)


def _refuses_unknown_settings(cls: type[object], settings: Mapping[str, Any]) -> None:
    try:
        structure({**settings, "no-such-setting": 1}, cls, "settings")
    except SetupFault:
        return
    raise AssertionError(f"{cls.__name__} takes settings that it does not know")


def _asked_twice(hooks: Hooks, hook: Hook[..., Any], arguments: Mapping[str, Any] | None) -> Any:
    answers = [
        _ask(hooks, hook, sample_arguments(hook.name) if arguments is None else arguments) for _ in range(2)
    ]
    assert answers[0] == answers[1], f"{hook.name}: asked twice the same, it answered differently"
    return answers[0]


def _ask(hooks: Hooks, hook: Hook[..., Any], arguments: Mapping[str, Any]) -> Any:
    match hook:
        case Ask():
            return tuple(item for answer in hooks.ask(hook, **arguments) for item in answer.items)
        case AskFirst():
            return type(hooks.ask_first(hook, **arguments))
        case Veto():
            return _without_faults(hook, hooks.objections(hook, **arguments))
        case _:
            raise LookupError(hook.name)


def _without_faults(hook: Hook[..., Any], objections: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """A veto that faults is an objection to a programme; to its author it is a fault."""
    faults = [refusal.code for refusal in objections if refusal.code == "plugin.fault"]
    assert not faults, f"{hook.name}: it raised, or answered with neither a refusal nor None"
    return tuple(objections)


def policy_class(package: str, name: str) -> type[object]:
    """The class of a policy by the name that a bundle uses after the plugin's.

    Args:
        package: the plugin's Python package, such as ``mentorcore_vetting``.
        name: such as ``acceptance``.
    """
    module, _, attribute = import_module(package).POLICIES[name].partition(":")
    found: type[object] = getattr(import_module(module), attribute)
    return found


def check_plugin(package: str, policies: Mapping[str, tuple[Mapping[str, Any], set[str]]]) -> None:
    """See that a package offers just these policies, each with its hooks, and costs nothing to look at.

    Args:
        package: the plugin's Python package.
        policies: name to settings that suit the policy, and to the hooks that it implements.

    Raises:
        SetupFault, AssertionError: as `check_policy`; the package speaks another hook interface, offers other
            policies, or importing it imports one of them.
    """
    module = import_module(package)
    assert module.HOOK_API == HOOK_API
    assert list(module.POLICIES) == list(policies)
    for name, (settings, hooks) in policies.items():
        found = check_policy(policy_class(package, name), settings).hooks
        assert found == hooks, f"{name} implements {sorted(found)}"
    code = f"import sys, {package}; print(*(m for m in sys.modules if m.startswith(('mentorcore', {package!r}))))"
    looked = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603, our own interpreter
    assert looked.stdout.split() == [package], "importing the package imports more than the package"
