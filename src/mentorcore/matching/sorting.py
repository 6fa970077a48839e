"""The order of keys, several times faster than an argsort: key and place in one number, which is sorted as it is."""

from __future__ import annotations

import numpy as np

from mentorcore.hooks.matching import IntArray


def order_of(keys: IntArray) -> IntArray:
    """Where the keys stand when they are sorted; equal ones keep their order.

    Args:
        keys: whole numbers, 0 or more.
    """
    bits = len(keys).bit_length()
    if not len(keys) or int(keys.max()).bit_length() + bits > 63:
        return np.argsort(keys, kind="stable")
    packed = keys.astype(np.int64) << bits
    packed |= np.arange(len(keys))
    packed.sort()
    return packed & ((1 << bits) - 1)
