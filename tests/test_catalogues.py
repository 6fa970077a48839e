"""The words: whatever the code can say has a text in every language, filled by what comes with it, and tells no more than it may.

The code is read, not run: a code is found where it stands as the first word of a refusal, a problem, an error,
a message or an explanation. So a new one without a text fails here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args, get_type_hints

import pytest
from attrs import frozen
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from mentorcore.cli.table import COMMANDS
from mentorcore.desk.calendar_entries import SESSION_ENTRY
from mentorcore.desk.concerns import OUTCOMES
from mentorcore.desk.own_data import NOT_SHOWN
from mentorcore.desk.sessions import EITHER
from mentorcore.desk.sittings import SittingKind
from mentorcore.domain import concerns, errors, ids, sessions
from mentorcore.domain.bundle import PURPOSES, RELATIONS, Bundle, Clause
from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.consents import ConsentWay
from mentorcore.domain.disclosure import CONTENTS
from mentorcore.domain.duties import DutyState
from mentorcore.domain.forms import FormUse
from mentorcore.domain.holds import HoldGround
from mentorcore.domain.matches import EndKind, MatchState
from mentorcore.domain.messages import MessageState
from mentorcore.domain.passes import PassKind, Verdict
from mentorcore.domain.people import RoleState, SafetyPlan
from mentorcore.domain.records import RecordKind, TalkedOver
from mentorcore.domain.retention import RETENTION_KINDS, CountedFrom, Then
from mentorcore.domain.tasks import TaskState
from mentorcore.hooks.confidentiality import Draft
from mentorcore.loading.bundle import load_bundle
from mentorcore_confidentiality.neutral_titles import NeutralTitles

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "fr")
CORE = "mentorcore"
PACKAGES = {
    path.parent.name: path.parent
    for group in ("src", "plugins/*/src", "examples/*/src")
    for path in sorted(ROOT.glob(f"{group}/*/__init__.py"))
} | {"mentorcore.cli": ROOT / "src" / "mentorcore" / "cli"}
"""Import name to folder, for all that has words of its own."""
PLUGINS = [name for name in PACKAGES if name.startswith("mentorcore_")]
WITH_TEXTS = [name for name, folder in PACKAGES.items() if (folder / "locales").exists()]
PROGRAMMES = [name for name, folder in PACKAGES.items() if (folder / "bundle.toml").exists()]

LABELS = {
    *("role", "tier", "channel", "document", "form", "question", "option", "field", "trait", "round"),
    *("state", "end", "side", "kind", "purpose", "relation", "record", "waits_for", "waited", "indicator"),
    *("consent_way", "access_kind", "verdict"),
    *("concern_kind", "concern_wish", "concern_act", "concern_outcome", "audit_outcome"),
    *("concern_risk", "talked_over", "duty_name"),
    *("session_state", "task_state", "deviation", "whose", "record_kept", "offered_to"),
    *("looked_back", "calendar"),
}
"""Families of texts that are looked up by the name of something, not by a code that stands in the code."""

TELLING = ("programme", "concern", "signalement", "complain", "plainte", "accus", "police", "danger")
"""Words that a message of the core holds in no part, besides those that a bundle forbids in titles."""


# What the code can say


@frozen
class Use:
    """A code where it stands, with the names of the parameters that come with it; None where they cannot be read."""

    code: str
    params: frozenset[str] | None
    place: str


CODE = re.compile(r"(?!mentorcore)[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+")
ERRORS = {name for name, found in vars(errors).items() if isinstance(found, type) and name != "Problem"}
BY_DICT = {
    "Reason": 1,
    "Refusal": 1,
    "Requirement": 1,
    "Guidance": 1,
    "Condition": 1,
    "PairReason": 1,
    "Problem": 2,
    "say": 2,
}
"""Where the parameters stand as a mapping, and at which place."""
BY_NAME = {**dict.fromkeys(ERRORS | {"one", "refuse", "fault", "_fault", "Unreadable"}, 0), "_wrong": 1}
"""Where the parameters are keywords, and at which place the code stands."""
NO_PARAMS = {"Separation": 2, "Unmatched": 2, "_coded": 0, "because": 0}
ADDED = {"fault": {"policy", "rule"}}
"""What a helper adds by itself."""
ADDED_LATER = {"rule.trait": {"policy", "rule"}, "rule.answer": {"policy", "rule"}}
"""What is added on the way out, by whoever asked the rule."""


def imported(found: ast.ImportFrom, name: str) -> Iterator[ast.AST | None]:
    """What a name stands for that is imported from a module of the core's values."""
    module = found.module or ""
    path = ROOT / "src" / f"{module.replace('.', '/')}.py"
    if not module.startswith("mentorcore.domain.") or not path.exists():
        return
    for original in (alias.name for alias in found.names if name in (alias.asname, alias.name)):
        for node in ast.parse(path.read_text("utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == original for target in targets):
                yield getattr(node, "value", None)


class Reader(ast.NodeVisitor):
    """Collects the codes of one file; names are followed to what was assigned to them in the same file."""

    def __init__(self, path: Path) -> None:
        self.place = path.relative_to(ROOT).as_posix()
        self.uses: list[Use] = []
        self.scopes: list[ast.AST] = []
        tree = ast.parse(path.read_text("utf-8"))
        self.visit(tree)

    def visit(self, node: ast.AST) -> None:
        """Visit a node, remembering the functions around it."""
        scope = isinstance(node, ast.Module | ast.FunctionDef)
        self.scopes += [node] if scope else []
        super().visit(node)
        if scope:
            self.scopes.pop()

    def values(self, node: ast.AST | None, seen: frozenset[str] = frozenset()) -> Iterator[ast.AST]:
        """What an expression can be, as far as it is written down."""
        if isinstance(node, ast.IfExp):
            yield from self.values(node.body, seen)
            yield from self.values(node.orelse, seen)
        elif isinstance(node, ast.Name):
            for assigned in self.assigned(node.id) if node.id not in seen else ():
                yield from self.values(assigned, seen | {node.id})
        elif node is not None:
            yield node

    def assigned(self, name: str) -> Iterator[ast.AST | None]:
        """What is assigned to a name in the functions around, or in the module itself."""
        for scope in self.scopes:
            for found in scope.body if isinstance(scope, ast.Module) else ast.walk(scope):
                targets = found.targets if isinstance(found, ast.Assign) else [getattr(found, "target", None)]
                if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                    yield getattr(found, "value", None)
                if isinstance(found, ast.ImportFrom):
                    yield from imported(found, name)

    def codes(self, node: ast.AST | None) -> set[str]:
        texts = {found.value for found in self.values(node) if isinstance(found, ast.Constant)}
        return {
            text for text in texts if isinstance(text, str) and (CODE.fullmatch(text) or text == "guidance")
        }

    def keys(self, node: ast.AST | None) -> frozenset[str] | None:
        """The keys of a mapping; None where it is made elsewhere."""
        if node is None:
            return frozenset()
        found = list(self.values(node))
        if not found or not all(isinstance(value, ast.Dict) for value in found):
            return None
        names = [key for value in found if isinstance(value, ast.Dict) for key in value.keys]
        return frozenset(str(key.value) for key in names if isinstance(key, ast.Constant))

    def add(self, codes: Iterable[str], params: frozenset[str] | None, node: ast.AST) -> None:
        place = f"{self.place}:{getattr(node, 'lineno', 0)}"
        self.uses += [Use(code, params, place) for code in codes]

    def visit_Call(self, call: ast.Call) -> None:
        """Refusals, problems, errors, messages and duties."""
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        named = {keyword.arg: keyword.value for keyword in call.keywords}

        def at(place: int, keyword: str = "") -> ast.AST | None:
            return call.args[place] if place < len(call.args) else named.get(keyword)

        if name == "say" and (call.keywords or len(call.args) < 2):  # somebody's own shorthand
            self.add(self.codes(at(0)), None, call)
        elif name in BY_DICT:
            self.add(self.codes(at(0, "code")), self.keys(at(BY_DICT[name], "params")), call)
        elif name in BY_NAME:
            given = {str(keyword) for keyword in named} - {"None", "where"}
            known = None if None in named else frozenset(given | ADDED.get(name, set()))
            self.add(self.codes(at(BY_NAME[name])), known, call)
        elif name in NO_PARAMS:
            self.add(self.codes(at(NO_PARAMS[name], "code")), frozenset(), call)
        elif name == "write_message":
            templates = self.codes(at(1))
            self.add({f"{found}.{part}" for found in templates for part in ("subject", "body")}, None, call)
        elif name in ("Duty", "DutyWanted", "open_core"):
            rules = {
                str(found.value)
                for found in self.values(at(1, "rule") if name == "open_core" else named.get("rule"))
                if isinstance(found, ast.Constant)
            }
            self.add({"duty." + rule for rule in rules}, self.keys(named.get("params")), call)
        self.generic_visit(call)

    def visit_AnnAssign(self, assigned: ast.AnnAssign) -> None:
        """A setting that names the rule of a duty: the name that it has unless a bundle says otherwise."""
        if isinstance(assigned.target, ast.Name) and assigned.target.id == "rule":
            named = {k.arg: k.value for k in getattr(assigned.value, "keywords", ())}
            found = self.values(named.get("default"))
            defaults = {str(value.value) for value in found if isinstance(value, ast.Constant)}
            self.add({f"duty.{rule}" for rule in defaults}, None, assigned)
        self.generic_visit(assigned)

    def visit_Assign(self, assigned: ast.Assign) -> None:
        """Tables of a module that turn something into a code."""
        if isinstance(assigned.value, ast.Dict) and len(self.scopes) == 1:
            found = [self.codes(value) for value in assigned.value.values]
            self.add({code for codes in found for code in codes if all(found)}, None, assigned)
        self.generic_visit(assigned)

    def visit_Return(self, answer: ast.Return) -> None:
        """Explanations of pair rules, and codes that a function chooses."""
        if isinstance(answer.value, ast.Tuple):
            if len(answer.value.elts) == 2:
                code, params = answer.value.elts
                self.add(self.codes(code), self.keys(params), answer)
        elif isinstance(answer.value, ast.Constant | ast.IfExp | ast.Name):
            self.add(self.codes(answer.value), None, answer)
        self.generic_visit(answer)


@cache
def uses_in(package: str) -> tuple[Use, ...]:
    """Every code of a package."""
    folder = PACKAGES[package]
    inner = [other for other in PACKAGES.values() if folder in other.parents]
    files = [path for path in sorted(folder.rglob("*.py")) if not set(inner) & set(path.parents)]
    found = [use for path in files for use in Reader(path).uses]
    return (*found, *(named_duties(package) if package in PROGRAMMES else ()))


def named_duties(package: str) -> Iterator[Use]:
    """The duties to which a bundle gives a name of its own."""
    for policy in load_bundle(package).policies:
        if isinstance(rule := policy.settings.get("rule"), str):
            yield Use(f"duty.{rule}", None, f"{package}:{policy.id}")


# What the catalogues hold


@cache
def catalogue(package: str, language: str) -> Mapping[str, str]:
    """The texts of a package, as they are compiled; empty where it has none."""
    path = PACKAGES[package] / "locales" / language / "LC_MESSAGES" / "mentorcore.mo"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return texts(read_mo(file))


def written(package: str, language: str) -> Catalog:
    """The catalogue as people write it."""
    with (PACKAGES[package] / "locales" / language / "LC_MESSAGES" / "mentorcore.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def texts(found: Catalog) -> dict[str, str]:
    """Code to text."""
    return {str(message.id): str(message.string) for message in found if message.id}


def reach(package: str, language: str) -> dict[str, str]:
    """The texts that a package can count on: its own before those of the core."""
    return {**catalogue(CORE, language), **catalogue(package, language)}


def of_programme(package: str, language: str) -> dict[str, str]:
    """The texts of a whole programme: the bundle's before those of its plugins and of the core."""
    found: dict[str, str] = {}
    for name in (CORE, *PLUGINS, package):
        found |= catalogue(name, language)
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def family(code: str) -> str:
    return code.partition(".")[0]


# The tests


def test_the_code_is_read_as_it_is_written() -> None:
    """Were the reader blind, the tests below would find nothing to ask for."""
    by_code = {use.code: set(use.params or ()) for name in PACKAGES for use in uses_in(name)}
    assert by_code["match.over"] == {"id"}
    assert by_code["csv.cells_missing"] == {"expected", "found"}
    assert by_code["rule.nan"] == {"policy", "rule", "expected"}
    assert by_code["match.mentor_full"] == {"person", "capacity"}
    assert by_code["matching.nothing_shared"] == {"trait", "shared", "count"}
    assert by_code["duty.neutral-call"] == {"person", "match"}
    assert by_code["duty.repair-plan"] == set()
    assert {
        "csv.nul",
        "date.too_long_ago",
        "disclosure.no_ground",
        "grant.none",
        "keys.not_a_key_file",
        "matching.kept_apart",
        "matching.others_first",
        "message.closure.other.body",
        "message.introduction.subject",
        "message.no_safe_channel",
        "setup.required_grounds",
        "vetting.held",
    } <= set(by_code)
    assert not any(
        code.startswith(("record.", "matches.")) for code in by_code
    )  # events and verbs are not shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_whatever_can_be_said_has_a_text(package: str, language: str) -> None:
    known = reach(package, language)
    assert sorted({use.code for use in uses_in(package)} - set(known)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_texts_are_filled_by_what_comes_with_their_code(package: str, language: str) -> None:
    known = reach(package, language)
    holes = {
        f"{use.place} {use.code}": sorted(wanted)
        for use in uses_in(package)
        if use.params is not None
        and (wanted := placeholders(known.get(use.code, "")) - use.params - ADDED_LATER.get(use.code, set()))
    }
    assert holes == {}


@pytest.mark.parametrize("package", WITH_TEXTS)
def test_no_text_is_left_of_a_code_that_is_gone(package: str) -> None:
    said = {use.code for name in (CORE, package) for use in uses_in(name)}
    families = {family(code) for code in said} - LABELS
    assert (
        sorted(code for code in catalogue(package, "en") if family(code) in families and code not in said)
        == []
    )


@pytest.mark.parametrize("package", WITH_TEXTS)
def test_both_languages_say_the_same_things(package: str) -> None:
    """Help that stands in the code in English has no code, and needs French only."""
    english, french = (catalogue(package, language) for language in LANGUAGES)
    assert sorted(set(english) - set(french)) == []
    assert sorted(code for code in set(french) - set(english) if CODE.fullmatch(code)) == []
    assert {code for code in english if placeholders(english[code]) != placeholders(french[code])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", WITH_TEXTS)
def test_every_text_is_written_out_and_compiled(package: str, language: str) -> None:
    source = written(package, language)
    assert [str(message.id) for message in source if message.id and not str(message.string).strip()] == []
    assert [str(message.id) for message in source if message.id and message.fuzzy] == []
    assert str(source.locale) == language
    assert texts(source) == dict(catalogue(package, language))


def test_what_is_not_there_reads_like_what_may_not_be_seen() -> None:
    for language in LANGUAGES:
        assert placeholders(catalogue(CORE, language)["grant.none"]) == set()


def test_texts_name_commands_that_there_are() -> None:
    named = {
        command
        for package in WITH_TEXTS
        for language in LANGUAGES
        for text in catalogue(package, language).values()
        for command in re.findall(r"[“«] ?mentorcore ([^”»]+?) ?[”»]", text)
    }
    assert "db upgrade" in named
    assert {
        line for line in named if not any(f"{line} ".startswith(f"{path} ") for path in COMMANDS)
    } == set()


# Labels


def members(*kinds: type[Enum]) -> set[str]:
    return {str(member.value) for kind in kinds for member in kind}


def labels(found: Mapping[str, str], kind: str) -> set[str]:
    return {code.removeprefix(f"{kind}.") for code in found if code.startswith(f"{kind}.")}


def test_every_notion_of_the_core_has_a_label() -> None:
    known = catalogue(CORE, "en")
    states = members(RoleState, MatchState, DutyState, MessageState, concerns.ConcernState)
    clause_kinds = set(get_args(get_type_hints(Clause)["kind"]))
    wanted = {
        "access_kind": members(PassKind),
        "audit_outcome": {"done", "failed", "refused"},
        "concern_act": members(concerns.ConcernAct) | {"disclosure", "resolve"},
        "concern_kind": members(concerns.ConcernKind),
        "concern_outcome": set(OUTCOMES),
        "concern_risk": members(concerns.ConcernRisk),
        "concern_wish": members(concerns.ConcernWish),
        "consent_way": members(ConsentWay),
        "end": members(EndKind),
        "deviation": members(sessions.Deviation),
        "session_state": members(sessions.SessionState),
        "task_state": members(TaskState),
        "whose": members(sessions.CancelledBy),
        "record_kept": {sessions.HERE, sessions.EMAIL},
        "offered_to": {EITHER, "mentee"},
        "looked_back": members(ReflectionHow),
        "calendar": members(SittingKind) - {SittingKind.CONCERN} | {SESSION_ENTRY},
        "counted_from": set(get_args(CountedFrom)),
        "form_use": set(get_args(FormUse)),
        "hold_ground": members(HoldGround),
        "not_shown": set(NOT_SHOWN),
        "record_means": members(RecordKind) | {"erasure-request"},
        "retention_kind": set(RETENTION_KINDS),
        "retention_then": set(get_args(Then)),
        "kind": clause_kinds | set(ids.KINDS.values()),
        "purpose": set(PURPOSES),
        "record": members(RecordKind) | {"erasure-request"},
        "relation": set(RELATIONS),
        "side": {"mentee", "mentor"},
        "survey_state": {"answered", "destroyed", "draft", "open", "replaced"},
        "timing": {"early", "late", "on-the-day"},
        "state": states,
        "tier": set(CONTENTS),
        "verdict": members(Verdict) - {""},
        "talked_over": members(TalkedOver),
        "waits_for": {"person", "staff"},
    }
    assert {kind: labels(known, kind) for kind in wanted} == wanted


@cache
def bundle_of(package: str) -> Bundle:
    return load_bundle(package)


@pytest.mark.parametrize("package", PROGRAMMES)
def test_every_part_of_a_programme_has_a_label(package: str) -> None:
    bundle = bundle_of(package)
    wanted = {
        "role": {role.id for role in bundle.roles},
        "tier": {tier.id for tier in bundle.tiers},
        "channel": {channel.id for channel in bundle.channels},
        "document": {document.id for document in bundle.documents},
        "form": {form.id for form in bundle.forms},
        "question": {question.id for question in bundle.questions},
        "field": {question.id for question in bundle.questions},
        "trait": {question.id for question in bundle.questions if question.trait},
        "option": {
            f"{question.id}.{option.id}" for question in bundle.questions for option in question.options
        },
        "purpose": set(bundle.purposes),
    }
    for language in bundle.programme.languages:
        own = catalogue(package, language)
        assert {kind: labels(own, kind) for kind in wanted} == wanted


@pytest.mark.parametrize("package", PROGRAMMES)
def test_labels_of_options_are_those_of_the_form(package: str) -> None:
    """What the export calls an option, and what we call it, is the same in the language of the form."""
    bundle = bundle_of(package)
    words = catalogue(package, bundle.programme.languages[0])
    if bundle.imports is not None:
        exported = {
            f"option.{question}.{option}": label
            for question, values in bundle.imports.values.items()
            for label, option in values.items()
            if option not in ("yes", "no")
        }
        assert {code: words[code] for code in exported} == exported


# What messages may tell


def message_texts(package: str, language: str) -> dict[str, str]:
    """The words of messages of a programme, without the codes of refusals."""
    found = of_programme(package, language)
    kept = ("subject", "body", "shown", "neutral_sender")
    return {code: text for code, text in found.items() if family(code) == "message" and code.endswith(kept)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PROGRAMMES)
def test_core_2_no_title_tells_what_the_programme_is(package: str, language: str) -> None:
    (definition,) = (p for p in bundle_of(package).policies if p.use == "confidentiality.neutral_titles")
    policy = NeutralTitles(tuple(definition.settings["words"]))
    plan, told = SafetyPlan(channels=("sms",)), message_texts(package, language)

    def held(text: str) -> bool:
        return policy.may_send(Draft("message", text, "", "sms"), plan) is not None

    assert held(f"About {definition.settings['words'][0]}")
    assert len([code for code in told if code.endswith(".subject")]) >= 8
    assert [code for code, text in told.items() if code.endswith(".subject") and held(text)] == []
    assert [code for code, text in told.items() if held(text)] == []  # nor does a body that others look at


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PROGRAMMES)
def test_no_message_tells_that_there_is_a_concern(package: str, language: str) -> None:
    told = message_texts(package, language)
    assert [code for code, text in told.items() for word in TELLING if word in text.casefold()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PROGRAMMES)
def test_titles_name_neither_the_organisation_nor_the_recipient(package: str, language: str) -> None:
    header = bundle_of(package).programme
    told = message_texts(package, language)
    telling = [
        word for word in header.name.casefold().split() if len(word) > 3
    ]  # "at" and "the" tell nothing
    names = {header.id.casefold(), *telling}
    titles = {code: text for code, text in told.items() if code.endswith((".subject", "neutral_sender"))}
    assert [code for code, text in titles.items() if names & set(text.casefold().split())] == []
    assert [code for code, text in titles.items() if placeholders(text)] == []
