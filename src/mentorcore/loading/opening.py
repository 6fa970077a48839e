"""Opening fast: a database remembers how the bundle it adopted was read, as long as no file has changed.

Reading a bundle with every check, and building every policy, takes far longer than most commands. What was
found then is kept beside the adopted bundle, with a digest of every file it was made of: the bundle's own, and
the modules of its policies. While the digest fits, the bundle is made from what was kept, and a policy is built
when one of its hooks is first asked.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_origin

import attrs
from attrs import frozen

from mentorcore.domain.bundle import (
    Bundle,
    Channel,
    Clause,
    Closing,
    DocumentDef,
    Form,
    Grant,
    ImportMap,
    Option,
    PlacesFile,
    PolicyDef,
    ProgrammeHeader,
    Question,
    RetentionRule,
    RoleDef,
    Tier,
)
from mentorcore.hooks.caller import Hooks, Named

if TYPE_CHECKING:
    from mentorcore.loading.plugins import Resolved

_PLAIN = (str, int, float, bool, tuple[str, ...])
_READ = (".toml", ".md", ".csv")


@frozen
class Opened:
    """A bundle with its policies, ready for use.

    Args:
        bundle: the values.
        policies: the policies in its order, built or not.
        packages: the plugins' modules, which hold the catalogues.
    """

    bundle: Bundle
    policies: tuple[Named, ...]
    packages: tuple[str, ...]


def remembered(values: Mapping[str, Any], digest: str, resolved: Mapping[str, Resolved], hooks: Hooks) -> str:
    """What a database keeps in order to open this bundle fast, as JSON.

    Args:
        values: the bundle's values.
        digest: the bundle's digest.
        resolved: policy to where its class stands.
        hooks: the built policies.
    """
    policies = {
        name: {
            "package": found.package,
            "target": found.target,
            "hooks": hooks.hooks_of(name),
            "plain": is_plain(found.target),
        }
        for name, found in resolved.items()
    }
    from mentorcore.loading.plugins import provenance  # heavy, and nothing is remembered by most commands

    targets = [found.target for found in resolved.values()]
    kept = {
        "files": files_digest(values["package"], targets),
        "digest": digest,
        "plugins": provenance(policy["use"] for policy in values["policies"]),
        "policies": policies,
        "values": values,
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def recall(kept: str | None) -> Opened | None:
    """The bundle as it was remembered; None where nothing was, or where a file has changed since."""
    if kept is None:
        return None
    found = json.loads(kept)
    targets = [policy["target"] for policy in found["policies"].values()]
    if found["files"] != files_digest(found["values"]["package"], targets):
        return None
    bundle = bundle_of(found["values"], found["digest"])
    policies = tuple(_named(definition, found["policies"][definition.id]) for definition in bundle.policies)
    return Opened(bundle, policies, tuple(dict.fromkeys(p["package"] for p in found["policies"].values())))


def _named(definition: PolicyDef, kept: Mapping[str, Any]) -> Named:
    return Named(
        definition.id,
        definition.serves,
        partial(_build, definition, kept),
        frozenset(kept["hooks"]),
    )


def _build(definition: PolicyDef, kept: Mapping[str, Any]) -> object:
    """A policy whose settings were checked when they were kept; its module is the same since."""
    if not kept["plain"]:
        from mentorcore.loading.plugins import Resolved, build_policy  # heavy, and few policies need it

        return build_policy(definition, Resolved(kept["package"], kept["target"]))
    module, _, name = kept["target"].partition(":")
    policy: object = getattr(import_module(module), name)(**_plain(definition.settings))
    return policy


def is_plain(target: str) -> bool:
    """Whether a policy's settings are what TOML holds already, so that its class can be called with them."""
    module, _, name = target.partition(":")
    cls = attrs.resolve_types(getattr(import_module(module), name))
    return all(found.type in _PLAIN or get_origin(found.type) is Literal for found in attrs.fields(cls))


def files_digest(package: str, targets: Iterable[str]) -> str:
    """SHA-256 over the files that a bundle's values are made of, and over the modules of its policies."""
    digest = hashlib.sha256()
    folder = _file(package).parent
    found = (os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    files = sorted((file for file in found if file.endswith(_READ)), key=_parts)
    files += sorted({str(_file(target.partition(":")[0])) for target in targets}, key=_parts)
    for file in files:  # as plain texts: this is done at each start
        with open(file, "rb") as stream:
            digest.update(os.path.basename(file).encode() + b"\0" + stream.read() + b"\0")
    return digest.hexdigest()


def _parts(file: str) -> list[str]:
    return file.split(os.sep)


def _file(module: str) -> Path:
    """A module's file; nothing of it is executed but the packages it stands in."""
    try:
        spec = find_spec(module)
    except ImportError:
        spec = None
    return Path(spec.origin) if spec is not None and spec.origin else Path(os.devnull)


def bundle_of(values: Mapping[str, Any], digest: str) -> Bundle:
    """A bundle from its plain JSON values, which were checked when they were kept."""
    return Bundle(
        programme=ProgrammeHeader(**_plain(values["programme"])),
        roles=tuple(RoleDef(**_plain(item)) for item in values["roles"]),
        tiers=tuple(Tier(**_plain(item)) for item in values["tiers"]),
        channels=tuple(Channel(**_plain(item)) for item in values["channels"]),
        grants=tuple(Grant(**_plain(item)) for item in values["grants"]),
        documents=tuple(DocumentDef(**_plain(item)) for item in values["documents"]),
        policies=tuple(PolicyDef(**_plain(item)) for item in values["policies"]),
        forms=tuple(Form(**_plain(item)) for item in values["forms"]),
        questions=tuple(_question(item) for item in values["questions"]),
        clauses=tuple(Clause(**_plain(item)) for item in values["clauses"]),
        imports=None if values["imports"] is None else ImportMap(**_plain(values["imports"])),
        purposes=tuple(values["purposes"]),
        retention=tuple(RetentionRule(**_plain(item)) for item in values["retention"]),
        closing=Closing(**_plain(values["closing"])),
        places=None if values["places"] is None else PlacesFile(**values["places"]),
        package=values["package"],
        digest=digest,
    )


def _question(values: Mapping[str, Any]) -> Question:
    plain = _plain(values)
    return Question(**{**plain, "options": tuple(Option(**option) for option in plain["options"])})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON has lists where the bundle has tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
