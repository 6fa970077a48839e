"""A file that other systems can follow: one line of JSON for each event."""

from __future__ import annotations

import fcntl
import json
import os
from datetime import UTC
from pathlib import Path

from attrs import Attribute, define, field

from mentorcore.domain.events import Event
from mentorcore.hooks.kinds import hookimpl

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


def _absolute(_: object, attribute: Attribute[Path], path: Path) -> None:
    if not path.is_absolute():  # it would lie wherever a command happens to be run
        raise ValueError(f"{attribute.name}: an absolute path is needed")


@define(eq=False)
class EventFeed:
    """Appends each event to a file, in the order of the events, at least once.

    Settings:
        path: absolute path of the file, in an existing folder. It is made with mode 0600; the rights of a file
            that exists are left as its owner set them. A symbolic link is refused.

    After a crash or a failed write the same event comes again as an equal line: readers drop a line that they
    already have. Lines hold public ids and no personal data; an event's number is left out, since gaps in it
    would count what is told to nobody. Days are ISO days in the programme's time zone, instants are UTC.
    """

    path: Path = field(converter=Path, validator=_absolute)

    @hookimpl
    def happened(self, event: Event) -> None:
        """Append the event and wait until the disk has it.

        Raises:
            OSError: the file cannot be written; the event is told again next time.
        """
        descriptor = os.open(self.path, _FLAGS, 0o600)
        with os.fdopen(descriptor, "rb+", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # given up by closing; other processes append to it as well
            start = b"" if _at_line_start(descriptor) else b"\n"  # a crash may have cut the last line
            rest = memoryview(start + line(event))
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)


def line(event: Event) -> bytes:
    """An event as one line of JSON in UTF-8, with its line end."""
    values = {
        "type": event.type,
        "subject": event.subject,
        "recorded_at": event.recorded_at.astimezone(UTC).isoformat(),
        "effective_on": event.effective_on.isoformat(),
        "actor": event.actor,
        "on_behalf_of": event.on_behalf_of,
        "data": dict(event.data),
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _at_line_start(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
