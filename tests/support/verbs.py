"""Every verb of the desk, and a command for it made out of its class alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_origin, get_type_hints

from attrs import NOTHING, Factory, fields

from mentorcore import Programme
from mentorcore.desk.desk import FACETS, Desk, facet_class
from mentorcore.domain.ids import KINDS, check_character
from mentorcore.engine.verbs import Verb, verbs_of

VERBS: dict[str, Verb[Any, Any]] = {
    verb.spec.name: verb for name in FACETS for verb in verbs_of(facet_class(name))
}
UNKNOWN = {kind: f"{kind}-0000999{check_character('0000999')}" for kind in KINDS}
"""Ids that nothing has."""


def command_class(verb: Verb[Any, Any]) -> Any:
    """The class of a verb's command."""
    return get_type_hints(verb.body)["command"]


def command_for(verb: Verb[Any, Any], ids: Mapping[str, str]) -> Any:
    """A command with plausible values.

    Args:
        verb: the verb.
        ids: kind of id to the id that is put in.
    """
    cls = command_class(verb)
    hints = get_type_hints(cls)
    return cls(**{found.name: _value(found, hints[found.name], ids) for found in fields(cls)})


def _value(found: Any, hint: Any, ids: Mapping[str, str]) -> Any:
    kind = found.metadata.get("id")
    if kind is not None:
        return (ids[kind],) if get_origin(hint) is tuple else ids[kind]
    if found.metadata.get("choices"):
        return found.metadata["choices"][0]
    if type(found.default) is Factory:
        return found.default.factory()
    if found.default is not NOTHING:
        return found.default
    if found.name == "outcome":
        return "resolved"
    if hint is date:
        return "2030-01-01"
    return {"tuple": (), "Mapping": {}, "Iterable": ()}.get(getattr(get_origin(hint), "__name__", ""), "x")


def call(programme: Programme, name: str, actor: str, command: Any, **how: Any) -> Any:
    """Let an actor do something by the verb's name."""
    desk: Desk = programme.desk(actor, **how)
    verb = VERBS[name]
    facet = getattr(desk, name.partition(".")[0])
    method = next(attribute for attribute, value in vars(type(facet)).items() if value is verb)
    return getattr(facet, method)(command)
