"""How alike two texts are, without anybody seeing a word: each person's text becomes a row of whole numbers.

A text is taken apart into words, each word is weighed by TF-IDF as scikit-learn does it (a word that few wrote weighs more, one
that is repeated a little more), and the row is brought to length 1. The likeness of two texts is the product of their rows:
the cosine. Words come as marks, see `words`.

The weights of words belong to a pool: they are taken from the texts of its people once, and carried over when parts of it are
put together with other people (`incremental`), so that the likeness of two people depends on their two texts and on these
weights alone.

Rows are rounded to whole numbers. So every sum is exact, and tiles, lists, and pools put together from parts come to the very same.

Lists of pairs are answered a few thousand at a time, so that memory stays bounded whatever is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from math import log
from typing import Any

import numpy as np
from attrs import field, frozen

from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.hooks.matching import BoolArray, FloatArray, IntArray
from mentorcore.matching.columns import frozen_array
from mentorcore.matching.words import Marks, words_of

MOST_WORDS = 50_000
"""Different words whose weights are kept, those that most people wrote first: more than are in use in a language, names aside."""
SCALE = 16_384
"""What a weight of 1 is as a whole number: the likeness of two texts of 60 words is off by 0.1 % at most, and products fit into 32 bits."""
LISTED = 4_096
"""Pairs of a list that are answered at once."""

Rows = Any  # a sparse array of SciPy, which is not loaded for its name


@frozen(eq=False, repr=False)
class WordWeights:
    """How much each word weighs; what one does not know weighs as much as what one person wrote, once.

    Args:
        vectorizer: scikit-learn's, with marks for words; None where nobody wrote anything.
        once: the weight of a word that one person wrote.
    """

    _vectorizer: Any
    _once: float

    def __repr__(self) -> str:
        return "WordWeights(…)"

    def rows(self, texts: Sequence[Marks]) -> Rows:
        """The texts as rows of whole numbers."""
        from scipy.sparse import csr_array  # loaded with scikit-learn, and so only where texts are compared

        known = {} if self._vectorizer is None else self._vectorizer.vocabulary_
        if not known or not len(texts):  # scikit-learn refuses both
            return csr_array((len(texts), max(1, len(known))), dtype=np.int32)
        weights = csr_array(self._vectorizer.transform(texts))
        row = np.repeat(np.arange(len(texts)), np.diff(weights.indptr))
        squares = np.bincount(row, weights.data**2, minlength=len(texts)).astype(np.float64)
        # what is not known makes a text no shorter than it is: two would seem more alike than they are
        strangers = [sum(mark not in known for mark in set(text)) for text in texts]
        squares = squares + np.array(strangers) * self._once**2
        whole = np.rint(weights.data * (SCALE / np.sqrt(squares[row]))).astype(np.int32)
        found = csr_array((whole, weights.indices, weights.indptr), shape=weights.shape)
        found.sort_indices()
        return found


@frozen(eq=False, repr=False)
class TextColumn:
    """Answers to a ``text`` trait on one side of the pool.

    Args:
        wrote: shape (people,), who wrote at least one word; read-only.
        weights: the weights that the rows were made with.
        rows: a row for each person.
    """

    wrote: BoolArray
    _weights: WordWeights
    _rows: Rows
    _across: list[tuple[IntArray, Rows]] = field(factory=list, init=False)

    def __repr__(self) -> str:
        return f"TextColumn(people={len(self.wrote)})"

    def joined(self, more: TextColumn, places: IntArray) -> TextColumn:
        """Some of these people and some others, whose rows were made with the same weights.

        Args:
            more: the others.
            places: for each person their place here, or among the others, who are counted on from these.

        Raises:
            ValueError: other weights were used for the others.
        """
        from scipy.sparse import vstack  # as above

        _weighed_alike(self, more)
        own = places < len(self.wrote)
        blocks = (self._rows[places[own]], more._rows[places[~own] - len(self.wrote)])
        back = np.empty(len(places), dtype=np.intp)
        back[np.concatenate([np.flatnonzero(own), np.flatnonzero(~own)])] = np.arange(len(places))
        wrote = np.concatenate([self.wrote, more.wrote])[places]
        return TextColumn(frozen_array(wrote), self._weights, vstack(blocks, format="csr")[back])

    def words_across(self, people: IntArray) -> Rows:
        """The rows of some people as columns; kept until others are asked for, since tiles ask for the same ones again and again."""
        for before, found in self._across:
            if np.array_equal(before, people):
                return found
        made = self._rows[people].T.tocsr()
        self._across[:] = [(people.copy(), made)]
        return made


def word_weights(texts: Iterable[Marks], trait: str = "") -> WordWeights:
    """The weights of words where these texts are all there is; those without a word count for nothing.

    Args:
        texts: see `words_of`; their order makes no difference.
        trait: the trait's name, for the fault.

    Raises:
        SetupFault: ``setup.no_extra``: the extra ``text`` is not installed.
    """
    try:
        # takes more than a second, and is there only with the extra: nothing else of the house needs it
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ModuleNotFoundError:
        params = {"extra": "text", "package": "mentorcore[text]"}
        raise SetupFault([Problem("setup.no_extra", trait, params)]) from None
    said = [text for text in texts if len(text)]
    wrote = Counter(mark for text in said for mark in set(text))
    # of words that are as frequent as others the same ones on every machine: scikit-learn promises no order of its own
    kept = wrote if len(wrote) <= MOST_WORDS else nsmallest(MOST_WORDS, wrote, key=lambda m: (-wrote[m], m))
    if not said:
        return WordWeights(None, 1.0)
    vocabulary = {mark: at for at, mark in enumerate(sorted(kept))}
    vectorizer = TfidfVectorizer(analyzer=_as_it_is, vocabulary=vocabulary, norm=None, sublinear_tf=True)
    return WordWeights(
        vectorizer.fit(said), log((1 + len(said)) / 2) + 1
    )  # its formula for a word of one text


def _as_it_is(text: Marks) -> Marks:
    """The words that scikit-learn finds in a text, which was taken apart before."""
    return text


def text_columns(
    ours: Sequence[str | None],
    theirs: Sequence[str | None],
    weights: WordWeights | None = None,
    *,
    trait: str = "",
) -> tuple[TextColumn, TextColumn]:
    """The columns of both sides.

    Args:
        ours: what the mentees wrote.
        theirs: what the mentors wrote.
        weights: the weights of words; taken from these texts where None.
        trait: the trait's name, for the fault.

    Raises:
        SetupFault: as `word_weights`.
    """
    sides = words_of(ours), words_of(theirs)
    known = word_weights([*sides[0], *sides[1]], trait) if weights is None else weights
    first, second = (
        TextColumn(
            frozen_array(np.array([len(text) > 0 for text in side], dtype=np.bool_)), known, known.rows(side)
        )
        for side in sides
    )
    return first, second


def weights_of(columns: Mapping[str, tuple[TextColumn, TextColumn]]) -> Mapping[str, WordWeights]:
    """The weights that the columns of a pool were made with, by trait."""
    return {name: mentees._weights for name, (mentees, _) in columns.items()}


def alike(ours: TextColumn, theirs: TextColumn, mentees: IntArray, mentors: IntArray) -> FloatArray:
    """How alike the two of each pair wrote: from 0 to 1, NaN where one of them wrote nothing.

    Args:
        ours: the mentees' column.
        theirs: the mentors' column, made with the same weights.
        mentees: indices of mentees.
        mentors: indices of mentors; the two broadcast against each other.

    Raises:
        ValueError: other weights were used for the mentors.
    """
    _weighed_alike(ours, theirs)
    if mentees.ndim == mentors.ndim == 2 and mentees.shape[1] == mentors.shape[0] == 1:
        rows, columns = mentees[:, 0], mentors[0]
        product = (ours._rows[rows] @ theirs.words_across(columns)).toarray()
    else:
        mentees, mentors = np.broadcast_arrays(mentees, mentors)
        product = _listed(ours._rows, theirs._rows, mentees.ravel(), mentors.ravel()).reshape(mentees.shape)
    # rounding can make the length of a row a little more than 1
    found: FloatArray = np.minimum(product / SCALE**2, 1.0)
    found[~(ours.wrote[mentees] & theirs.wrote[mentors])] = np.nan
    return found


def _weighed_alike(first: TextColumn, second: TextColumn) -> None:
    """A row means nothing beside rows that were made with other weights."""
    if first._weights is not second._weights:
        raise ValueError("texts are compared only where the same weights of words were used for both")


def _listed(ours: Rows, theirs: Rows, mentees: IntArray, mentors: IntArray) -> FloatArray:
    found = np.zeros(len(mentees))
    for start in range(0, len(mentees), LISTED):
        some = slice(start, start + LISTED)
        found[some] = ours[mentees[some]].multiply(theirs[mentors[some]]).sum(axis=1)
    return found
