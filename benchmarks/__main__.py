"""Runs the benchmarks: `python -m benchmarks [startup] [agenda] [import] [disclosure] [matching] [rhythm] [stable] [texts]`; all of them by default."""

from __future__ import annotations

import gc
import sys

from benchmarks import agenda, disclosure, importing, matching, rhythm, stable, startup, texts

ALL = {
    "startup": startup.run,
    "agenda": agenda.run,
    "import": importing.run,
    "disclosure": disclosure.run,
    "matching": matching.run,
    "rhythm": rhythm.run,
    "stable": stable.run,
    "texts": texts.run,
}
OF_THE_COMMAND = 100_000
"""How seldom Python looks for garbage: as seldom as in the `mentorcore` command."""


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all; returns the exit code."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    gc.set_threshold(OF_THE_COMMAND)  # for both sides of each comparison
    for name in names or ALL:
        ALL[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
