"""The entry point: groups and commands made of the table when they are named, and not before."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from mentorcore.cli.language import her_language, word
from mentorcore.cli.options import Given, general_options
from mentorcore.cli.table import COMMANDS, GROUPS, SECTIONS

PROGRAM = "mentorcore"


class Group(click.Group):
    """A word with further words after it; its commands are built only when they are typed.

    Args:
        path: the word, or empty for the command itself.
        language: of its help.
    """

    def __init__(self, path: str, language: str, **settings: Any) -> None:
        super().__init__(path or PROGRAM, **settings)
        self.path = path
        self.language = language

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002, click's signature
        """The words that can follow, in the order of the table."""
        if self.path:
            start = f"{self.path} "
            return [path.removeprefix(start) for path in COMMANDS if path.startswith(start)]
        return [name for section in SECTIONS for name in section.names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002, as above
        """The command of that word; building it imports what it needs."""
        path = f"{self.path} {cmd_name}".lstrip()
        if path in COMMANDS:
            from mentorcore.cli.leaf import build  # only for the one command that is typed

            return build(path, self.language)
        if path in GROUPS:
            return Group(path, self.language, add_help_option=False, params=[help_option(self.language)])
        return None

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What can follow, each with a line."""
        language = self.language
        prefix = f"{word('usage', language)} "
        formatter.write_usage(ctx.command_path, "COMMAND ...", prefix=prefix)
        formatter.write_paragraph()
        if self.path:
            formatter.write_text(self._pick(GROUPS[self.path]))
            with formatter.section(word("commands", language)):
                names = self.list_commands(ctx)
                formatter.write_dl([(name, self._pick(COMMANDS[f"{self.path} {name}"])) for name in names])
            return
        formatter.write_text(word("title", language))
        for section in SECTIONS:
            with formatter.section(self._pick(section)):
                formatter.write_dl([(name, self._pick(_row(name))) for name in section.names])
        with formatter.section(word("general", language)):
            shown = (option.get_help_record(ctx) for option in self.params)
            formatter.write_dl([record for record in shown if record is not None])
        formatter.write_paragraph()
        formatter.write_text(word("where", language))

    def _pick(self, texts: Sequence[Any]) -> str:
        return str(texts[0] if self.language == "en" else texts[1])


class Root(Group):
    """The command itself: whatever goes wrong below comes out as words, or as JSON, with an exit code."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:
        """Run one command and exit with its code; the arguments are click's."""
        words = list(sys.argv[1:] if args is None else args)
        given = Given()
        extra["standalone_mode"] = False
        try:
            code = super().main(words, prog_name or PROGRAM, obj=given, **extra)
            sys.stdout.flush()
        except (Exception, KeyboardInterrupt) as fault:
            from mentorcore.cli.boundary import explain  # only when something went wrong

            code = explain(fault, given, words, self.language)
        sys.exit(code if isinstance(code, int) else 0)


def _row(name: str) -> Sequence[Any]:
    return GROUPS.get(name) or COMMANDS[name]


def help_option(language: str) -> click.Option:
    """`--help` in her language."""

    def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()

    return click.Option(
        ["--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help=word("help", language),
        callback=show,
    )


def root(language: str = "") -> Root:
    """The whole command in a language; hers where not said."""
    chosen = language or her_language()
    params = [*general_options(chosen), help_option(chosen)]
    return Root("", chosen, add_help_option=False, params=params)


def main() -> NoReturn:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text streams of the interpreter
    root().main()
