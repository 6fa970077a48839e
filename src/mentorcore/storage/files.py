"""Files that nobody but their owner can read.

SQLite, `open` and `shutil` make files with the mode that the umask leaves, usually readable by all. Keys,
databases and backups are therefore born here, empty or complete, with mode 0600, before anything is in them.
Nothing in this module opens a file that SQLite may have open: closing any descriptor of a file gives up all
locks that the process holds on it.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorcore.domain.errors import StoreError

PRIVATE = stat.S_IRUSR | stat.S_IWUSR
SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file while it is open."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OWN_FOLDER = stat.S_IRWXU
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def side_files(path: Path) -> tuple[Path, ...]:
    """The names that SQLite would give to the side files of a database."""
    return tuple(path.with_name(path.name + ending) for ending in SIDE_FILES)


def create_private(path: Path, content: bytes = b"") -> None:
    """Make a new file with mode 0600 in an existing folder, and sync it to the disk.

    Args:
        path: a name that nothing has yet, not even a dangling symbolic link.
        content: what to write before anybody is told.

    Raises:
        StoreError: `files.exists`, `files.symlink`, `files.no_folder` or `files.unusable`.
    """
    with _own_errors(path):
        descriptor = os.open(path, _NEW, PRIVATE)
        try:
            _write(descriptor, content)
        except BaseException:
            path.unlink()
            raise
        sync_folder(path.parent)


def try_private(path: Path) -> None:
    """See that `create_private` can make a file, before something is done that could not be written down else.

    Args, Raises: as `create_private`. Nothing is left behind.
    """
    create_private(path)
    path.unlink()


def private_folder(path: Path) -> None:
    """Make a folder with mode 0700, or see that the one that is there is ours and shut to everybody else.

    A folder that others can open is left as it is: somebody may count on it.

    Args:
        path: a new name in an existing folder, or a folder; not a symbolic link.

    Raises:
        StoreError: `files.symlink`, `files.no_folder`, `files.unusable`; `files.not_a_folder`; `files.folder_shared`
            when group or others have rights on it, or it belongs to somebody else.
    """
    with _own_errors(path):
        try:
            path.mkdir(mode=_OWN_FOLDER)
        except FileExistsError:
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode):
                raise StoreError("files.symlink", file=str(path)) from None
            if not stat.S_ISDIR(found.st_mode):
                raise StoreError("files.not_a_folder", file=str(path)) from None
            if found.st_mode & _OTHERS or found.st_uid != os.getuid():
                raise StoreError("files.folder_shared", folder=str(path)) from None
        else:
            path.chmod(_OWN_FOLDER)  # whatever the umask took away
            sync_folder(path.parent)


def ensure_private(path: Path) -> None:
    """Take the rights of group and others away from a file; one that does not exist needs nothing.

    Args:
        path: a regular file, not a symbolic link.

    Raises:
        StoreError: `files.symlink`, `files.not_regular`, or `files.not_private` when the rights cannot be
            taken away (a read-only mount, another owner, a file system without rights).
    """
    try:
        mode = _mode(path)
        if not mode & _OTHERS:
            return
        with suppress(OSError):  # whether it worked is looked at below: some file systems only pretend
            path.chmod(mode & PRIVATE)
        if _mode(path) & _OTHERS:
            raise StoreError("files.not_private", file=str(path), mode=f"{mode:04o}")
    except FileNotFoundError:
        return


def write_private_atomic(path: Path, content: bytes) -> None:
    """Replace a file, or make it, so that a reader finds the old content or the new and a crash leaves one.

    Args:
        path: the file; its folder exists.
        content: all of the new content.

    Raises:
        StoreError: `files.symlink`, `files.no_folder` or `files.unusable`.
    """
    with _own_errors(path):
        if path.is_symlink():
            raise StoreError("files.symlink", file=str(path))
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600 by definition
        try:
            _write(descriptor, content)
            os.replace(draft, path)
        except BaseException:
            os.unlink(draft)
            raise
        sync_folder(path.parent)


@contextmanager
def private_draft(path: Path) -> Iterator[Path]:
    """Yield an empty 0600 file that gets the name `path` once the block has succeeded, and never replaces.

    The draft lives in a folder of its own (0700) beside `path`, so that the side files of SQLite go with it.

    Args:
        path: a name that nothing has yet, in an existing folder on a file system with hard links.

    Yields:
        The path of the draft. Close everything that has it open before the block ends.

    Raises:
        StoreError: as `create_private`.
    """
    with _own_errors(path):
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        draft = folder / path.name
        create_private(draft)
        yield draft
        with _own_errors(path):
            _sync(draft, os.O_RDONLY)
            os.link(draft, path)  # unlike a rename it fails when somebody was faster
            sync_folder(path.parent)
    finally:
        shutil.rmtree(folder)


def sync_folder(folder: Path) -> None:
    """Make new, renamed and removed names in a folder survive a power cut."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    """Write and sync all of it, for the owner alone, and close the descriptor."""
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, PRIVATE)  # whatever the umask took away
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _mode(path: Path) -> int:
    """Return the permission bits of a regular file without opening it or following a link."""
    found = path.lstat().st_mode
    if stat.S_ISLNK(found):
        raise StoreError("files.symlink", file=str(path))
    if not stat.S_ISREG(found):
        raise StoreError("files.not_regular", file=str(path))
    return stat.S_IMODE(found)


@contextmanager
def _own_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        code = "files.symlink" if path.is_symlink() else "files.exists"
        raise StoreError(code, file=str(path)) from None
    except FileNotFoundError:
        raise StoreError("files.no_folder", file=str(path), folder=str(path.parent)) from None
    except OSError as error:
        raise StoreError("files.unusable", file=str(path), reason=os.strerror(error.errno or 0)) from error
