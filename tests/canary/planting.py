"""Where canaries come from: every value that anybody tells is one of a kind, valid, and known by whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from attrs import define, field, frozen
from tests.support.canaries import Aviary

from mentorcore.domain.bundle import Bundle, Question
from mentorcore.testing import Trial

FIRST_DAY = date(1931, 1, 1)
"""Days of birth begin here: nobody and nothing else is of that year, and whoever is born then is old enough."""
LAST_YEAR = 1938
TYPED = "typed"
"""Whose a canary is that is typed during the sweep, before it is known whose it becomes."""


@frozen(order=True)
class Label:
    """What a canary is.

    Args:
        whose: public id of the person whose value it is, or `TYPED`.
        kind: what is disclosed together: a tier of the bundle, or a word of the table of entitlements.
    """

    whose: str
    kind: str


class Garden(Aviary):
    """Makes canaries, and knows of each whose it is and of what kind."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: dict[str, str] = {}
        self.days: dict[date, Label] = {}
        self.values: dict[str, str] = {}
        self._shapes = 0

    def __len__(self) -> int:
        return len(self.kinds) + len(self.days)

    def text(self, kind: str, whose: str = TYPED) -> str:
        """A word of letters, which can be a name, a place or an account."""
        return self._noted(self.word(whose), kind)

    def address(self, kind: str, whose: str = TYPED) -> str:
        """An e-mail address."""
        return self._noted(self.mail(whose), kind)

    def number(self, kind: str, whose: str = TYPED) -> str:
        """A phone number as people write them: each time in another of four forms."""
        digits = self._noted(self.phone(whose), kind).removeprefix("+41")
        self._shapes += 1
        spaced = f"{digits[:2]} {digits[2:5]} {digits[5:7]} {digits[7:]}"
        forms = (f"+41{digits}", f"0{spaced}", f"0041 {spaced}", f"0{spaced}".replace(" ", "/", 1))
        return forms[self._shapes % len(forms)]

    def day(self, kind: str, whose: str = TYPED) -> str:
        """A day of birth, as yyyy-mm-dd."""
        day = FIRST_DAY + timedelta(days=2 * len(self.days))
        assert day.year <= LAST_YEAR
        self.days[day] = Label(whose, kind)
        return day.isoformat()

    def answers(self, bundle: Bundle, form: str, whose: str = TYPED) -> dict[str, str]:
        """A canary for every question of a form that takes more than a choice; what belongs to a pair is of the kind
        of its form."""
        asked = bundle.form(form)
        use = asked.use if asked is not None else ""
        found = ((q.id, self._answer(q, q.tier or use, whose)) for q in bundle.questions_of(form))
        return {name: answer for name, answer in found if answer}

    def _answer(self, question: Question, kind: str, whose: str) -> str:
        match question.kind:
            case "text" | "long-text":
                return self.text(kind, whose)
            case "names":
                return f"{self.text(kind, whose)} {self.text(kind, whose)}"
            case "phone":
                return self.number(kind, whose)
            case "email":
                return self.address(kind, whose)
            case "date":
                return self.day(kind, whose)
            case _:
                return ""

    def belongs(self, old: str, new: str) -> None:
        """Who had a name of the test's own gets a public id."""
        self.rename(old, new)
        self.days = {
            day: Label(new, label.kind) if label.whose == old else label for day, label in self.days.items()
        }

    def label(self, tail: str) -> Label:
        """What the canary with these letters or digits at its end is; one that was cut short is nobody's."""
        owners = self.owners.get(tail.lower())
        if owners is None:
            return Label("?", "cut")
        (whose,) = owners
        return Label(whose, self.kinds[tail.lower()])

    def _noted(self, value: str, kind: str) -> str:
        tail = next(reversed(self.owners))
        self.kinds[tail], self.values[tail] = kind, value
        return value

    def first(self, whose: str, kind: str) -> str:
        """The first value of a kind that somebody told."""
        return next(self.values[tail] for tail in self.kinds if self.label(tail) == Label(whose, kind))


@define(eq=False)
class PlantingTrial(Trial):
    """A trial in which nobody answers anything but canaries.

    Args:
        garden: where they come from.
    """

    garden: Garden = field(kw_only=True)

    def answers(self, form: str, changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
        """Plain choices, and canaries for everything that is told in words, numbers or days."""
        plain = super().answers(form)
        planted = self.garden.answers(self.bundle, form, f"registration {self._count}")
        merged = {**plain, **planted, **(changes or {})}
        return {question: answer for question, answer in merged.items() if answer is not None}

    def applicant(self, form: str, **changes: str | None) -> str:
        """Somebody registers; their canaries are theirs from now on."""
        person = super().applicant(form, **changes)
        self.garden.belongs(f"registration {self._count}", person)
        return person

    def hire(self, role: str, *, called: str = "") -> str:
        """A member of staff with a name that is a canary."""
        whose = f"{role} {len(self.garden)}"
        person = super().hire(role, called=called or self.garden.text("staff", whose))
        self.garden.belongs(whose, person)
        return person
