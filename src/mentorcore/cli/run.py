"""One run of a command: its settings, the programme it opens, who acts, and what it prints."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentorcore.cli.asking import collect
from mentorcore.cli.config import Settings, resolve
from mentorcore.cli.logfile import start_logging
from mentorcore.cli.options import Given
from mentorcore.cli.params import Asked
from mentorcore.domain.errors import InputFault

if TYPE_CHECKING:
    from mentorcore.cli.render.page import Page
    from mentorcore.desk.desk import Desk
    from mentorcore.domain.bundle import Bundle
    from mentorcore.engine.texts import Texts
    from mentorcore.programme import Programme


def account() -> str:
    """The system's name of who runs the command; by the process, since anybody can set an environment."""
    try:
        import pwd
    except ImportError:  # no such thing on Windows
        import getpass

        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid:{os.getuid()}"


class Run:
    """One run of a command.

    Args:
        given: what was typed among the options of every command.
        language: ``en`` or ``fr``.
        own: the words of the command line.
    """

    def __init__(self, given: Given, language: str, own: Texts) -> None:
        self.given = given
        self.language = language
        self.own = own
        self.settings: Settings = resolve(given, os.environ, Path.cwd())
        self._programme: Programme | None = None
        self._bundle: Bundle | None = None
        self._stop_logging = start_logging(self.settings.log, self.settings.log_level)
        if self.settings.json:
            given.values["json"] = True  # also for errors, wherever it was said

    def text(self, code: str, **params: Any) -> str:
        """A text of the command line in her language."""
        return self.own.say(code, self.language, params)

    @property
    def name(self) -> str:
        """Name of the programme: the one that was said, or the only one installed.

        Raises:
            InputFault: none was said, and there is not exactly one.
        """
        if self.settings.programme:
            return self.settings.programme
        from mentorcore.loading.plugins import programmes

        installed = programmes()
        if len(installed) != 1:
            raise InputFault.one("cli.no_programme", "--programme", known=", ".join(installed))
        return installed[0]

    @property
    def bundle(self) -> Bundle:
        """The programme's bundle; the database is not needed for it."""
        if self._programme is not None:
            return self._programme.bundle
        if self._bundle is None:
            from mentorcore.loading.bundle import load_bundle
            from mentorcore.loading.plugins import programme_package

            self._bundle = load_bundle(programme_package(self.name))
            self.given.packages = (self._bundle.package,)
        return self._bundle

    @property
    def texts(self) -> Texts:
        """The words of the programme: with its policies' where it is open, the bundle's alone where not."""
        if self._programme is not None:
            return self._programme.context.texts
        from mentorcore.engine.texts import Texts

        bundle = self.bundle
        return Texts((bundle.package, "mentorcore"), bundle.programme.languages)

    @property
    def programme(self) -> Programme:
        """The programme, opened when it is first needed.

        Raises:
            InputFault: database or keys were not said, or are not there.
        """
        if self._programme is None:
            from mentorcore.programme import Programme

            settings = self.settings
            require_database(settings)
            self._programme = Programme.open(
                self.name, settings.db, settings.key_file, master=settings.master_key_file
            )
            self.given.packages = self._programme.context.texts.packages
        return self._programme

    @property
    def day(self) -> date:
        """The day it concerns, in the programme's time zone: the one that was said, or today."""
        context = self.programme.context
        return self.settings.happened or context.day(context.store.clock.now())

    def desk(self) -> Desk:
        """The desk of whoever runs the command.

        Raises:
            Refused: the system's user is bound to nobody.
            InputFault: there is no such purpose.
        """
        from mentorcore.domain.decisions import Refusal
        from mentorcore.domain.errors import Refused
        from mentorcore.domain.ids import PERSON, parse_id

        programme, settings, user = self.programme, self.settings, account()
        me = programme.account_owner(user)
        if me is None:
            raise Refused([Refusal("cli.account_unknown", {"account": user})])
        purposes = programme.bundle.all_purposes
        if settings.purpose and settings.purpose not in purposes:
            raise InputFault.one("choice.unknown", "--purpose", allowed=", ".join(purposes))
        party = parse_id(settings.on_behalf_of, PERSON) if settings.on_behalf_of else ""
        return programme.desk(
            me, purpose=settings.purpose, on_behalf_of=party, how=settings.how, happened=settings.happened
        )

    def verb(self, verb: str, cls: type, values: Mapping[str, Any], asked: Sequence[Asked]) -> None:
        """Do one verb of the desk and show what came of it.

        Args:
            verb: facet and method, such as ``matches.accept``.
            cls: its command class.
            values: the parameters as typed.
            asked: the personal fields.
        """
        personal = {field.name for field in asked}
        typed = {
            name: value
            for name, value in values.items()
            if name not in personal and name != "from_" and value is not None
        }
        cls(**typed, **{field.name: "-" for field in asked})  # mistyped ids are told before anybody is asked
        fields = collect(self, asked, values, self.desk)
        self.show(verb, self.call(verb, cls(**typed, **fields)))

    def call(self, verb: str, command: Any) -> Any:
        """Let a verb of the desk happen."""
        facet_name, _, name = verb.replace("-", "_").partition(".")
        facet = getattr(self.desk(), facet_name)
        method: Callable[[Any], Any] = getattr(facet, name, None) or getattr(facet, f"{name}_")
        result = method(command)
        self.given.stored = True
        return result

    def show(self, verb: str, result: Any) -> None:
        """Print what came of a verb: a page for people, JSON for programs."""
        facet = verb.partition(".")[0]
        shapes = import_module(f"mentorcore.cli.render.{facet}").SHAPES
        key, page = shapes[verb]
        self.print(key, result, page)

    def print(self, key: str, value: Any, page: Callable[[Page, Any], None]) -> None:
        """Print a value: as JSON under a name (or by itself where the name is empty), or on a page."""
        if self.settings.json:
            from mentorcore.papers.plain import as_json

            click.echo(as_json({key: value} if key else value))
            return
        from mentorcore.cli.render.page import Page

        zone = self._programme.context.zone if self._programme is not None else UTC
        paper = Page(self.own, self._programme_texts(), self.language, zone)
        page(paper, value)
        click.echo(str(paper))

    def _programme_texts(self) -> Texts:
        """The programme's words where there is a programme, and the command line's own where not."""
        return self.texts if self._programme is not None or self._bundle is not None else self.own

    def close(self) -> None:
        """Let go of the database and of the log."""
        if self._programme is not None:
            self._programme.close()
        self._stop_logging()


def require_database(settings: Settings) -> None:
    """See that database and keys were said, and that a database file is there.

    Raises:
        InputFault: they were not, or it is not: a mistyped name must not make a new, empty database.
    """
    for value, option in ((settings.db, "--db"), (settings.key_file, "--key-file")):
        if not value:
            raise InputFault.one("cli.no_database", option)
    if "://" not in settings.db and not Path(settings.db).is_file():
        raise InputFault.one("cli.database_missing", "--db", file=settings.db)
