"""Counting answers: which values of a form count, and moving the counts; nothing of it leads to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from mentorcore.domain.bundle import Bundle, Question
from mentorcore.domain.forms import LATER
from mentorcore.domain.people import Answer
from mentorcore.domain.secret import revealed
from mentorcore.domain.surveys import Tally
from mentorcore.engine.form_answers import FilledForm
from mentorcore.storage import surveys
from mentorcore.storage.transaction import Tx

Counted = tuple[tuple[str, str], ...]
"""Question and value of every answer that counts; the empty value stands for having answered the question."""

ANSWERED = ""


def counted(bundle: Bundle, filled: FilledForm) -> Counted:
    """The answers of a form that count."""
    asked = [question for question in bundle.questions_of(filled.form) if question.counted]
    return tuple(
        (question.id, value)
        for question in asked
        if question.id in filled.answers
        for value in _values(filled.answers[question.id])
    )


def _values(answer: Answer) -> tuple[str, ...]:
    """The values that an answer counts for; one that was put off counts for none.

    They are revealed: an option of the bundle is nothing personal by itself, and a mask would count for every answer.
    """
    answer = revealed(answer)
    if answer is None or answer == LATER:
        return ()
    if isinstance(answer, bool):
        return (ANSWERED, "yes" if answer else "no")
    if isinstance(answer, tuple):
        return (ANSWERED, *answer)
    return (ANSWERED, str(answer))


def possible(question: Question) -> tuple[str, ...]:
    """The values that the answers of a counted question can have."""
    if question.kind == "yes-no":
        return ("yes", "no")
    if question.kind == "scale":
        return tuple(str(number) for number in range(question.least, question.most + 1))
    return question.option_ids


def move(tx: Tx, form: str, version: str, *, out: Iterable[Iterable[str]] = (), into: Counted = ()) -> None:
    """Take answers out of the counts of a form, and put others in.

    Args:
        tx: the transaction.
        form: id of the form.
        version: the version of its questions.
        out: what was counted before, also as it comes out of an envelope.
        into: what counts now.
    """
    changes: Counter[tuple[str, str]] = Counter(into)
    changes.subtract((question, value) for question, value in out)
    surveys.count(tx, form, version, {place: change for place, change in changes.items() if change})


def figures_of(bundle: Bundle, found: Iterable[Tally], *, survey: str = "") -> tuple[Tally, ...]:
    """The counts of surveys with a zero for every value that nobody chose, in the order of the questions.

    Args:
        bundle: the programme.
        found: the counts that are kept, of older versions too.
        survey: only this form; empty for all.
    """
    held: Mapping[tuple[str, str, str, str], Tally] = {
        (tally.form, tally.version, tally.question, tally.value): tally for tally in found
    }
    now: dict[tuple[str, str, str, str], Tally] = {}
    for form in bundle.forms:
        for question in bundle.questions_of(form.id) if form.use in ("survey", "reflection") else ():
            for value in (ANSWERED, *possible(question)) if question.counted else ():
                place = (form.id, form.version, question.id, value)
                now[place] = held.get(place, Tally(*place, count=0))
    older = {place: tally for place, tally in held.items() if place not in now}
    return tuple(tally for tally in (*now.values(), *older.values()) if survey in ("", tally.form))
