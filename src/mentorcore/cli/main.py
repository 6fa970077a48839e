"""The entry point: groups and commands made of the table when they are named, and not before."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from mentorcore.cli.first import GROUPS, SECTIONS, SINGLE
from mentorcore.cli.language import her_language, word
from mentorcore.cli.options import Given, general_options

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
        if not self.path:
            return [name for section in SECTIONS for name in section.names]
        from mentorcore.cli.table import COMMANDS  # the first help page does without it

        start = f"{self.path} "
        return [path.removeprefix(start) for path in COMMANDS if path.startswith(start)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002, as above
        """The command of that word; building it imports what it needs."""
        path = f"{self.path} {cmd_name}".lstrip()
        if path in GROUPS:
            return Group(path, self.language, add_help_option=False, params=[help_option(self.language)])
        from mentorcore.cli.leaf import build  # only for the one command that is typed

        return build(path, self.language)

    def get_help(self, ctx: click.Context) -> str:
        """What can follow, each with a line. The lines are short: nothing has to be measured or wrapped."""
        from mentorcore.cli.table import COMMANDS  # as above

        names = self.list_commands(ctx)
        lines = [(name, self.pick(COMMANDS[f"{self.path} {name}"])) for name in names]
        return "\n".join(
            [
                *self.head(ctx, self.pick(GROUPS[self.path])),
                *part(heading(word("commands", self.language), self.language), lines),
            ]
        )

    def head(self, ctx: click.Context, words: str) -> list[str]:
        """How it is used, and what it is for."""
        return [
            f"{word('usage', self.language)} {ctx.command_path} {word('command', self.language)} ...",
            "",
            words,
        ]

    def pick(self, texts: Sequence[Any]) -> str:
        """The text in her language: English stands first."""
        return str(texts[0] if self.language == "en" else texts[1])


class Root(Group):
    """The command itself: whatever goes wrong below comes out as words, or as JSON, with an exit code."""

    def main(  # type: ignore[override]  # click declares two ways to end; ours is to exit with a code
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run one command and exit with its code; the arguments are click's."""
        words = list(sys.argv[1:] if args is None else args)
        given = Given()
        extra["standalone_mode"] = False
        try:
            code = super().main(words, prog_name or PROGRAM, obj=given, **extra)
            sys.stdout.flush()
        except SystemExit:
            code = 0  # click ends like this where nobody reads any further; what was asked for was done
        except (Exception, KeyboardInterrupt) as fault:
            from mentorcore.cli.boundary import explain  # only when something went wrong

            code = explain(fault, given, words, self.language)
        sys.exit(code if isinstance(code, int) else 0)

    def get_help(self, ctx: click.Context) -> str:
        """The first page: every word that can follow, and the options of every command."""
        language = self.language
        lines = self.head(ctx, word("title", language))
        for section in SECTIONS:
            rows = [(name, self.pick(GROUPS.get(name) or SINGLE[name])) for name in section.names]
            lines += part(heading(self.pick(section), language), rows)
        options = [
            (f"{param.opts[0]} {param.metavar or ''}", str(param.help))
            for param in self.params
            if isinstance(param, click.Option)
        ]
        lines += [*part(heading(word("general", language), language), options), "", word("where", language)]
        return "\n".join(lines)


def heading(title: str, language: str) -> str:
    """A title with its colon, which French keeps at a distance."""
    return f"{title} :" if language == "fr" else f"{title}:"


def part(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    """A part of a help page: names and what they are, in two columns."""
    width = max(len(name) for name, _ in rows)
    return ["", title, *(f"  {name.ljust(width)}  {words}" for name, words in rows)]


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
    gc.set_threshold(100_000)  # a short life: looking for garbage among freshly loaded modules finds none
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text streams of the interpreter
    try:
        root().main()
    finally:
        gc.freeze()  # it ends here: Python would look through everything once more, only to free it all at once
