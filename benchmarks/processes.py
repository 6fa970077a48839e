"""Timing whole processes in turn, A B A B, so that a drifting machine does not favour either."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

RUNS = 15


def seconds(command: Sequence[str], folder: Path) -> float:
    """Wall-clock seconds of one run of a command, which has to succeed."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["LC_ALL"] = "C.UTF-8"  # an installed command has its bytecode beside it, and so has the peer
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
    return time.perf_counter() - started


def compare(name: str, ours: Sequence[str], peer: Sequence[str], folder: Path, runs: int = RUNS) -> float:
    """Run two commands in turn and print both medians, and the median of the ratios pair by pair."""
    seconds(ours, folder), seconds(peer, folder)  # compiles bytecode, warms the disk
    pairs = [(seconds(ours, folder), seconds(peer, folder)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, theirs = (1000 * statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{name}: {mine:.0f} ms against {theirs:.0f} ms, ratio {ratio:.2f}")
    return ratio
