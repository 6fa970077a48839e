"""Plugins and bundles made on the spot: real packages in a folder of their own, installed by their metadata alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import invalidate_caches
from importlib.util import cache_from_source
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.support.pieces import PROGRAMME

from mentorcore.loading import plugins

BUNDLE = f"""{PROGRAMME}
    [[tiers]]
    id = "grounds"
    grounds = true

    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["support"]
    verbs = ["participants.*"]
    tiers = ["safety"]

    [[documents]]
    id = "code"
    version = "1"

    [[policy]]
    id = "code"
    use = "small.needs"
    settings = {{ document = "code", times = 2 }}
"""
FORMS = """
    [[forms]]
    id = "mentee"
    role = "mentee"
    before = "code"

    [[questions]]
    id = "channels"
    kind = "choices"
    forms = ["mentee"]
    tier = "safety"
    required = true
    means = "channels"
    options = [{ id = "sms" }]

    [[questions]]
    id = "phone"
    kind = "phone"
    forms = ["mentee"]
    tier = "safety"
    means = "phone"

    [[questions]]
    id = "lived"
    kind = "choices"
    forms = ["mentee"]
    tier = "grounds"
    trait = true
    options = [{ id = "a" }, { id = "b" }]

    [[questions]]
    id = "code"
    kind = "acceptance"
    forms = ["mentee"]
    document = "code"

    [imports]
    delimiter = ";"
    date_format = "dd.mm.yyyy"
    form_column = "Form"

    [imports.forms]
    "Mentee" = "mentee"

    [imports.columns]
    channels = "Channels"
    phone = "Phone"

    [imports.values.channels]
    "SMS" = "sms"
"""
PLUGIN = """
    HOOK_API = 1
    POLICIES = {"needs": "small_plugin.needs:Needs", "lost": "small_plugin.needs:Lost", "odd": "small_plugin.needs:odd"}
"""
NEEDS = """
    from attrs import define, field, validators
    from mentorcore.domain.decisions import Requirement
    from mentorcore.hooks import hookimpl
    from mentorcore.hooks.settings import names

    @define(eq=False)
    class Needs:
        document: str = field(metadata=names("document"))
        times: int = field(default=1, validator=validators.ge(1))
        tiers: tuple[str, ...] = field(default=(), metadata=names("tier"))
        trait: str = field(default="", metadata=names("trait"))
        option: str = field(default="", metadata=names("option", of="trait"))

        @hookimpl
        def requirements(self, candidate):
            return [Requirement("small.needs", {"document": self.document, "times": self.times})]

    odd = 3
"""


class Site:
    """A folder on the path into which packages are put.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._entries: dict[str, dict[str, str]] = {}
        self._modules = set(sys.modules)

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files by their path, take away those that are None, and forget what was imported, compiled too: Python
        takes a file of the same size and second for the one that it has compiled."""
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".py":
                Path(cache_from_source(str(path))).unlink(missing_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
        for module in set(sys.modules) - self._modules:
            if module.partition(".")[0].startswith("small"):
                del sys.modules[module]
        invalidate_caches()
        plugins._entry_points.cache_clear()

    def install(self, group: str, name: str, module: str) -> None:
        """Let a package announce itself."""
        self._entries.setdefault(group, {})[name] = module
        points = "".join(
            f"[{kind}]\n" + "".join(f"{one} = {where}\n" for one, where in found.items())
            for kind, found in self._entries.items()
        )
        metadata = "Metadata-Version: 2.1\nName: small\nVersion: 1.2\n"
        self.write({"small-1.2.dist-info/METADATA": metadata, "small-1.2.dist-info/entry_points.txt": points})

    def bundle(self, *, main: str = BUNDLE, forms: str = FORMS, **files: Any) -> None:
        """Write the bundle ``small`` anew; further files by their path: texts, or bytes."""
        texts = {"small_bundle/texts/en/code.md": "# Code\n\nBe kind.\n"}
        own = {
            "small_bundle/__init__.py": "",
            "small_bundle/bundle.toml": main,
            "small_bundle/forms.toml": forms,
        }
        self.write({**own, **texts, **files})


@contextmanager
def small_site(folder: Path) -> Iterator[Site]:
    """A site with the plugin ``small`` and the bundle ``small``, both installed."""
    site = Site(folder)
    sys.path.insert(0, str(folder))
    try:
        site.write({"small_plugin/__init__.py": PLUGIN, "small_plugin/needs.py": NEEDS})
        site.bundle()
        site.install("mentorcore.plugins", "small", "small_plugin")
        site.install("mentorcore.programmes", "small", "small_bundle")
        yield site
    finally:
        sys.path.remove(str(folder))
        site.write({})
