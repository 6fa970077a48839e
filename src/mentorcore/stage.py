"""The stage of a programme's demonstration: who acts, on which day, and how what happens is told.

What stands on a line of its own after ``$`` is what the coordinator types. Below it stands what the software answers, in
its own words. People appear by their id and the name that they chose, never by anything else. A programme brings its
scenes and its sentences, and `mentorcore demo` calls its ``demo.tell``.
"""

from __future__ import annotations

import getpass
import os
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import define, field
from babel.dates import format_date

from mentorcore.desk.desk import Desk
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.participants import ShowParticipant
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.staff import BindAccount
from mentorcore.domain.decisions import Reason
from mentorcore.domain.errors import Refused, StoreError
from mentorcore.domain.ids import IdMaker, numbered_ids
from mentorcore.domain.secret import revealed
from mentorcore.engine.register import clause_table
from mentorcore.programme import Programme

DATABASE, KEYS, SETTINGS = "demo.db", "demo.keys", "mentorcore.toml"
WIDTH = 100  # characters of a line
NAMED = 2
"""How many of the parts that meet a clause are named."""
_FRENCH_SPACES = re.compile(r"(?<=«) | (?=[»;:?!])")
"""Spaces at which a French line is never broken."""


def morning(day: date, zone: ZoneInfo) -> datetime:
    """Eight in the morning of a day."""
    return datetime.combine(day, time(8), zone)


