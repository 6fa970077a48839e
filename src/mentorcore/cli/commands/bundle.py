"""Looking at the bundle: the emergency card, texts, forms, clauses, and the check. None of it opens the database."""

from __future__ import annotations

import json

import click
from attrs import evolve

from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Param
from mentorcore.cli.render import bundle as pages
from mentorcore.cli.render.bundle import Check, FormPage, Shown
from mentorcore.cli.run import Run
from mentorcore.domain.bundle import Bundle, DocumentDef, Form
from mentorcore.domain.errors import InputFault
from mentorcore.engine.form_schema import described_in, form_schema
from mentorcore.engine.register import clause_table
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks
from mentorcore.hooks.confidentiality import grants
from mentorcore.loading.plugins import build_policies

EMERGENCY = "emergency"


def shown_document(run: Run, document: DocumentDef, *, full: bool = True) -> Shown:
    """A text of the programme in her language."""
    title, body = run.texts.document(document.id, run.language)
    return Shown(document.id, document.version, title, body, full)


def the_document(bundle: Bundle, name: str) -> DocumentDef:
    """A document of the bundle.

    Raises:
        InputFault: there is none of that name.
    """
    found = bundle.document(name)
    if found is None:
        known = ", ".join(document.id for document in bundle.documents)
        raise InputFault.one("choice.unknown", "DOCUMENT", allowed=known)
    return found


def the_form(bundle: Bundle, name: str) -> Form:
    """A form of the bundle.

    Raises:
        InputFault: there is none of that name.
    """
    found = bundle.form(name)
    if found is None:
        raise InputFault.one("form.unknown", "FORM", forms=", ".join(form.id for form in bundle.forms))
    return found


def _emergency(run: Run, values: Values) -> None:
    document = run.bundle.document(EMERGENCY)
    if document is None:
        raise InputFault.one("cli.no_emergency")
    run.print("document", shown_document(run, document, full=bool(values["full"])), pages.document)


def _documents_list(run: Run, values: Values) -> None:  # noqa: ARG001, one signature for all
    found = [shown_document(run, document) for document in run.bundle.documents]
    rows = [{"id": text.id, "version": text.version, "title": text.title} for text in found]
    run.print("documents", rows, pages.documents)


def _documents_show(run: Run, values: Values) -> None:
    document = the_document(run.bundle, values["document"])
    run.print("document", shown_document(run, document), pages.document)


def _forms_list(run: Run, values: Values) -> None:  # noqa: ARG001
    run.print("forms", run.bundle.forms, pages.forms)


def _forms_show(run: Run, values: Values) -> None:
    bundle, texts = run.bundle, run.texts
    form = the_form(bundle, values["form"])
    if values["schema"]:
        click.echo(
            json.dumps(form_schema(bundle, form.id, language=run.language), ensure_ascii=False, indent=2)
        )
        return
    before = shown_document(run, the_document(bundle, form.before)) if form.before else None
    questions = tuple(
        {
            "id": question.id,
            "label": texts.label("question", question.id, run.language),
            "kind": question.kind,
            "required": question.required,
            "options": [option.id for option in question.options],
            "labels": [texts.label(f"option.{question.id}", o, run.language) for o in question.option_ids],
            "least": question.least if question.kind in ("number", "scale") else None,
            "most": question.most if question.kind in ("number", "scale") else None,
            "described": described_in(question, lambda kind, name: texts.label(kind, name, run.language)),
            "later": question.later,
            "document": question.document,
        }
        for question in bundle.questions_of(form.id)
    )
    run.print("", FormPage(form, before, questions), pages.form)


def _clauses(run: Run, values: Values) -> None:  # noqa: ARG001
    rows = [
        {
            "id": row.clause.id,
            "kind": row.clause.kind,
            "met": row.met,
            "policies": row.met_by,
            "tests": row.tests,
        }
        for row in clause_table(run.bundle)
    ]
    run.print("clauses", rows, pages.clauses)


def _check(run: Run, values: Values) -> None:  # noqa: ARG001
    bundle = run.bundle
    policies, _ = build_policies(bundle.policies, bundle)
    hooks = Hooks(ALL, policies)
    opened = tuple(
        evolve(grant, serves=grant.serves or answer.clauses)
        for answer in hooks.ask(grants)
        for grant in answer.items
    )
    check = Check(
        bundle.programme.id,
        bundle.programme.version,
        (*bundle.grants, *opened),
        tuple({"id": p.id, "use": p.use, "serves": p.serves} for p in bundle.policies),
        bundle.retention,
        tuple(row.clause.id for row in clause_table(bundle) if not row.met),
    )
    run.print("", check, pages.check)


emergency = Own(_emergency, (Param("full", "all of it", "flag", required=False),))
documents_list = Own(_documents_list)
documents_show = Own(_documents_show, (Param("document", "the text, such as code"),))
forms_list = Own(_forms_list)
forms_show = Own(
    _forms_show,
    (
        Param("form", "the form, such as mentee"),
        Param("schema", "its JSON Schema, for any front end", "flag", required=False),
    ),
)
clauses = Own(_clauses)
check = Own(_check)
