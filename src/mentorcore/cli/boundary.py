"""The error boundary: whatever goes wrong comes out in her words with an exit code, and never with a value.

0 done; 1 refused by a rule, with its clause; 2 wrong use; 3 a fault; 130 interrupted. What nobody foresaw
gets an incident number: the same fault at the same place has the same number, so that it can be reported
without telling anything. MENTORCORE_DEBUG=1 shows types and line numbers besides.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click
from attrs import evolve

from mentorcore.cli.language import LANGUAGES
from mentorcore.cli.options import Given
from mentorcore.domain.errors import Incident, InputFault, MentorcoreError, Problem, Refused, SetupFault
from mentorcore.engine.boundary import incident
from mentorcore.engine.texts import Texts

DONE, REFUSED, WRONG_USE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130


def explain(fault: BaseException, given: Given, words: Sequence[str], language: str) -> int:
    """Print what went wrong, and return the exit code.

    Args:
        fault: whatever was raised.
        given: what was typed, and how far the run came.
        words: the arguments, to see whether output is for programs where they could not be read.
        language: hers.
    """
    if isinstance(fault, BrokenPipeError):
        return _nobody_reads()
    texts = texts_for(given)
    json = bool(given.values.get("json")) or "--json" in words
    if isinstance(fault, (click.Abort, KeyboardInterrupt)):
        code = "cli.interrupted_after" if given.stored else "cli.interrupted"
        return _tell(INTERRUPTED, _error(code, texts.say(code, language)), json)
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        click.echo(fault.format_message(), err=True)
        return WRONG_USE
    if isinstance(fault, click.ClickException):
        return _tell(WRONG_USE, _error("usage", _usage(fault, texts, language)), json)
    if isinstance(fault, MentorcoreError) and not isinstance(fault, Incident):
        return _tell(exit_code(fault), _ours(fault, texts, language), json)
    found = fault if isinstance(fault, Incident) else incident(fault)
    return _tell(FAULT, _unforeseen(found, texts, language), json)


def exit_code(error: MentorcoreError) -> int:
    """The exit code of an error of mentorcore."""
    if isinstance(error, Refused):
        return REFUSED
    return WRONG_USE if isinstance(error, (InputFault, SetupFault)) else FAULT


def texts_for(given: Given) -> Texts:
    """Words for errors: the open programme's, the command line's and the core's."""
    packages = ("mentorcore.cli", "mentorcore")
    return Texts(tuple(dict.fromkeys((*given.packages, *packages))), LANGUAGES)


def _tell(code: int, error: dict[str, Any], json: bool) -> int:
    if json:
        from mentorcore.papers.plain import as_json

        click.echo(as_json({"error": error}))
    else:
        click.echo(error["message"], err=True)
    return code


def _error(code: str, message: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "message": message, "clauses": [], "problems": [], **more}


def _ours(error: MentorcoreError, texts: Texts, language: str) -> dict[str, Any]:
    if isinstance(error, Refused):
        problems = [
            {
                "code": refusal.code,
                "message": texts.say(refusal.code, language, refusal.params),
                "policy": refusal.policy,
                "clauses": refusal.clauses,
                "params": refusal.params,
            }
            for refusal in error.refusals
        ]
        code = error.refusals[0].code if error.refusals else error.code
        return _error(code, texts.error(error, language), clauses=error.clauses, problems=problems)
    if isinstance(error, (InputFault, SetupFault)):
        placed = [evolve(problem, where=where(problem.where, texts, language)) for problem in error.problems]
        problems = [_problem(problem, texts, language) for problem in placed]
        code = placed[0].code if placed else error.code
        message = "\n".join(texts.problem(problem, language) for problem in placed)
        return _error(code, message, problems=problems)
    return _error(error.code, texts.error(error, language))


def _problem(problem: Problem, texts: Texts, language: str) -> dict[str, Any]:
    words = texts.say(problem.code, language, problem.params)
    return {"code": problem.code, "where": problem.where, "message": words, "params": problem.params}


def where(place: str, texts: Texts, language: str) -> str:
    """A place in her words: rows of a file are counted in her language."""
    head, comma, rest = place.partition(",")
    if head.startswith("row ") and head[4:].isdigit():
        return f"{texts.say('cli.row', language, {'number': head[4:]})}{comma}{rest}"
    return place


def _usage(fault: click.ClickException, texts: Texts, language: str) -> str:
    """What click found wrong, without repeating what was typed: it may be somebody's name."""
    ctx = getattr(fault, "ctx", None)
    words = _usage_words(fault, ctx, texts, language)
    if ctx is None:
        return words
    return f"{words}\n{texts.say('cli.see_help', language, {'command': ctx.command_path})}"


def _usage_words(fault: click.ClickException, ctx: click.Context | None, texts: Texts, language: str) -> str:
    if isinstance(fault, click.NoSuchOption):
        near = ", ".join(fault.possibilities or ())
        return texts.say("cli.option_near" if near else "cli.option_unknown", language, {"near": near})
    if isinstance(fault, click.MissingParameter):
        return texts.say("cli.missing", language, {"name": _name(fault.param)})
    if isinstance(fault, click.BadParameter):
        return texts.say("cli.unfit", language, {"name": _name(fault.param)})
    if isinstance(fault, click.BadOptionUsage):
        return texts.say("cli.option_use", language, {"name": fault.option_name})
    if ctx is not None and isinstance(ctx.command, click.Group):
        known = ", ".join(ctx.command.list_commands(ctx))
        return texts.say("cli.command_unknown", language, {"known": known})
    return texts.say("cli.too_much", language)


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "?"
    return (
        param.opts[0]
        if isinstance(param, click.Option)
        else param.make_metavar(click.Context(click.Command("")))
    )


def _unforeseen(found: Incident, texts: Texts, language: str) -> dict[str, Any]:
    if os.environ.get("MENTORCORE_DEBUG") == "1":
        click.echo(f"{found.params['fault']} {found.trail}", err=True)
    words = texts.say("cli.fault", language, {"number": found.number})
    return _error("fault", words, incident=found.number)


def _nobody_reads() -> int:
    """Whoever read the output has enough; what was asked for was done."""
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
    )  # so that the interpreter's last flush is quiet
    return DONE
