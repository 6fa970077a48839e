"""A bundle from its files: `bundle.toml`, `forms.toml`, the clause registers and the texts."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import cattrs
from attrs import evolve, field, frozen

from mentorcore.domain.bundle import (
    HOOK_API,
    Bundle,
    Channel,
    Clause,
    Closing,
    DocumentDef,
    Form,
    Grant,
    ImportMap,
    PlacesFile,
    PolicyDef,
    ProgrammeHeader,
    Question,
    RetentionRule,
    RoleDef,
    Tier,
)
from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.engine.places import read_places
from mentorcore.engine.texts import document_path
from mentorcore.hooks.caller import Named
from mentorcore.loading.checks import problems_in
from mentorcore.loading.plugins import Resolved, build_policies
from mentorcore.loading.structure import structure

CORE_REGISTER = "core"


@frozen
class _BundleFile:
    programme: ProgrammeHeader
    roles: tuple[RoleDef, ...]
    tiers: tuple[Tier, ...]
    channels: tuple[Channel, ...]
    grants: tuple[Grant, ...]
    documents: tuple[DocumentDef, ...]
    policy: tuple[PolicyDef, ...]
    purposes: tuple[str, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    closing: Closing = field(factory=Closing)
    places: PlacesFile | None = None


@frozen
class _FormsFile:
    forms: tuple[Form, ...]
    questions: tuple[Question, ...]
    imports: ImportMap | None = None


@frozen
class _RegisterFile:
    programme: str
    clause: tuple[Clause, ...]


def load_bundle(package: str) -> Bundle:
    """The bundle of an installed package, checked.

    Args:
        package: the Python package that holds `bundle.toml`.

    Raises:
        SetupFault: every fault of every file, each with its path.
    """
    problems: list[Problem] = []
    bundle = _assembled(package, problems)
    if bundle is None or problems:
        raise SetupFault(problems)
    return bundle


def read_programme(programme: str | Bundle) -> tuple[Bundle, tuple[Named, ...], dict[str, Resolved]]:
    """A bundle with its policies, checked together, so that every fault of either is told at once.

    Args:
        programme: the Python package that holds `bundle.toml`, or a bundle made in Python.

    Returns:
        The bundle, its policies, and where each of these was found.

    Raises:
        SetupFault: every fault, each with its path.
    """
    problems: list[Problem] = []
    if isinstance(programme, Bundle):
        problems += problems_in(programme)
        bundle: Bundle | None = evolve(programme, digest=digest_of(programme))
    else:
        bundle = _assembled(programme, problems)
    policies: tuple[Named, ...] = ()
    resolved: dict[str, Resolved] = {}
    if bundle is not None:
        try:
            policies, resolved = build_policies(bundle.policies, bundle)
        except SetupFault as fault:
            problems += fault.problems
    if bundle is None or problems:
        raise SetupFault(problems)
    return bundle, policies, resolved


def _assembled(package: str, problems: list[Problem]) -> Bundle | None:
    """The bundle as far as its files could be read; what is wrong with it is put on the list."""
    main = _file(package, "bundle.toml", _BundleFile, problems)
    forms = _file(package, "forms.toml", _FormsFile, problems)
    if main is None or forms is None:
        return None
    if main.programme.hook_api != HOOK_API:
        params: dict[str, str | int] = {"found": main.programme.hook_api, "expected": HOOK_API}
        problems.append(Problem("setup.bundle_api", "bundle.toml: programme.hook_api", params))
        return None
    before = len(problems)
    clauses = _clauses(package, main.programme.registers, problems)
    if len(problems) > before:  # every clause would be missing
        return None
    documents = tuple(
        _with_digest(package, document, main.programme.languages, problems) for document in main.documents
    )
    bundle = Bundle(
        programme=main.programme,
        roles=main.roles,
        tiers=main.tiers,
        channels=main.channels,
        grants=main.grants,
        documents=documents,
        policies=main.policy,
        forms=forms.forms,
        questions=forms.questions,
        clauses=clauses,
        imports=forms.imports,
        purposes=main.purposes,
        retention=main.retention,
        closing=main.closing,
        places=_places(package, main.places, problems),
        package=package,
    )
    problems += problems_in(bundle)
    return evolve(bundle, digest=digest_of(bundle))


def _file(package: str, name: str, cls: type[Any], problems: list[Problem]) -> Any:
    try:
        return structure(_toml(package, name), cls, name)
    except SetupFault as fault:
        problems += fault.problems
        return None


def _toml(package: str, name: str) -> Mapping[str, Any]:
    try:
        import_module(package)
    except ImportError:
        raise SetupFault([Problem("setup.no_package", "", {"name": package})]) from None
    path = files(package).joinpath(name)
    if not path.is_file():
        raise SetupFault([Problem("setup.no_file", name)])
    return parse_toml(path.read_bytes(), name)


def parse_toml(content: bytes, name: str) -> Mapping[str, Any]:
    """A TOML file's values.

    Raises:
        SetupFault: it is not UTF-8 or not TOML; the line is named.
    """
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SetupFault([Problem("setup.not_utf8", name)]) from None
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        raise SetupFault([Problem("setup.not_toml", name, {"place": place})]) from None


def _clauses(package: str, registers: Sequence[str], problems: list[Problem]) -> tuple[Clause, ...]:
    found: list[Clause] = []
    for register in registers:
        where = (
            ("mentorcore.loading", "core_clauses.toml") if register == CORE_REGISTER else (package, register)
        )
        read = _file(*where, _RegisterFile, problems)
        found += read.clause if read is not None else ()
    return tuple(found)


def _with_digest(
    package: str, document: DocumentDef, languages: Sequence[str], problems: list[Problem]
) -> DocumentDef:
    digest = hashlib.sha256()
    for language in languages:
        path = document_path(package, document.id, language)
        if not path.is_file():
            problems.append(Problem("setup.no_file", f"texts/{language}/{document.id}.md"))
            continue
        digest.update(path.read_bytes() + b"\0")
    return evolve(document, digest=digest.hexdigest())


def _places(package: str, places: PlacesFile | None, problems: list[Problem]) -> PlacesFile | None:
    """The table of places, read once so that each of its faults is told, with the digest of what it holds now."""
    if places is None:
        return None
    path = files(package).joinpath(places.file)
    # a name, and no way out of the package
    if Path(places.file).name != places.file or not path.is_file():
        problems.append(Problem("setup.no_file", "bundle.toml: places.file"))
        return None
    content = path.read_bytes()
    try:
        read_places(content, places.file)
    except SetupFault as fault:
        problems += fault.problems
    return evolve(places, digest=hashlib.sha256(content).hexdigest())


def values_of(bundle: Bundle) -> dict[str, Any]:
    """The bundle's values as plain JSON, without its own digest."""
    values: dict[str, Any] = cattrs.Converter().unstructure(bundle)
    del values["digest"]
    return values


def digest_of(bundle: Bundle) -> str:
    """SHA-256 over the bundle's values: the same bundle has the same digest on every machine."""
    canonical = json.dumps(values_of(bundle), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
