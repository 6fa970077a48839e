"""The log of the command: a private file of JSON lines where one was named, and nothing at all where none was."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from mentorcore.domain.errors import MentorcoreError, StoreError
from mentorcore.domain.log import LOG, JsonLines, What, log


def start_logging(file: Path | None, level: str) -> Callable[[], None]:
    """Write events to a file, which only its owner can read; returns what ends it.

    Args:
        file: where to append, or None: people read what happened on the page.
        level: ``info``, ``warning`` or ``error``.

    Raises:
        StoreError: ``files.no_folder``, ``files.symlink``, ``files.not_regular``, ``files.not_private``,
            ``files.unusable``.
    """
    handler = logging.NullHandler() if file is None else _opened(file)
    before = LOG.level
    handler.setFormatter(JsonLines())
    LOG.addHandler(handler)
    if file is not None:
        LOG.setLevel(level.upper())

    def stop() -> None:
        LOG.removeHandler(handler)
        handler.close()
        LOG.setLevel(before)

    return stop


def _opened(file: Path) -> logging.Handler:
    from mentorcore.storage.files import create_private, ensure_private  # only where there is a log

    if not os.path.lexists(file):
        create_private(file)
    ensure_private(file)
    try:
        return logging.FileHandler(file, "a", "utf-8")
    except OSError as error:
        raise StoreError("files.unusable", file=str(file), reason=str(error.strerror)) from None


def log_stopped(fault: Exception) -> None:
    """Note what stopped a command; what a desk refused, or failed to do, has a line already."""
    from mentorcore.engine.boundary import incident  # as above

    if isinstance(fault, MentorcoreError):
        log(What.COMMAND_FAILED, code=fault.code)
    else:
        found = incident(fault)
        log(What.COMMAND_FAILED, code=found.code, fault=fault, incident=found.number)
