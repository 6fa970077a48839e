"""The error boundary: whatever goes wrong behind the door comes out as an error of ours, bare.

An error remembers more than its words: the one it came from, and every frame on its way with all local values, which
error reporters like to send. So what is raised to a host carries neither, and what nobody foresaw comes out as an
`Incident`: a number, the kind of error, and the places in the code.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable
from typing import TypeVar

from mentorcore.domain.errors import Incident, MentorcoreError
from mentorcore.domain.log import What, log

R = TypeVar("R")


def contained(do: Callable[[], R]) -> tuple[R, None] | tuple[None, MentorcoreError]:
    """What came of it, or the error to raise; to be raised outside of any handler, so that nothing clings to it.

    Ctrl-C and the end of the process pass through.
    """
    try:
        return do(), None
    except MentorcoreError as error:
        return None, bare(error)
    except Exception as fault:
        return None, incident(fault)


def bare(error: MentorcoreError) -> MentorcoreError:
    """An error of ours without where it came from, and without the frames it came through."""
    error.__cause__ = error.__context__ = error.__traceback__ = None
    return error


def incident(fault: BaseException) -> Incident:
    """What nobody foresaw, without anything that it says: the same fault at the same place has the same number."""
    kind, trail = type(fault).__name__, trail_of(fault)
    number = hashlib.sha256(f"{kind} {trail}".encode()).hexdigest()[:8].upper()
    return Incident(number, kind, trail)


def log_error(
    what: What,
    verb: str,
    error: MentorcoreError,
    *,
    outcome: str | None = None,
    milliseconds: float | None = None,
) -> None:
    """Log what stopped a verb: an error of ours by its code, what nobody foresaw by its kind and number as well."""
    unforeseen = isinstance(error, Incident)
    log(
        what,
        verb=verb,
        outcome=outcome,
        code=error.code,
        fault=str(error.params["fault"]) if unforeseen else None,
        incident=error.number if isinstance(error, Incident) else None,
        milliseconds=milliseconds,
    )


def trail_of(fault: BaseException) -> str:
    """The places in the code that a fault came through: functions and lines, never a value."""
    return " ".join(f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(fault.__traceback__))
