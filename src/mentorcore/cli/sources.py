"""What `--from` reads: a TOML or JSON file, plain text for a single value, or any of them on standard input.

No fault repeats what stands there.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from mentorcore.cli.params import Asked
from mentorcore.domain.errors import InputFault, Problem

MOST = 1 << 20  # bytes; the longest account that a command takes is fifty times shorter
WHERE = "--from"


class _Refused(ValueError):
    """JSON that says two things at once, or none."""


def read_bytes(source: str) -> bytes:
    """The content of a file, or of standard input where the source is ``-``.

    Raises:
        InputFault: it cannot be read, or is larger than any answer.
    """
    try:
        if source == "-":
            content = sys.stdin.buffer.read(MOST + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(MOST + 1)
    except OSError:
        raise InputFault.one("cli.from_unreadable", WHERE) from None
    if len(content) > MOST:
        raise InputFault.one("cli.from_too_large", WHERE, most=MOST)
    return content


def read_text(source: str) -> str:
    """The text of a source.

    Raises:
        InputFault: as `read_bytes`, or it is not UTF-8.
    """
    content = read_bytes(source)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputFault.one("setup.not_utf8", WHERE) from None


def personal_values(source: str, asked: Sequence[Asked]) -> dict[str, str]:
    """The personal fields of a command. A single one may stand there as plain text.

    Raises:
        InputFault: the source cannot be read, or holds other fields or other things than texts.
    """
    text = read_text(source)
    if len(asked) == 1 and not source.endswith((".toml", ".json")):
        return {asked[0].name: text.strip()}
    found = mapping(text, source)
    known = {field.name for field in asked}
    if not found.keys() <= known:
        raise InputFault.one("cli.from_unknown", WHERE, known=", ".join(sorted(known)))
    wrong = [name for name, value in found.items() if not isinstance(value, str)]
    if wrong:
        raise InputFault(Problem("cli.from_text", f"{WHERE}: {name}") for name in wrong)
    return {name: str(value) for name, value in found.items()}


def answers(source: str) -> dict[str, Any]:
    """Question to answer, as a form takes them: texts, numbers, days, yes or no, and lists of texts.

    Raises:
        InputFault: the source cannot be read, or an answer is something else.
    """
    found = mapping(read_text(source), source)
    wrong = [name for name, value in found.items() if not _is_answer(value)]
    if wrong:
        raise InputFault.one("cli.from_answer", WHERE)
    return dict(found)


def _is_answer(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, (str, int, float, bool, date))


def mapping(text: str, source: str) -> Mapping[str, Any]:
    """The values of a TOML or JSON text; JSON where the name or the first sign says so.

    Raises:
        InputFault: it is neither; the place is named.
    """
    if source.endswith(".json") or (not source.endswith(".toml") and text.lstrip().startswith("{")):
        return _json(text)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        fault = InputFault.one("setup.not_toml", WHERE, place=place)
    raise fault  # outside, so that no line of the file stays in its context


def _json(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        fault = InputFault.one("cli.not_json", WHERE, line=error.lineno)
    except (ValueError, RecursionError):
        fault = InputFault.one("cli.not_json", WHERE, line=0)
    else:
        if isinstance(found, dict):
            return found
        fault = InputFault.one("cli.not_json", WHERE, line=1)
    raise fault


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused
    return found


def _no_constant(_: str) -> Any:
    raise _Refused
