"""Pages about the bundle: texts, forms, clauses, grants and policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.bundle import Form, Grant, RetentionRule


@frozen
class Shown:
    """One of the programme's texts.

    Args:
        id: the document.
        version: its version.
        title, body: its words.
        full: whether all of it is printed.
    """

    id: str
    version: str
    title: str
    body: str
    full: bool = True


@frozen
class FormPage:
    """A form with the text before it.

    Args:
        form: the form.
        before: the text before it, or None.
        questions: its questions, with their names in her language.
    """

    form: Form
    before: Shown | None
    questions: tuple[dict[str, Any], ...]


@frozen
class Check:
    """What a bundle opens and keeps.

    Args:
        programme, version: which bundle.
        grants: every door, those of the policies included.
        policies: in the order they are asked, each with what it serves.
        retention: how long what is kept.
        unmet: clauses that nothing meets, or that no test shows.
    """

    programme: str
    version: str
    grants: tuple[Grant, ...]
    policies: tuple[dict[str, Any], ...]
    retention: tuple[RetentionRule, ...]
    unmet: tuple[str, ...] = field(factory=tuple)


def document(page: Page, text: Shown) -> None:
    """A text of the programme, or its beginning: up to its second part."""
    page.title("title.plain", words=text.title)
    parts = text.body.split("\n## ")
    page.write(text.body if text.full else "\n## ".join(parts[:2]))
    if not text.full and len(parts) > 2:
        page.blank()
        page.then("emergency --full")


def documents(page: Page, found: Sequence[Mapping[str, Any]]) -> None:
    """The programme's texts."""
    page.table(
        [Line((d["id"], d["version"], d["title"])) for d in found],
        ("head.document", "head.version", "head.title"),
    )
    page.then("documents show DOCUMENT")


def forms(page: Page, found: tuple[Form, ...]) -> None:
    """The forms: what each is for, and the version of those whose answers keep it."""
    lines = [
        Line(
            (
                form.id,
                page.label("form", form.id),
                page.label("role", form.role) if form.role else "",
                page.label("form_use", form.use),
                form.version if form.use != "registration" else "",
                ", ".join(form.occasions),
            )
        )
        for form in found
    ]
    heads = ("head.form", "head.title", "head.role", "head.purpose", "head.version", "head.occasion")
    page.table(lines, heads)
    page.then("forms show FORM", "participants apply FORM")


def form(page: Page, found: FormPage) -> None:
    """A form: the text before it, and its questions."""
    if found.before is not None:
        document(page, found.before)
    page.title("title.plain", words=page.label("form", found.form.id))
    lines = [
        Line((q["id"], q["label"], page.text("word.required") if q["required"] else "", _kind(page, q)))
        for q in found.questions
    ]
    page.table(lines, ("head.question", "head.what", "head.needed", "head.kind"))
    page.then(_next(found.form), f"forms show {found.form.id} --schema")


def _next(form: Form) -> str:
    if form.use == "survey":
        return f"surveys answer MATCH {form.id} OCCASION"
    return f"participants apply {form.id}" if form.use == "registration" else ""


def _kind(page: Page, question: Mapping[str, Any]) -> str:
    """How a question is answered, in her words."""
    if question["options"]:
        words = ", ".join(
            _option(*found) for found in zip(question["options"], question["labels"], strict=True)
        )
    elif question["kind"] == "scale":
        words = f"{question['least']}-{question['most']}"
    else:
        words = str(question["document"] or question["kind"])
    later = f"later ({page.label('put_off', 'later')})" if question["later"] else ""
    return "; ".join(found for found in (words, question["described"], later) if found)


def _option(option: str, label: str) -> str:
    return option if label in (option, "") else f"{option}: {label}"


def clauses(page: Page, found: Sequence[Mapping[str, Any]]) -> None:
    """Every clause: its kind, what meets it, the tests that show it."""
    lines = [
        Line(
            (
                row["id"],
                page.label("kind", row["kind"]),
                page.text("word.met" if row["met"] else "word.not_met"),
                ", ".join(row["policies"]),
                ", ".join(row["tests"]),
            )
        )
        for row in found
    ]
    page.table(lines, ("head.clause", "head.kind", "head.met", "head.policies", "head.tests"))


def check(page: Page, found: Check) -> None:
    """What a bundle opens and keeps."""
    page.say("page.bundle_fine", programme=found.programme, version=found.version)
    page.title("title.grants")
    lines = [
        Line(
            (
                page.label("role", grant.role),
                page.label("relation", grant.relation),
                ", ".join(page.label("purpose", purpose) for purpose in grant.purposes),
                ", ".join(page.label("tier", tier) for tier in grant.tiers),
                ", ".join(grant.verbs),
                ", ".join(grant.serves),
            )
        )
        for grant in found.grants
    ]
    page.table(
        lines, ("head.role", "head.relation", "head.purpose", "head.tiers", "head.verbs", "head.serves")
    )
    page.title("title.policies")
    policies = [Line((p["id"], p["use"], ", ".join(p["serves"]))) for p in found.policies]
    page.table(policies, ("head.policy", "head.use", "head.serves"))
    page.title("title.retention")
    if not found.retention:
        page.say("page.no_retention")
    rules = [Line(_rule(page, rule)) for rule in found.retention]
    page.table(rules, ("head.what", "head.how_long", "head.since", "head.then", "head.serves"))
    if found.unmet:
        page.title("title.unmet")
        page.write(", ".join(found.unmet))
        page.then("programme clauses")


def _rule(page: Page, rule: RetentionRule) -> tuple[str, ...]:
    time = (
        page.text("word.months", count=rule.months)
        if rule.months
        else page.text("word.days", count=rule.days)
    )
    return (
        page.label("retention_kind", rule.kind),
        time,
        page.label("counted_from", rule.counted_from),
        page.label("retention_then", rule.then),
        ", ".join(rule.serves),
    )
