"""The log: what happened by its code, with a closed list of fields, and without a value of any record.

Everything goes to the standard library's logger ``mentorcore``; a host configures that one as any other. A log is
read by people who look after a machine, and often leaves it. So no field can hold words or an id of anybody: together
with the database a public id says who it was, and the audit has it. A value that is no code is replaced by the name of
its type.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from typing import Final

LOG: Final = logging.getLogger("mentorcore")
SLOW: Final = 1_000
"""Milliseconds after which a policy's answer is worth a line."""


class What(StrEnum):
    """Everything that is logged."""

    ACTION_DONE = "action.done"
    ACTION_REFUSED = "action.refused"
    ACTION_UNFIT = "action.unfit"
    ACTION_FAILED = "action.failed"
    FOLLOW_UP_FAILED = "action.follow_up_failed"
    POLICY_FAULT = "policy.fault"
    POLICY_SLOW = "policy.slow"
    TELL_FAILED = "tell.failed"
    COMMAND_FAILED = "command.failed"
    OPENED = "programme.opened"
    NOT_OPENED = "programme.not_opened"
    CREATED = "programme.created"
    UPGRADED = "database.upgraded"
    ERASED = "erasure.finished"
    ERASURE_WAITS = "erasure.waits"


_LEVELS: Final[Mapping[What, int]] = {
    What.ACTION_FAILED: logging.ERROR,
    What.FOLLOW_UP_FAILED: logging.ERROR,
    What.COMMAND_FAILED: logging.ERROR,
    What.NOT_OPENED: logging.ERROR,
    What.POLICY_FAULT: logging.WARNING,
    What.POLICY_SLOW: logging.WARNING,
    What.TELL_FAILED: logging.WARNING,
    What.ERASURE_WAITS: logging.WARNING,
}
"""The level of each; that of the others is INFO."""

_CODE = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,9}", re.ASCII)
_ID = re.compile(r"[a-z]-[0-9a-z]{8}", re.ASCII)
_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}", re.ASCII)
_INCIDENT = re.compile(r"[0-9A-F]{8}")
_LONGEST = 80  # characters of a code
_LARGEST = 10**8  # a day in milliseconds; a number that reaches somebody has more digits

Field = str | int


def is_code(value: object) -> bool:
    """Whether a value has the form of a code: small letters and digits, in parts, and no id."""
    return (
        isinstance(value, str)
        and len(value) <= _LONGEST
        and _CODE.fullmatch(value) is not None
        and _ID.fullmatch(value) is None
    )


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value < _LARGEST


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


_FIELDS: Final[Mapping[str, Callable[[object], bool]]] = {
    "verb": is_code,
    "outcome": is_code,
    "policy": is_code,
    "hook": is_code,
    "plugin": is_code,
    "code": is_code,
    "fault": _matches(_CLASS),
    "incident": _matches(_INCIDENT),
    "milliseconds": _is_number,
    "count": _is_number,
}
FIELDS: Final = tuple(_FIELDS)
"""The names of all fields, in the order in which they are written."""


def log(
    what: What,
    *,
    verb: str | None = None,
    outcome: str | None = None,
    policy: str | None = None,
    hook: str | None = None,
    plugin: str | None = None,
    code: str | None = None,
    fault: BaseException | str | None = None,
    incident: str | None = None,
    milliseconds: float | None = None,
    count: int | None = None,
) -> None:
    """Write a line about something that happened; nothing is raised, whatever the fields hold.

    Args:
        what: the event.
        verb: such as ``matches.accept``.
        outcome: ``done``, ``refused`` or ``failed``.
        policy: id of a policy in the bundle.
        hook: name of a hook.
        plugin: name of a plugin.
        code: of an error or a refusal.
        fault: an error, of which the class alone is written, or the name of its class.
        incident: the number of an incident.
        milliseconds: how long it took; written as a whole number.
        count: how many.
    """
    level = _LEVELS.get(what, logging.INFO)
    if not LOG.isEnabledFor(level):
        return
    given = {
        "verb": verb,
        "outcome": outcome,
        "policy": policy,
        "hook": hook,
        "plugin": plugin,
        "code": code,
        "fault": type(fault).__name__ if isinstance(fault, BaseException) else fault,
        "incident": incident,
        "milliseconds": _whole(milliseconds),
        "count": count,
    }
    fields = {name: _checked(name, value) for name, value in given.items() if value is not None}
    words = " ".join(f"{name}={value}" for name, value in fields.items())
    LOG.log(level, "%s", f"{what.value} {words}".rstrip(), extra={"event": what.value, "fields": fields})


def _whole(number: float | None) -> float | None:
    return int(number) if isinstance(number, float) and isfinite(number) else number


def _checked(name: str, value: object) -> Field:
    if _FIELDS[name](value):
        assert isinstance(value, (str, int))
        return value
    return f"<{type(value).__name__}>"


class JsonLines(logging.Formatter):
    """A line of JSON for each event: instant (UTC), level, event and fields; of other records nothing but the level."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without the newline."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        known = {name: value for name, value in getattr(record, "fields", {}).items() if name in _FIELDS}
        line = {
            "at": at,
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "other"),
            **known,
        }
        return json.dumps(line, ensure_ascii=True)
