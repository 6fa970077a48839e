"""How alike texts are: the rows of a pool against scikit-learn's own cosines of the same texts, in one run.

`MENTORCORE_BENCH_TEXTS` is the number of mentees (10,000); there is a mentor for each three of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mentorcore.hooks.matching import Trait
from mentorcore.matching.pool import Pool
from mentorcore.matching.tables import Table, pool_of_tables
from mentorcore.matching.words import words_of

MENTEES = int(os.environ.get("MENTORCORE_BENCH_TEXTS", "10000"))
WORDS, VOCABULARY = 60, 20_000
TILE = 1_000
T = TypeVar("T")


def run() -> None:
    """Both ways from the texts to the likeness of every pair, a tile at a time."""
    draw = np.random.default_rng(2)
    mentees, mentors = _texts(draw, MENTEES), _texts(draw, MENTEES // 3)
    _cosines(mentees[:9], mentors[:9])  # loads what is loaded once
    pool, building = _timed(lambda: _pool(mentees, mentors))
    ours, asking = _timed(lambda: _asked(pool))
    theirs, seconds = _timed(lambda: _cosines(mentees, mentors))
    furthest = max(float(np.abs(one - other).max()) for one, other in zip(ours, theirs, strict=True))
    print(
        f"texts: {MENTEES:,} and {MENTEES // 3:,} texts of {WORDS} words {building + asking:.1f} s, of which {asking:.1f} for all pairs;"
        f" scikit-learn {seconds:.1f} s, ratio {(building + asking) / seconds:.2f}; the likenesses differ by {furthest:.5f} at most"
    )


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


def _texts(draw: np.random.Generator, number: int) -> list[str]:
    """Texts of made-up words, of which a few stand in most texts as in any language."""
    ranks = np.minimum(draw.zipf(1.2, (number, WORDS)), VOCABULARY)
    return [" ".join("w" + "abcdefghij"[n % 10] + _letters(n) for n in row) for row in ranks.tolist()]


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _pool(mentees: list[str], mentors: list[str]) -> Pool:
    return pool_of_tables(
        Table([f"A{n:07}" for n in range(len(mentees))], {"about": np.array(mentees, dtype=object)}),
        Table([f"B{n:07}" for n in range(len(mentors))], {"about": np.array(mentors, dtype=object)}),
        (Trait("about", "text"),),
    )


def _asked(pool: Pool) -> list[NDArray[np.float64]]:
    columns = np.arange(len(pool.mentors))[None, :]
    rows = np.arange(len(pool.mentees))[:, None]
    return [pool.alike("about", rows[at : at + TILE], columns) for at in range(0, len(rows), TILE)]


def _cosines(mentees: list[str], mentors: list[str]) -> list[NDArray[np.float64]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    marks = words_of([*mentees, *mentors])
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    rows = vectorizer.fit_transform(marks)
    ours, theirs = rows[: len(mentees)], rows[len(mentees) :]
    return [linear_kernel(ours[at : at + TILE], theirs) for at in range(0, len(mentees), TILE)]
