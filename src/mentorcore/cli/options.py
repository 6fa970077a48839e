"""The options of every command: they can stand before the command, after it, in the environment or in a file."""

from __future__ import annotations

from typing import Any

import click

from mentorcore.cli.language import word

NAMES = (
    "--programme",
    "--db",
    "--key-file",
    "--master-key-file",
    "--purpose",
    "--happened",
    "--on-behalf-of",
    "--how",
    "--log",
    "--log-level",
    "--json",
)
_METAVARS = {
    "--programme": "NAME",
    "--db": "FILE|URL",
    "--key-file": "FILE",
    "--master-key-file": "FILE",
    "--purpose": "PURPOSE",
    "--happened": "YYYY-MM-DD",
    "--on-behalf-of": "PERSON",
    "--how": "HOW",
    "--log": "FILE",
    "--log-level": "LEVEL",
}


class Given:
    """What was typed, by the option's name without its dashes; how far the run came, and whose words it speaks."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.stored = False
        self.packages: tuple[str, ...] = ()

    def note(self, param: click.Parameter, value: Any) -> None:
        """Keep an option that was typed; the last place counts, which is the one after the command."""
        if value not in (None, False):
            self.values[param.opts[0].removeprefix("--")] = value


def general_options(
    language: str, *, hidden: bool = False, without: tuple[str, ...] = ()
) -> list[click.Option]:
    """The options of every command.

    Args:
        language: of their help.
        hidden: whether help pages leave them out, as those of single commands do.
        without: options that a command has for itself.
    """
    return [_option(name, language, hidden) for name in NAMES if name not in without]


def _option(name: str, language: str, hidden: bool) -> click.Option:
    return click.Option(
        [name],
        is_flag=True if name == "--json" else None,  # False would let the value be left out
        metavar=_METAVARS.get(name),
        help=word(name, language),
        hidden=hidden,
        expose_value=False,
        callback=lambda ctx, param, value: ctx.ensure_object(Given).note(param, value),
    )
