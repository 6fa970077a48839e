"""How much is planted, and where: every personal field there is has a canary of its own."""

from __future__ import annotations

import attrs
from tests.canary import fields
from tests.canary.conftest import Planted
from tests.canary.planting import Garden
from tests.canary.steps import STEPS
from tests.support.verbs import VERBS, command_class

from mentorcore.cli.table import COMMANDS

LEAST = 300


def test_hundreds_are_planted_before_anything_is_typed(planted: Planted) -> None:
    values = {*planted.garden.values.values(), *(day.isoformat() for day in planted.garden.days)}

    assert planted.count >= LEAST
    assert len(values) >= planted.count


def test_every_personal_field_of_every_command_has_a_kind() -> None:
    typed = {name for path in COMMANDS for name in fields.asked(path)}
    classes = {command_class(verb) for verb in VERBS.values()}
    known = {
        f"{cls.__name__}.{found.name}"
        for cls in classes
        for found in attrs.fields(cls)
        if found.metadata.get("personal")
    }

    assert set(fields.KINDS) == typed | known


def test_fields_that_never_show_themselves_are_personal() -> None:
    """A field without a `repr` holds something about somebody: it is known as personal, and is planted."""
    hidden = {
        f"{command_class(verb).__name__}.{found.name}"
        for verb in VERBS.values()
        for found in attrs.fields(command_class(verb))
        if found.repr is False and not found.metadata.get("personal")
    }

    assert hidden == {"StageRegistrations.applications"}


def test_every_personal_field_is_typed_in_some_line(planted: Planted) -> None:
    typed: set[str] = set()
    for step in STEPS:
        path = next(p for p in (" ".join(step.line.split()[:2]), step.line.split()[0]) if p in COMMANDS)
        left_out = step.without.split()
        typed |= {name for name in fields.asked(path) if name.partition(".")[2] not in left_out}

    assert typed == set(fields.KINDS) - fields.OF_OTHERS


def test_every_question_of_the_forms_that_takes_words_is_planted(planted: Planted) -> None:
    for form in planted.bundle.forms:
        told = {question.id for question in planted.bundle.questions_of(form.id)}
        choices = {
            question.id
            for question in planted.bundle.questions_of(form.id)
            if question.kind in ("choice", "choices", "yes-no", "number", "acceptance", "scale")
        }
        assert set(Garden().answers(planted.bundle, form.id)) == told - choices


def test_what_is_shown_is_of_a_kind_that_is_planted(planted: Planted) -> None:
    kinds = {*planted.garden.kinds.values(), *fields.KINDS.values()}
    shown = {kind for step in STEPS for kind in f"{step.shows} {step.hidden} {step.committee}".split()}

    assert shown <= kinds
