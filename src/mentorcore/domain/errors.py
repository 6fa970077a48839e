"""Everything mentorcore raises on purpose.

MentorcoreError
├── Refused             a rule said no; carries each refusal with its clauses
├── InputFault          what was handed in cannot be used; carries each problem
├── SetupFault          a bundle, a policy or a setting is wrong; carries all faults at once
├── PluginFault         a plugin broke its contract; names plugin and hook
├── Incident            nobody foresaw it; carries a number and places in the code, and nothing else
└── StoreError          the database or its keys cannot be used
    ├── WrongProgramme  the database belongs to another programme
    ├── SchemaOutdated  `db upgrade` is needed first
    ├── SchemaNewer     made by a newer mentorcore
    ├── NoKey           the key file or its master key is not there
    ├── WrongKey        the keys are not this database's keys
    ├── KeyDropped      the dossier was erased; its key is gone for good
    ├── SealBroken      a sealed value was tampered with or moved
    ├── AuditBroken     the audit chain does not verify
    └── StoreBusy       another writer held the database for too long

Each error is a code and parameters; words are made of them at the edge, in the reader's language
(`mentorcore.engine.texts`). Parameters hold ids, field names, counts and shapes, never personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from mentorcore.domain.decisions import Refusal

Param = str | int


class MentorcoreError(Exception):
    """Base of all errors of mentorcore: `code` names the text, `params` fill it."""

    def __init__(self, code: str, **params: Param) -> None:
        self.code = code
        self.params: Mapping[str, Param] = params
        super().__init__(code)

    def __str__(self) -> str:
        inner = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({inner})" if inner else self.code


@frozen
class Problem:
    """One thing wrong with what was handed in: where it stands and what was expected.

    Args:
        code: names the text, such as ``date.impossible``.
        where: a path without personal data, such as ``row 12, Date de naissance``.
        params: what the text needs besides; never the value that was found.
        clauses: the clauses served, where a rule of the programme says so.
    """

    code: str
    where: str = ""
    params: Mapping[str, Param] = field(factory=dict)
    clauses: tuple[str, ...] = ()

    def __str__(self) -> str:
        inner = ", ".join(f"{name}={value}" for name, value in self.params.items())
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.code}({inner})" if inner else f"{place}{self.code}"


class Refused(MentorcoreError):
    """A rule, a missing grant or an objection stopped the action; nothing was written but the audit entry."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals: tuple[Refusal, ...] = tuple(refusals)
        super().__init__("refused", codes=" ".join(refusal.code for refusal in self.refusals))

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that the refusals serve, each once, in order."""
        return tuple(dict.fromkeys(clause for refusal in self.refusals for clause in refusal.clauses))


class _WithProblems(MentorcoreError):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("problems", count=len(self.problems))

    def __str__(self) -> str:
        return "; ".join(str(problem) for problem in self.problems)


class InputFault(_WithProblems):
    """What was handed in cannot be used; nothing was stored."""

    @classmethod
    def one(cls, code: str, where: str = "", **params: Param) -> InputFault:
        """A fault with a single problem."""
        return cls([Problem(code, where, params)])


class SetupFault(_WithProblems):
    """The programme's bundle or one of its policies is wrong; all faults are listed, each with its path."""


class PluginFault(MentorcoreError):
    """A plugin raised or answered with something its contract does not allow."""


class Incident(MentorcoreError):
    """Something that nobody foresaw, as far as it may be told.

    Args:
        number: the same for the same fault at the same place.
        fault: the class of what was raised.
        trail: functions and lines that it came through.
    """

    def __init__(self, number: str, fault: str, trail: str) -> None:
        self.number = number
        self.trail = trail
        super().__init__("incident", number=number, fault=fault)

    def __str__(self) -> str:
        return f"{super().__str__()} {self.trail}".rstrip()


class StoreError(MentorcoreError):
    """The database or its keys cannot be used."""


class WrongProgramme(StoreError):
    """The database belongs to another programme."""


class SchemaOutdated(StoreError):
    """The database was made by an older mentorcore: `mentorcore db upgrade` comes first."""


class SchemaNewer(StoreError):
    """The database was made by a newer mentorcore."""


class NoKey(StoreError):
    """The key file or its master key is missing."""


class WrongKey(StoreError):
    """The keys do not belong to this database, or the master key does not open them."""


class KeyDropped(StoreError):
    """The dossier was erased: its key is gone and is never made again."""


class SealBroken(StoreError):
    """A sealed value was tampered with, cut or moved to another place."""


class AuditBroken(StoreError):
    """The audit chain does not verify."""


class StoreBusy(StoreError):
    """Another writer held the database for longer than the time allowed."""
