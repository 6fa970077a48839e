"""Papers on the disk: files that nobody but their owner can read, in a folder that nobody else can open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mentorcore.desk.erasing import Receipt
from mentorcore.desk.own_data import OwnData
from mentorcore.domain.bundle import Bundle
from mentorcore.engine.texts import Texts
from mentorcore.papers.own_page import own_sheet
from mentorcore.papers.plain import as_json
from mentorcore.papers.receipt_page import receipt_sheet
from mentorcore.papers.sheet import html
from mentorcore.storage.files import create_private, private_folder, try_private

DATA = ("data.html", "data.json")
RECEIPT = ("receipt.html", "receipt.json")
"""Names that tell nothing."""


def make_room(folder: Path, names: tuple[str, ...]) -> None:
    """Make the folder, or see that it is private already, that none of the names is taken and that files can be made:
    before anything is read or done.

    Args:
        folder: a new folder in an existing one, or a folder that nobody else can open.
        names: `DATA` or `RECEIPT`.

    Raises:
        StoreError: as `private_folder` and `mentorcore.storage.files.create_private`.
    """
    private_folder(folder)
    for name in names:
        try_private(folder / name)


def write_own_data(found: OwnData, bundle: Bundle, texts: Texts, folder: Path) -> tuple[Path, ...]:
    """Write somebody's own data as a page and as JSON; both files or none.

    Args:
        found: what `desk.privacy.export` gave.
        bundle: the programme's values.
        texts: its words.
        folder: as in `make_room`.

    Returns:
        The two files, the page first; mode 0600.

    Raises:
        StoreError: as `make_room`.
    """
    page, data = DATA
    return _write(folder, {page: html(own_sheet(found, bundle, texts)), data: as_json(found) + "\n"})


def write_receipt(receipt: Receipt, bundle: Bundle, texts: Texts, folder: Path) -> tuple[Path, ...]:
    """Write the receipt of an erasure as a page and as JSON; arguments, result and errors as `write_own_data`."""
    page, data = RECEIPT
    return _write(folder, {page: html(receipt_sheet(receipt, bundle, texts)), data: as_json(receipt) + "\n"})


def _write(folder: Path, papers: Mapping[str, str]) -> tuple[Path, ...]:
    make_room(folder, tuple(papers))
    written: list[Path] = []
    try:
        for name, content in papers.items():
            create_private(folder / name, content.encode())
            written.append(folder / name)
    except BaseException:
        for path in written:
            path.unlink()
        raise
    return tuple(written)
