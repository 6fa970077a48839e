"""The parts of a bundle fit each other, or each misfit is told with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attrs import evolve

from mentorcore import load_bundle
from mentorcore.domain.bundle import Bundle, Channel, Clause, Form, Grant, Question, RoleDef
from mentorcore.domain.disclosure import CONTENTS
from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.domain.retention import RETENTION_KINDS
from mentorcore.loading.checks import check_bundle, known_verbs, problems_in

VPS = load_bundle("vps")
Change = Callable[[Bundle], Bundle]


def changed_in(bundle: Bundle, kind: str, parts: Any) -> Bundle:
    values: dict[str, Any] = {kind: parts}
    return evolve(bundle, **values)


def header(**values: Any) -> Change:
    return lambda bundle: evolve(bundle, programme=evolve(bundle.programme, **values))


def part(of: str, name: str, /, **values: Any) -> Change:
    """One part of the bundle with other values."""

    def change(bundle: Bundle) -> Bundle:
        parts = tuple(evolve(found, **values) if found.id == name else found for found in getattr(bundle, of))
        return changed_in(bundle, of, parts)

    return change


def more(kind: str, *found: Any) -> Change:
    return lambda bundle: changed_in(bundle, kind, (*getattr(bundle, kind), *found))


def without(kind: str, name: str) -> Change:
    def change(bundle: Bundle) -> Bundle:
        return changed_in(bundle, kind, tuple(found for found in getattr(bundle, kind) if found.id != name))

    return change


def imports(**values: Any) -> Change:
    def change(bundle: Bundle) -> Bundle:
        assert bundle.imports is not None
        return evolve(bundle, imports=evolve(bundle.imports, **values))

    return change


def columns(changes: Mapping[str, str | None]) -> Change:
    assert VPS.imports is not None
    merged = {**VPS.imports.columns, **changes}
    return imports(columns={name: header for name, header in merged.items() if header is not None})


def unknown(where: str, found: str, known: list[str]) -> Problem:
    return Problem("setup.unknown_name", where, {"found": found, "known": ", ".join(sorted(known))})


def keeping(**values: Any) -> Change:
    """The one rule of retention with other values."""
    return lambda bundle: evolve(bundle, retention=(evolve(bundle.retention[0], **values),))


KEPT = "retention.message-words"
STAFF = ["coordinator", "committee"]
ROLES = [*STAFF, "mentee", "mentor"]
TIERS = [tier.id for tier in VPS.tiers]
READABLE = [*TIERS, *CONTENTS]
QUESTIONS = [question.id for question in VPS.questions]
CHANNELS = [channel.id for channel in VPS.channels]
DOCUMENTS = [document.id for document in VPS.documents]
EARLIER = Question("before", "text", ("mentee",), "notes")

CASES: dict[str, tuple[Change, Problem]] = {
    "a role twice": (more("roles", RoleDef("committee", "staff")), Problem("setup.twice", "roles", {"id": "committee"})),
    "a clause twice": (more("clauses", VPS.clauses[0]), Problem("setup.twice", "clauses", {"id": VPS.clauses[0].id})),
    "no such handler": (header(handler_role="boss"), unknown("programme.handler_role", "boss", STAFF)),
    "a handler who takes part": (header(handler_role="mentor"), unknown("programme.handler_role", "mentor", STAFF)),
    "no such fallback": (header(fallback_role="boss"), unknown("programme.fallback_role", "boss", STAFF)),
    "the handlers watch themselves": (
        header(fallback_role="coordinator"),
        Problem("setup.same_fallback", "programme.fallback_role"),
    ),
    "no language": (header(languages=()), Problem("setup.missing_key", "programme.languages")),
    "no such zone": (header(time_zone="Europe/Bern"), Problem("setup.time_zone", "programme.time_zone")),
    "a zone outside": (header(time_zone="../etc/passwd"), Problem("setup.time_zone", "programme.time_zone")),
    "holidays of nowhere": (
        header(subdivision="ZZ"),
        Problem("setup.subdivision", "programme.subdivision", {"found": "ZZ", "country": "CH"}),
    ),
    "no mentor": (part("roles", "mentor", side=""), Problem("setup.side", "roles", {"side": "mentor"})),
    "two mentors": (
        more("roles", RoleDef("guide", "participant", "mentor")),
        Problem("setup.side", "roles", {"side": "mentor"}),
    ),
    "no seat": (part("roles", "mentee", most=0), Problem("setup.at_least_one", "roles.mentee.most")),
    "an address nobody asks for": (
        part("channels", "sms", address="mobile"),
        unknown("channels.sms.address", "mobile", QUESTIONS),
    ),
    "a safe channel that does not exist": (
        without("channels", "signal"),
        unknown("questions.safe_channels.options", "signal", [name for name in CHANNELS if name != "signal"]),
    ),
    "a grant for nobody": (
        more("grants", Grant("boss", "any", ("support",))),
        unknown(f"grants[{len(VPS.grants) + 1}].role", "boss", ROLES),
    ),
    "a grant of no tier": (
        more("grants", Grant("mentee", "any", ("support",), (), ("secrets",))),
        unknown(f"grants[{len(VPS.grants) + 1}].tiers", "secrets", READABLE),
    ),
    "a grant of no verb": (
        more("grants", Grant("mentee", "any", ("support",), ("participant.show",))),
        unknown(f"grants[{len(VPS.grants) + 1}].verbs", "participant.show", list(known_verbs())),
    ),
    "a clause that nobody wrote": (
        part("documents", "code", serves=("VPS-99",)),
        Problem("setup.unknown_clause", "documents.code", {"clause": "VPS-99"}),
    ),
    "words of messages kept twice": (
        more("retention", VPS.retention[0]),
        Problem("setup.twice", "retention", {"id": "message-words"}),
    ),
    "a retention of months and days": (keeping(days=3), Problem("setup.retention_time", KEPT)),
    "a retention of no time": (keeping(months=0), Problem("setup.retention_time", KEPT)),
    "a retention of less than none": (keeping(months=-1, days=3), Problem("setup.retention_time", KEPT)),
    "a retention from another day": (
        keeping(counted_from="ended"),
        Problem("setup.retention_from", KEPT, {"expected": "sent"}),
    ),
    "a retention that does something else": (
        keeping(then="erase-person"),
        Problem("setup.retention_then", KEPT, {"expected": "destroy-words"}),
    ),
    "a retention of nothing known": (
        keeping(kind="photos"),
        unknown("retention.photos.kind", "photos", list(RETENTION_KINDS)),
    ),
    "a retention for a clause that nobody wrote": (
        keeping(serves=("VPS-99",)),
        Problem("setup.unknown_clause", KEPT, {"clause": "VPS-99"}),
    ),
    "two meanings": (
        more("questions", Question("mobile", "phone", ("mentee",), "contact", means="phone")),
        Problem(
            "setup.meaning_twice",
            "questions.mobile.means",
            {"means": "phone", "first": "phone", "second": "mobile"},
        ),
    ),
    "a question of no tier": (part("questions", "remarks", tier="secrets"), unknown("questions.remarks.tier", "secrets", TIERS)),
    "an acceptance of nothing": (
        part("questions", "code", document="cod"),
        unknown("questions.code.document", "cod", DOCUMENTS),
    ),
    "a choice of nothing": (
        part("questions", "proceedings", options=()),
        Problem("setup.missing_key", "questions.proceedings.options"),
    ),
    "a question of no form": (
        part("questions", "remarks", forms=("mentee", "guest")),
        unknown("questions.remarks.forms", "guest", ["mentee", "mentor"]),
    ),
    "CORE-3, free text": (
        part("questions", "remarks", tier="grounds", required=True),
        Problem("setup.required_account", "questions.remarks", {"clause": "CORE-3"}),
    ),
    "CORE-3, a list": (
        part("questions", "experience", required=True),
        Problem("setup.required_grounds", "questions.experience", {"clause": "CORE-3"}),
    ),
    "a form for staff": (part("forms", "mentee", role="coordinator"), unknown("forms.mentee.role", "coordinator", ["mentee", "mentor"])),
    "a form after nothing": (part("forms", "mentee", before="x"), unknown("forms.mentee.before", "x", DOCUMENTS)),
    "safety comes second": (
        lambda bundle: evolve(bundle, questions=(EARLIER, *bundle.questions)),
        Problem("setup.safety_first", "forms.mentee", {"question": "safe_channels"}),
    ),
    "an export of no form": (
        imports(forms={"Guest": "guest", "Mentee": "mentee"}),
        unknown("imports.forms.Guest", "guest", ["mentee", "mentor"]),
    ),
    "a column of no question": (columns({"shoe_size": "Shoes"}), unknown("imports.columns", "shoe_size", QUESTIONS)),
    "a column twice": (columns({"phone": "Courriel"}), Problem("setup.twice", "imports.columns", {"id": "Courriel"})),
    "the form's own column twice": (
        columns({"phone": VPS.imports.form_column if VPS.imports else ""}),
        Problem("setup.twice", "imports.columns", {"id": VPS.imports.form_column if VPS.imports else ""}),
    ),
    "no column for what is required": (columns({"called": None}), Problem("setup.missing_key", "imports.columns.called")),
    "values of no question": (imports(values={"shoe_size": {"a": "b"}}), unknown("imports.values", "shoe_size", QUESTIONS)),
    "a value of no option": (
        imports(values={"proceedings": {"Aucune": "nothing"}}),
        unknown(
            "imports.values.proceedings.Aucune",
            "nothing",
            ["none", "considered", "opened-recently", "ongoing", "finished"],
        ),
    ),
    "a value that is neither yes nor no": (
        imports(values={"voicemail": {"Oui": "oui"}}),
        unknown("imports.values.voicemail.Oui", "oui", ["no", "yes"]),
    ),
}  # fmt: skip


def test_the_bundle_of_vps_has_no_fault() -> None:
    assert problems_in(VPS) == []
    check_bundle(VPS)


@pytest.mark.parametrize(("change", "problem"), CASES.values(), ids=CASES)
def test_a_misfit_is_told_with_its_place(change: Change, problem: Problem) -> None:
    with pytest.raises(SetupFault) as caught:
        check_bundle(change(VPS))

    assert caught.value.problems == (problem,)


def test_an_unknown_kind_and_meaning_tell_what_is_known() -> None:
    found = problems_in(part("questions", "remarks", kind="essay", means="life")(VPS))

    assert [(problem.where, problem.params["found"]) for problem in found] == [
        ("questions.remarks.kind", "essay"),
        ("questions.remarks.means", "life"),
    ]


def test_unknown_purposes_and_those_of_the_bundle() -> None:
    odd = more("grants", Grant("mentee", "any", ("curiosity",)))(VPS)

    assert [problem.params["found"] for problem in problems_in(odd)] == ["curiosity"]
    assert problems_in(evolve(odd, purposes=("curiosity",))) == []


def test_all_misfits_are_told_at_once() -> None:
    bundle = VPS
    for change, _ in (
        CASES["no such zone"],
        CASES["no seat"],
        CASES["a grant for nobody"],
        CASES["CORE-3, a list"],
    ):
        bundle = change(bundle)

    assert len(problems_in(bundle)) == 4


def test_a_bundle_without_a_map_needs_none() -> None:
    assert problems_in(evolve(VPS, imports=None)) == []


def test_the_core_holds_the_bundle_to_its_clauses() -> None:
    clause = Clause("X-1", "here", "guidance", "core", "Be kind.", "Ask.")

    assert problems_in(evolve(VPS, clauses=(*VPS.clauses, clause))) == []
    assert problems_in(without("clauses", "CORE-3")(VPS)) != []


def test_a_form_without_questions_is_no_fault() -> None:
    assert problems_in(more("forms", Form("later", "mentee"))(VPS)) == []


def test_a_channel_without_an_address_is_no_fault() -> None:
    assert problems_in(more("channels", Channel("letter"))(VPS)) == []


def test_the_verbs_are_those_of_the_desk() -> None:
    assert {"matches.accept", "privacy.erase", "audit.verify"} <= known_verbs()
