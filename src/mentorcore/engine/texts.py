"""Words: gettext catalogues of the bundle, of its plugins and of the core, asked in that order.

The message id is the code of a decision, a duty or a message; its text holds the parameters in braces.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from mentorcore.domain.decisions import Reason
from mentorcore.domain.errors import InputFault, MentorcoreError, Problem, Refused, SetupFault
from mentorcore.domain.secret import revealed

_LABELLED = (
    "document",
    "documents",
    "role",
    "tier",
    "tiers",
    "trait",
    "field",
    "fields",
    "purpose",
    "channel",
    "kind",
    "state",
    "side",
    "sides",
    "waited",
)
"""Parameters that are names of the bundle: shown by their own text where there is one."""
_ANSWERS = ("shared", "choice", "mentee", "mentor", "served")
"""Parameters that are answers to the question named by the parameter ``trait``."""

_ROW = re.compile(r"^row (?=\d)")


class Texts:
    """The words of one programme.

    Args:
        packages: Python packages with catalogues, the bundle's first and mentorcore last.
        languages: the bundle's languages, the default one first.
    """

    def __init__(self, packages: Sequence[str], languages: Sequence[str]) -> None:
        self.packages = tuple(packages)
        self.languages = tuple(languages)
        self._catalogue = lru_cache(maxsize=128)(_load)  # most texts stand in the first one

    def language(self, wanted: str) -> str:
        """The language wanted, or the default one where the programme does not speak it."""
        return wanted if wanted in self.languages else self.languages[0]

    def has(self, code: str, language: str) -> bool:
        """Whether there is a text for a code."""
        return self._find(code, language) is not None

    def _find(self, code: str, language: str) -> str | None:
        for package in self.packages:
            text = self._catalogue(package, language).gettext(code)
            if text != code:
                return text
        return None

    def say(self, code: str, language: str, params: Mapping[str, Any] | None = None) -> str:
        """The text of a code in a language, filled with parameters; the bare code where there is no text."""
        chosen = self.language(language)
        text = self._find(code, chosen)
        if text is None:
            return code
        given = params or {}
        trait = str(given.get("trait", ""))
        values = {name: self._value(name, value, chosen, trait) for name, value in given.items()}
        return text.format_map(_Lenient(values))

    def _value(self, name: str, value: Any, language: str, trait: str) -> str:
        if isinstance(value, (list, tuple, set, frozenset)):
            return ", ".join(self._value(name, item, language, trait) for item in value)
        if name in _LABELLED:
            return self.label(name.removesuffix("s"), str(value), language)
        if trait and name in _ANSWERS:
            return self.label(f"option.{trait}", str(value), language)
        return str(revealed(value))

    def label(self, kind: str, name: str, language: str) -> str:
        """What a name of the bundle is called, such as ``label("role", "mentor", "fr")``."""
        return self._find(".".join((kind, name)), self.language(language)) or name

    def occasion(self, occasion: str, language: str) -> str:
        """When a survey is answered, such as ``month:3``: in the bundle's own words, or counted."""
        unit, _, number = occasion.partition(":")
        own = self.label("occasion", occasion, language)
        return self.say(f"occasion.{unit}", language, {"number": number}) if own == occasion else own

    def reason(self, reason: Reason, language: str) -> str:
        """A decision in words, with the clauses it serves."""
        return _cited(self.say(reason.code, language, reason.params), reason.clauses)

    def problem(self, problem: Problem, language: str) -> str:
        """A problem in words, with its place."""
        words = _cited(self.say(problem.code, language, problem.params), problem.clauses)
        return f"{self.place(problem.where, language)}: {words}" if problem.where else words

    def place(self, where: str, language: str) -> str:
        """A place as a reader calls it: ``row 12, Nom`` is ``ligne 12, Nom`` in French."""
        return _ROW.sub(f"{self.label('place', 'row', language)} ", where)

    def error(self, error: MentorcoreError, language: str) -> str:
        """Any error of mentorcore in words, a line for each refusal or problem."""
        if isinstance(error, Refused):
            return "\n".join(self.reason(refusal, language) for refusal in error.refusals)
        if isinstance(error, (InputFault, SetupFault)):
            return "\n".join(self.problem(problem, language) for problem in error.problems)
        return self.say(error.code, language, error.params)

    def document(self, document: str, language: str) -> tuple[str, str]:
        """Title and body of a document of the bundle."""
        path = document_path(self.packages[0], document, self.language(language))
        title, _, body = path.read_text(encoding="utf-8").partition("\n")
        return title.removeprefix("#").strip(), body.strip()


def _cited(words: str, clauses: Sequence[str]) -> str:
    """Words with the clauses that they serve."""
    return f"{words} [{', '.join(clauses)}]" if clauses else words


class _Lenient(dict[str, str]):
    """A parameter that is missing is shown by its name: a text with a hole beats no text."""

    def __missing__(self, name: str) -> str:
        return f"[{name}]"


def document_path(package: str, document: str, language: str) -> Traversable:
    """Where the text of a document lies."""
    return _root(package).joinpath("texts", language, f"{document}.md")


def _load(package: str, language: str) -> gettext.NullTranslations:
    """A package's catalogue; one without words where there is none."""
    path = _root(package).joinpath("locales", language, "LC_MESSAGES", "mentorcore.mo")
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def _root(package: str) -> Traversable:
    return files(package)


def missing(texts: Texts, language: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Those of the wanted codes that have no text in a language."""
    return tuple(code for code in wanted if not texts.has(code, language))
