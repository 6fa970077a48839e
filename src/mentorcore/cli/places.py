"""Files and folders that a command writes where she said: a place that will not do is wrong use, told at its option.

A disk that is full or broken stays a fault, and so does whatever is wrong with other files.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mentorcore.domain.errors import InputFault, StoreError

_UNFIT = ("files.exists", "files.folder_shared", "files.no_folder", "files.not_a_folder", "files.symlink")
_WRONG = (
    errno.EACCES,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
)
"""What the system says of a path that is not one for writing; of anything else nobody can say whose fault it is."""


@contextmanager
def told_at(places: Mapping[str, Path]) -> Iterator[None]:
    """Tell what is wrong with a place at the option that named it. Nothing may be stored yet that would stay.

    Args:
        places: option, as it is typed, to the file or folder; a file in a folder counts as the folder's.

    Raises:
        InputFault: the place will not do.
    """
    try:
        yield
    except StoreError as error:
        wrong = error.code in _UNFIT or _number(error.__cause__) in _WRONG
        option = _option(places, error.params.get("file", error.params.get("folder", "")))
        if not wrong or option is None:
            raise
        fault = InputFault.one(error.code, option, **error.params)
    except OSError as error:
        option = _option(places, error.filename)
        if error.errno == errno.EEXIST and option is not None:  # a folder was to be made where a file lies
            fault = InputFault.one("files.not_a_folder", option, file=str(error.filename))
        elif error.errno in _WRONG and option is not None:
            reason = os.strerror(error.errno or 0)
            fault = InputFault.one("files.unusable", option, file=str(error.filename), reason=reason)
        else:
            raise
    else:
        return
    raise fault


def _number(cause: BaseException | None) -> int | None:
    return cause.errno if isinstance(cause, OSError) else None


def _option(places: Mapping[str, Path], named: object) -> str | None:
    """The option whose place this is: itself, something in it or beside it, or a folder on the way to it."""
    if not isinstance(named, str) or not named:
        return None
    found = Path(named).absolute()
    for option, typed in places.items():
        place = typed.absolute()
        beside = found.parent == place.parent and found.name.startswith(place.name)  # such as keys.db.master
        if beside or found in place.parents or place in found.parents:
            return option
    return None
