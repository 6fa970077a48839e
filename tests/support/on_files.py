"""A programme on files of its own, with a clock and ids that are the same in each run."""

from __future__ import annotations

from pathlib import Path

from mentorcore import Programme
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.ids import numbered_ids
from mentorcore.testing import START, Trial


def on_files(programme: str, database: Path, keys: Path, *, first_staff: str = "Anne") -> Trial:
    """Make a programme on files.

    Args:
        programme: its name.
        database: where its database goes.
        keys: where its keys go.
        first_staff: what the first member of staff is called.

    Returns:
        The programme with that one at the desk; to be closed.
    """
    clock = ManualClock(START)
    made, first = Programme.create(
        programme, database, keys, first_staff=first_staff, clock=clock, new_id=numbered_ids()
    )
    return Trial(made, first, clock)
