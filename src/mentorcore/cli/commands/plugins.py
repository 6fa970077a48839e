"""What is installed: plugins with their policies, and the hooks that policies can implement."""

from __future__ import annotations

import mentorcore.cli.render.plugins as pages
from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.run import Run
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks
from mentorcore.loading.plugins import build_policies, installed_plugins, programmes


def _plugins(run: Run, values: Values) -> None:  # noqa: ARG001, one signature for all
    run.print("plugins", installed_plugins(), pages.plugins)


def _hooks(run: Run, values: Values) -> None:  # noqa: ARG001
    chosen = run.settings.programme or len(programmes()) == 1
    named = build_policies(run.bundle.policies)[0] if chosen else ()
    hooks = Hooks(ALL, named)
    rows = [
        {
            "name": hook.name,
            "family": hook.family,
            "kind": hook.kind,
            "arguments": hook.arguments,
            "summary": (hook.__doc__ or "").strip().partition("\n")[0],
            "policies": hooks.implemented_by(hook),
        }
        for hook in ALL
    ]
    run.print("hooks", rows, pages.hooks)


plugins = Own(_plugins)
hooks = Own(_hooks)
