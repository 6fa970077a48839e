"""The words of a sheet in its reader's language: sentences, labels, days and answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from attrs import frozen

from mentorcore.domain.bundle import Bundle
from mentorcore.domain.decisions import Reason
from mentorcore.domain.forms import LATER
from mentorcore.domain.secret import revealed
from mentorcore.engine.texts import Texts


@frozen
class Words:
    """The words of one sheet.

    Args:
        texts: the programme's.
        bundle: its values.
        language: the reader's; the programme's first where it does not speak theirs.
    """

    texts: Texts
    bundle: Bundle
    language: str

    def say(self, code: str, **params: Any) -> str:
        """A sentence."""
        return self.texts.say(code, self.language, params)

    def label(self, kind: str, name: str) -> str:
        """What a name of the programme is called; nothing for nothing."""
        return self.texts.label(kind, name, self.language) if name else ""

    def reason(self, reason: Reason) -> str:
        """A decision in words, without the clauses, which the reader does not know."""
        return self.texts.say(reason.code, self.language, reason.params)

    def day(self, day: date | str | None) -> str:
        """A day as the reader writes it, such as 3 February 2025; from a day or from yyyy-mm-dd."""
        if not day:
            return ""
        if isinstance(day, str):
            try:
                day = date.fromisoformat(day)
            except ValueError:
                return str(day)
        from babel.core import UnknownLocaleError  # few commands make a page
        from babel.dates import format_date

        plain = day.date() if isinstance(day, datetime) else day
        try:
            return format_date(plain, format="long", locale=self.language)
        except (UnknownLocaleError, ValueError):
            return plain.isoformat()

    def yes_no(self, value: object) -> str:
        """Yes or no."""
        return self.say("own.yes") if value else self.say("own.no")

    def answer(self, question_id: str, value: Any) -> str:
        """An answer in words: choices by their labels, days as days."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return self.yes_no(value)
        if isinstance(value, (list, tuple)):
            return self.listed(self.answer(question_id, item) for item in value)
        question = self.bundle.question(question_id)
        if question is not None and question.later and value == LATER:
            return self.label("put_off", LATER)
        if question is not None and question.kind == "date":
            return self.day(revealed(value))
        if question is not None and any(option.id == value for option in question.options):
            return self.texts.label(f"option.{question_id}", str(revealed(value)), self.language)
        return str(revealed(value))

    def listed(self, found: Iterable[str]) -> str:
        """Several things in a line."""
        return ", ".join(one for one in found if one)


def words_for(texts: Texts, bundle: Bundle, language: str) -> Words:
    """The words for a reader of a language."""
    return Words(texts, bundle, texts.language(language))
