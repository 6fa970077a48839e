"""A made-up export of any size, in the form of the VPS sample."""

from __future__ import annotations

import csv
import random
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "examples" / "vps" / "data" / "inscriptions.csv"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def write_export(path: Path, rows: int, seed: int = 1) -> None:
    """Write an export of that many registrations without faults, all of different people."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as source:
        header, *found = csv.reader(source, delimiter=";")
    place = {name: number for number, name in enumerate(header)}
    good = [row for row in found[:8] if row]  # the first rows of the sample hold no planted fault
    draw = random.Random(seed)
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
        writer.writerow(header)
        for number in range(rows):
            row = list(good[number % len(good)])
            row[place["N° d'inscription"]] = str(number + 1)
            row[place["Nom"]] += " " + "".join(draw.choice(_LETTERS) for _ in range(8)).title()
            if row[place["Téléphone"]]:
                row[place["Téléphone"]] = (
                    f"079 {draw.randrange(200, 999)} {draw.randrange(10, 99)} {draw.randrange(10, 99)}"
                )
            if row[place["Courriel"]]:
                row[place["Courriel"]] = f"p{number}@example.org"
            writer.writerow(row)
