"""Prompts: personal values are asked for on a terminal, and read with `--from` everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from mentorcore.cli.params import Asked
from mentorcore.domain.errors import InputFault, Problem

if TYPE_CHECKING:
    from mentorcore.cli.run import Run


def interactive() -> bool:
    """Whether somebody sits at a terminal and can be asked."""
    return sys.stdin.isatty()


def ask(words: str, default: str | None = None) -> str:
    """One line from a person. The prompt goes to standard error, so that output stays output."""
    answer: str = click.prompt(words, default=default, show_default=False, err=True)
    return answer


def require_source(asked: Sequence[Asked], source: str | None) -> None:
    """See that personal values can be had.

    Raises:
        InputFault: nobody can be asked and no source was named.
    """
    needed = [field for field in asked if field.required or field.replaced]
    if needed and source is None and not interactive():
        raise InputFault(Problem("cli.needs_from", field.name) for field in needed)


def _from_source(source: str, asked: Sequence[Asked]) -> dict[str, str]:
    from mentorcore.cli.sources import personal_values  # most runs read no file

    return personal_values(source, asked)


def collect(
    run: Run, asked: Sequence[Asked], values: Mapping[str, Any], check: Callable[[], object]
) -> dict[str, str]:
    """The personal values of a command.

    Args:
        run: the run, for its words.
        asked: the personal fields.
        values: the parameters as typed; ``from_`` is the source, a name of a field asks for it.
        check: fails where nothing needs to be asked, since the command will be refused anyway.

    Raises:
        InputFault: as `require_source` and `personal_values`.
    """
    source = values.get("from_")
    require_source(asked, source)
    found = _from_source(source, asked) if source is not None else {}
    missing = [
        field
        for field in asked
        if field.name not in found
        and (not field.on_request or values.get(field.name))
        and (source is None or field.required or values.get(field.name))
    ]
    if not missing or not interactive():
        return found
    check()
    for field in missing:
        words = run.text(field.help)
        optional = not field.required
        found[field.name] = ask(
            f"{words} ({run.text('word.may_be_empty')})" if optional else words, "" if optional else None
        )
    return found
