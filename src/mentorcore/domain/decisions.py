"""Decisions that explain themselves: a code, parameters, the policy and the clauses it serves.

Texts are made of them at the edge (`mentorcore.engine.texts`); nothing here is words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from attrs import evolve, field, frozen

from mentorcore.domain.mappings import frozen_map

Param = str | int | tuple[str, ...]

R = TypeVar("R", bound="Reason")


@frozen
class Reason:
    """Why something is so.

    Args:
        code: the text's name in the catalogues, such as ``vetting.acceptance.missing``.
        params: what fills the text: ids, names of fields or documents, counts; never personal data.
        policy: the id of the bundle's policy that decided; ``core`` for the core itself.
        clauses: the clauses of the programme's register that it serves, such as ``VPS-12``.
    """

    code: str
    params: Mapping[str, Param] = field(factory=dict, converter=frozen_map)
    policy: str = "core"
    clauses: tuple[str, ...] = ()


@frozen
class Refusal(Reason):
    """A reason that stops an action."""


@frozen
class Requirement(Reason):
    """Something that has to exist before a person moves on.

    Args:
        remedy: the command to type next, such as ``vetting record P-7K3F9Q2X acceptance --document code``.
        waits_for: who has to act: ``person`` or ``staff``.
    """

    remedy: str = ""
    waits_for: str = "staff"


@frozen
class Guidance(Reason):
    """A text of the programme that is shown to a person at a moment, and recorded as shown.

    Args:
        document: id of the bundle's document.
    """

    document: str = ""


def signed(reason: R, policy: str, clauses: tuple[str, ...]) -> R:
    """`reason` with the policy that gave it, and the policy's clauses where it names none itself."""
    return evolve(reason, policy=policy, clauses=reason.clauses or clauses)
