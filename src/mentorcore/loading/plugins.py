"""Policies found by name: `vetting.acceptance` is policy `acceptance` of the installed plugin `vetting`.

A plugin is an entry point of the group `mentorcore.plugins`: a module that says which hook interface it was
made for (`HOOK_API`) and where its policies stand (`POLICIES`). Only what the bundle names is imported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache, partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from attrs import frozen

from mentorcore.domain.bundle import HOOK_API, Bundle, PolicyDef
from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.hooks.caller import Named
from mentorcore.loading.references import unknown_names
from mentorcore.loading.structure import structure

PLUGINS = "mentorcore.plugins"
PROGRAMMES = "mentorcore.programmes"


@frozen
class PluginInfo:
    """An installed plugin.

    Args:
        name: the first part of its policies' names.
        package: the Python module.
        distribution: what was installed.
        version: its version.
        policies: the names of its policies.
        digest: SHA-256 over the files of the module, in hexadecimal digits.
    """

    name: str
    package: str
    distribution: str
    version: str
    policies: tuple[str, ...]
    digest: str


@cache
def _entry_points(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}


def programme_package(name: str) -> str:
    """The Python package of an installed bundle.

    Raises:
        SetupFault: no bundle of that name is installed.
    """
    point = _entry_points(PROGRAMMES).get(name)
    if point is None:
        known = ", ".join(sorted(_entry_points(PROGRAMMES)))
        raise SetupFault([Problem("setup.unknown_programme", "", {"known": known})])
    return point.value


def programmes() -> tuple[str, ...]:
    """Names of the installed bundles."""
    return tuple(sorted(_entry_points(PROGRAMMES)))


def installed_plugins() -> tuple[PluginInfo, ...]:
    """Every installed plugin, imported: for the list that people read."""
    return tuple(_info(name) for name in sorted(_entry_points(PLUGINS)))


def _info(name: str) -> PluginInfo:
    point = _entry_points(PLUGINS)[name]
    module = import_module(point.value)
    policies = tuple(sorted(getattr(module, "POLICIES", {})))
    where = Path(module.__file__ or "")
    dist, digest = point.dist, code_digest(where.parent if where.name == "__init__.py" else where)
    return PluginInfo(
        name, point.value, dist.name if dist else "", dist.version if dist else "", policies, digest
    )


def provenance(uses: Iterable[str]) -> dict[str, dict[str, str]]:
    """What a database notes about the plugins that its rules come from: name to version and digest.

    Args:
        uses: the policies used, such as ``vetting.acceptance``.
    """
    found = (_info(name) for name in sorted({use.partition(".")[0] for use in uses}))
    return {info.name: {"version": info.version, "digest": info.digest} for info in found}


def code_digest(place: Path) -> str:
    """SHA-256 over a module's file, or over a package's files without what Python compiles of them."""
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    digest = hashlib.sha256()
    for path in files:
        if path.is_file() and path.suffix != ".pyc":
            name = path.relative_to(place).as_posix() if place.is_dir() else path.name
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@frozen
class Resolved:
    """Where a policy's class stands.

    Args:
        package: the plugin's module, which holds the catalogues.
        target: ``module:class``.
    """

    package: str
    target: str


def build_policies(
    definitions: Sequence[PolicyDef], bundle: Bundle | None = None
) -> tuple[tuple[Named, ...], dict[str, Resolved]]:
    """The policies of a bundle with their settings, in its order, and where each was found.

    Args:
        definitions: the policies.
        bundle: the bundle, where the names in the settings are to be looked up.

    Raises:
        SetupFault: every fault of every policy: twice the same id, an unknown or broken plugin, another hook
            interface, a wrong setting, a name that the bundle does not have.
    """
    problems: list[Problem] = []
    named: list[Named] = []
    resolved: dict[str, Resolved] = {}
    first: dict[str, str] = {}
    for definition in definitions:
        if definition.id in first:
            params: dict[str, str | int] = {
                "id": definition.id,
                "first": first[definition.id],
                "second": definition.use,
            }
            problems.append(Problem("setup.policy_twice", f"policy {definition.id}", params))
            continue
        first[definition.id] = definition.use
        try:
            found = _resolve(definition)
            policy = build_policy(definition, found)
        except SetupFault as fault:
            problems += fault.problems
        else:
            problems += unknown_names(bundle, definition.id, policy) if bundle is not None else ()
            resolved[definition.id] = found
            named.append(Named(definition.id, definition.serves, partial(_same, policy)))
    if problems:
        raise SetupFault(problems)
    return tuple(named), resolved


def _same(policy: object) -> object:
    return policy


def _resolve(definition: PolicyDef) -> Resolved:
    where = f"policy {definition.id}"
    plugin, _, name = definition.use.partition(".")
    point = _entry_points(PLUGINS).get(plugin)
    if point is None:
        known = ", ".join(sorted(_entry_points(PLUGINS)))
        raise _fault("setup.unknown_plugin", where, plugin=plugin, known=known)
    module = _import(point.value, where)
    api = getattr(module, "HOOK_API", None)
    if api != HOOK_API:
        raise _fault("setup.hook_api", where, plugin=plugin, found=str(api), expected=HOOK_API)
    target = getattr(module, "POLICIES", {}).get(name)
    if target is None:
        known = ", ".join(sorted(getattr(module, "POLICIES", {})))
        raise _fault("setup.unknown_policy", where, plugin=plugin, name=name, known=known)
    return Resolved(point.value, target)


def build_policy(definition: PolicyDef, found: Resolved) -> object:
    """A policy with its settings.

    Raises:
        SetupFault: its class is not where the plugin says, or a setting is wrong.
    """
    where = f"policy {definition.id}"
    module, _, name = found.target.partition(":")
    cls = getattr(_import(module, where), name, None)
    if not isinstance(cls, type):
        raise _fault("setup.broken_plugin", where, plugin=found.package, fault="no class of that name")
    return structure(definition.settings, cls, f"{where} settings")


def _import(module: str, where: str) -> Any:
    try:
        return import_module(module)
    except (
        Exception,
        SystemExit,
    ) as fault:  # a plugin may do anything at import, its words may hold anything
        raise _fault("setup.broken_plugin", where, plugin=module, fault=type(fault).__name__) from None


def _fault(code: str, where: str, **params: str | int) -> SetupFault:
    return SetupFault([Problem(code, where, params)])
