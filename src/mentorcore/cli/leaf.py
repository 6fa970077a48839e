"""One command: its parameters, its help page, and its run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from mentorcore.cli.first import SINGLE, Row
from mentorcore.cli.language import LANGUAGES, word
from mentorcore.cli.main import PROGRAM, heading, help_option
from mentorcore.cli.options import Given, general_options
from mentorcore.cli.params import Asked, Param, of_class, records, to_click
from mentorcore.engine.texts import Texts

if TYPE_CHECKING:
    from mentorcore.cli.run import Run

Values = Mapping[str, Any]
Body = Callable[["Run", Values], None]
OWN_PACKAGES = ("mentorcore.cli", "mentorcore")
FROM = Param("from_", "", "option", required=False, metavar="FILE")


@frozen
class Own:
    """A command that is more than one verb of the desk.

    Args:
        body: what it does, given the run and the values of its parameters.
        params: its parameters.
        asked: personal values that it asks for or reads with ``--from``.
        without: options of every command that it has for itself.
    """

    body: Body
    params: tuple[Param, ...] = ()
    asked: tuple[Asked, ...] = ()
    without: tuple[str, ...] = ()


class Leaf(click.Command):
    """A command at the end of a path.

    Args:
        path: its words.
        row: what the table says.
        own: what it takes and does.
        language: of its help page.
    """

    def __init__(self, path: str, row: Row, own: Own, language: str) -> None:
        self.path, self.row, self.own, self.language = path, row, own, language
        self.texts = Texts(OWN_PACKAGES, LANGUAGES)
        self.shown_params = (*own.params, FROM) if own.asked else own.params
        params = [to_click(param, self.translated) for param in self.shown_params]
        params += general_options(language, hidden=True, without=own.without)
        params.append(help_option(language))
        super().__init__(path.rpartition(" ")[2], params=params, add_help_option=False)

    def translated(self, text: str) -> str:
        """A help text in her language."""
        return text if self.language == "en" else self.texts.say(text, self.language)

    def invoke(self, ctx: click.Context) -> None:
        """Do what the command does."""
        from mentorcore.cli.logfile import log_stopped  # help pages do without both
        from mentorcore.cli.run import Run

        run = Run(ctx.find_object(Given) or Given(), self.language, self.texts)
        try:
            self.own.body(run, ctx.params)
        except Exception as fault:
            if run.settings.log is not None:
                log_stopped(fault)
            raise
        finally:
            run.close()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, what it does, what it takes, what it asks for, and an example."""
        language = self.language
        arguments = [param for param in self.own.params if param.place == "argument"]
        options = [param for param in self.own.params if param.place != "argument"]
        usage = " ".join(param.shown if param.required else f"[{param.shown}]" for param in arguments)
        formatter.write_usage(ctx.command_path, usage, prefix=f"{word('usage', language)} ")
        formatter.write_paragraph()
        formatter.write_text(f"{self.row.en if language == 'en' else self.row.fr}.")
        lines = records(options, self.translated, lambda name: word(name, language))
        if self.own.asked:
            lines.append(("--from FILE", word("--from", language)))
        self._section(
            formatter, "arguments", records(arguments, self.translated, lambda n: word(n, language))
        )
        self._section(formatter, "options", [*lines, ("--help", word("help", language))])
        asked = [
            (found.name, self.translated(found.help)) for found in self.own.asked if not found.on_request
        ]
        self._section(formatter, "asked", asked)
        with formatter.section(self._title("example")):
            formatter.write(f"  {PROGRAM} {self.row.example}\n")  # whole, so that it can be copied
        formatter.write_paragraph()
        formatter.write_text(word("more", language))

    def _title(self, name: str) -> str:
        return heading(word(name, self.language), self.language).removesuffix(":")  # which click adds

    def _section(self, formatter: click.HelpFormatter, name: str, lines: list[tuple[str, str]]) -> None:
        if lines:
            with formatter.section(self._title(name)):
                formatter.write_dl(lines)


def command_class(row: Row) -> type:
    """The command class of a verb; importing it imports neither desk nor database."""
    module, _, name = row.command.partition(":")
    found: type = getattr(import_module(f"mentorcore.domain.commands.{module}"), name)
    return found


def build(path: str, language: str) -> Leaf | None:
    """The command at the end of a path; None where there is none."""
    row = SINGLE.get(path)
    if row is None:
        from mentorcore.cli.table import COMMANDS  # start-up: what is typed every day is one word

        row = COMMANDS.get(path)
    if row is None:
        return None
    if row.own:
        module, _, name = row.own.partition(":")
        own: Own = getattr(import_module(f"mentorcore.cli.commands.{module}"), name)
        return Leaf(path, row, own, language)
    cls = command_class(row)
    params, asked = of_class(cls)

    def body(run: Run, values: Values) -> None:
        run.verb(row.verb, cls, values, asked)

    return Leaf(path, row, Own(body, params, asked), language)
