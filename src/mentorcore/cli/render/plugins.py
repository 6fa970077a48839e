"""Pages about what is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mentorcore.cli.render.page import Line, Page
from mentorcore.loading.plugins import PluginInfo


def plugins(page: Page, found: tuple[PluginInfo, ...]) -> None:
    """Plugins with their policies."""
    lines = [Line((p.name, p.distribution, p.version, p.digest[:12], ", ".join(p.policies))) for p in found]
    page.table(lines, ("head.plugin", "head.distribution", "head.version", "head.digest", "head.policies"))


def hooks(page: Page, found: Sequence[Mapping[str, Any]]) -> None:
    """Hooks: their kind, their arguments, what they are for, and who implements them."""
    lines = [
        Line((h["name"], h["kind"], ", ".join(h["arguments"]), h["summary"], ", ".join(h["policies"])))
        for h in found
    ]
    page.table(lines, ("head.hook", "head.kind", "head.arguments", "head.what", "head.policies"))
