"""Queries about surveys, and the counts of what all answered."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from mentorcore.domain.surveys import Survey, Tally
from mentorcore.storage.codec import fact, row
from mentorcore.storage.tables import surveys, tallies
from mentorcore.storage.transaction import Tx

Place = tuple[str, str]
"""A question and one value of it."""


def add_survey(tx: Tx, survey: Survey) -> None:
    """Store that a survey was answered; the key of the table refuses a second one for the same occasion."""
    tx.add(surveys, row(survey))


def save_survey(tx: Tx, survey: Survey) -> None:
    """Store what became of an answered survey."""
    where = (
        surveys.c.match == survey.match,
        surveys.c.person == survey.person,
        surveys.c.form == survey.form,
        surveys.c.occasion == survey.occasion,
    )
    tx.run(update(surveys).where(*where).values(**row(survey)))


def surveys_of(tx: Tx, person: str, *, match: str = "") -> tuple[Survey, ...]:
    """What somebody answered, oldest first.

    Args:
        tx: the transaction.
        person: public id.
        match: only in this match; empty for all.
    """
    query = select(surveys).where(surveys.c.person == person)
    if match:
        query = query.where(surveys.c.match == match)
    query = query.order_by(surveys.c.answered_on, surveys.c.match, surveys.c.form, surveys.c.occasion)
    return tuple(fact(Survey, line) for line in tx.rows(query))


def survey(tx: Tx, match: str, person: str, form: str, occasion: str) -> Survey | None:
    """One answered survey, or None."""
    found = surveys_of(tx, person, match=match)
    return next((one for one in found if (one.form, one.occasion) == (form, occasion)), None)


def count(tx: Tx, form: str, version: str, changes: Mapping[Place, int]) -> None:
    """Add to the counts of a form, or take from them.

    Args:
        tx: the transaction.
        form: id of the form.
        version: the version of its questions.
        changes: question and value to how many are added; negative ones are taken away.
    """
    held = {(tally.question, tally.value): tally for tally in tallies_of(tx, form=form, version=version)}
    for (question, value), change in changes.items():
        tally = held.get((question, value))
        if tally is None:
            tx.add(tallies, row(Tally(form, version, question, value, change)))
        elif change:
            where = (
                tallies.c.form == form,
                tallies.c.version == version,
                tallies.c.question == question,
                tallies.c.value == value,
            )
            tx.run(update(tallies).where(*where).values(count=tally.count + change))


def tallies_of(tx: Tx, *, form: str = "", version: str = "") -> tuple[Tally, ...]:
    """The counts: of all forms, of one, or of one version of it."""
    query = select(tallies).order_by(tallies.c.form, tallies.c.version, tallies.c.question, tallies.c.value)
    if form:
        query = query.where(tallies.c.form == form)
    if version:
        query = query.where(tallies.c.version == version)
    return tuple(fact(Tally, line) for line in tx.rows(query))
