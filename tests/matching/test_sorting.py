"""The order of keys: that of a stable sort, whatever the keys are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.matching.sorting import order_of

EDGES = [0, 1, 2**16 - 1, 2**16, 2**32 - 1, 2**32, 2**48, 2**63 - 1]


@given(st.lists(st.one_of(st.sampled_from(EDGES), st.integers(0, 2**63 - 1), st.integers(0, 9))))
def test_keys_are_ordered_and_equal_ones_keep_their_places(keys: list[int]) -> None:
    found = order_of(np.array(keys, dtype=np.intp))
    assert found.tolist() == sorted(range(len(keys)), key=keys.__getitem__)