@define(eq=False)
class Stage:
    """Everything that a scene needs.

    Args:
        directory: where the database is made.
        say: takes one line of the story.
        language: of the story, ``fr`` or ``en``.
        words: name of a sentence to its text in that language; the braces are filled by the scene.
        zone: where the story takes place.
        clock: the demo's own.
        new_id: counts, so that the story is the same every time.
        cast: part in the story to public id, such as ``raiser``; scenes hand people on to later ones.
        teller: public id of the member of staff who types, once the programme is founded.
    """

    directory: Path
    say: Callable[[str], None]
    language: str
    words: Mapping[str, str]
    zone: ZoneInfo
    clock: ManualClock
    new_id: IdMaker = field(factory=numbered_ids)
    cast: dict[str, str] = field(factory=dict)
    teller: str = ""
    _programme: Programme | None = None
    _called: dict[str, str] = field(factory=dict)

    # The programme and its desks

    def found(self, bundle: Bundle, first_staff: str) -> None:
        """Make the database on a bundle, with its first member of staff."""
        database, keys = self.directory / DATABASE, self.directory / KEYS
        self._programme, self.teller = Programme.create(
            bundle, database, keys, first_staff=first_staff, clock=self.clock, new_id=self.new_id
        )

    def reopen(self, bundle: Bundle) -> None:
        """Open the same database with another bundle."""
        self.close()
        database, keys = self.directory / DATABASE, self.directory / KEYS
        self._programme = Programme.open(bundle, database, keys, clock=self.clock, new_id=self.new_id)

    def close(self) -> None:
        """Let go of the database, where one is open."""
        if self._programme is not None:
            self._programme.close()
            self._programme = None

    @property
    def programme(self) -> Programme:
        """The programme, once it is founded."""
        if self._programme is None:
            raise LookupError("the programme is not founded yet")
        return self._programme

    def desk(self, actor: str = "", *, purpose: str = "") -> Desk:
        """Somebody's desk; the teller's where nobody is named."""
        return self.programme.desk(actor or self.teller, purpose=purpose)

    def by_phone(self, person: str) -> Desk:
        """The teller's desk while they write down what somebody says on the phone."""
        return self.programme.desk(self.teller, on_behalf_of=person, how="phone")

    @property
    def today(self) -> date:
        """The day in the story."""
        return self.clock.now().astimezone(self.zone).date()

    # Telling

    def open_scene(self, name: str, day: date, clauses: Iterable[str]) -> None:
        """Move the clock to a morning and give the scene its title."""
        self.clock.set(morning(day, self.zone))
        self.say("")
        title = _capital(f"{self.day(day)} · {self.word(f'{name}.title')}  [{', '.join(clauses)}]")
        self.say(title)
        self.say("─" * min(len(title), WIDTH))

    def day(self, day: date) -> str:
        """A day in words."""
        text = format_date(day, "EEEE d MMMM y", locale=self.language)
        return text.replace(" 1 ", " 1er ") if self.language == "fr" else text

    def word(self, name: str, /, **params: object) -> str:
        """A sentence of the story."""
        return self.words[name].format(**{name: revealed(value) for name, value in params.items()})

    def tell(self, name: str, /, **params: object) -> None:
        """Tell what happens."""
        self._wrapped(_capital(self.word(name, **params)), "")

    def types(self, *commands: str) -> None:
        """Show what the teller types."""
        for command in commands:
            self.say(f"  $ mentorcore {command}")

    def answer(self, name: str, /, **params: object) -> None:
        """Show an answer in the story's words."""
        self._wrapped(self.word(name, **params), "    ")

    def show(self, text: str) -> None:
        """Show an answer in the software's words."""
        for line in text.splitlines():
            self._wrapped(line, "    ")

    def reason(self, reason: Reason) -> None:
        """Show a decision in words, with its clauses."""
        self.show(self.programme.context.texts.reason(reason, self.language))

    def refused(self, act: Callable[[], object]) -> None:
        """Do what a rule will not let happen, and show what it says.

        Raises:
            RuntimeError: nothing stopped it: the demo, or a rule, is wrong.
        """
        try:
            act()
        except Refused as refusal:
            for said in refusal.refusals:
                self.show(f"✗ {self.programme.context.texts.reason(said, self.language)}")
        else:
            raise RuntimeError("the demo expected a refusal")

    def about(self, person: str, reason: Reason) -> None:
        """Show a decision about somebody, with its clauses."""
        self.show(f"{self.who(person)}: {self.programme.context.texts.reason(reason, self.language)}")

    def who(self, person: str) -> str:
        """A person by id and the name that they chose."""
        return self.word("who", person=person, called=self.called(person))

    def called(self, person: str) -> str:
        """The name that somebody chose."""
        if person not in self._called:
            self._called[person] = self.desk().participants.show(ShowParticipant(person)).called
        return self._called[person]

    # What every story shows

    def figures(self, purpose: str = "") -> None:
        """Show the programme's figures; the story says ``end.figure`` (`name`, `value`).

        Args:
            purpose: for which the teller asks for them.
        """
        self.types("programme show")
        for indicator in self.desk(purpose=purpose).programme.show(ShowProgramme()):
            value = f"≈ {indicator.value}" if indicator.approximate else str(indicator.value)
            name = self.programme.context.texts.say(indicator.code, self.language)
            self.answer("end.figure", name=name, value=value)

    def clauses(self) -> None:
        """Show every clause of the programme with what meets it; those that nothing meets are named at the end.

        The story says ``clauses.row`` (`mark`, `clause`, `kind`, `met_by`, `tests`), ``clauses.met`` (`met`, `count`)
        and ``clauses.unmet`` (`unmet`).
        """
        self.types("programme clauses")
        rows = clause_table(self.programme.bundle)
        widest = max((len(row.clause.id) for row in rows), default=0)
        for row in rows:
            self.answer(
                "clauses.row",
                mark="✓" if row.met else "✗",
                clause=row.clause.id.ljust(widest),
                kind=self.programme.context.texts.label("kind", row.clause.kind, self.language),
                met_by=", ".join(row.met_by[:NAMED]) + (", …" if len(row.met_by) > NAMED else ""),
                tests=len(row.tests),
            )
        unmet = [row.clause.id for row in rows if not row.met]
        self.answer("clauses.met", met=len(rows) - len(unmet), count=len(rows))
        self.answer("clauses.unmet", unmet=", ".join(unmet) or "—")

    # What stays

    def refuse_second(self) -> None:
        """A demonstration is never written over: somebody may be at work in it.

        Raises:
            StoreError: ``files.exists``: there is one already; the sentence ``there_already`` was said.
        """
        places = [self.directory / name for name in (DATABASE, KEYS, SETTINGS)]
        found = [place for place in places if place.exists()]
        if found:
            self.tell("there_already", directory=self.directory)
            raise StoreError("files.exists", file=str(found[0]))

    def leave_open(self) -> str:
        """Write mentorcore.toml and bind whoever runs the demonstration to the teller; returns their account."""
        name = self.programme.bundle.programme.id
        settings = f'programme = "{name}"\ndb = "{DATABASE}"\nkey-file = "{KEYS}"\n'
        (self.directory / SETTINGS).write_text(settings, encoding="utf-8")
        account = system_user()
        self.desk().staff.bind(BindAccount(person=self.teller, account=account))
        return account

    def _wrapped(self, text: str, indent: str) -> None:
        tied = _FRENCH_SPACES.sub("\u00a0", text) if self.language == "fr" else text
        for line in textwrap.wrap(
            tied, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        ):
            self.say(line)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def system_user() -> str:
    """Name of the system's user who runs the demonstration, as the `mentorcore` command finds it.

    The process tells it, not the environment, which anybody can set.
    """
    try:
        import pwd  # not there on Windows
    except ImportError:
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid:{os.getuid()}"
