"""The order of keys, several times faster than one argsort: digit by digit, since NumPy sorts numbers of 16 bits without comparing them."""

from __future__ import annotations

import numpy as np

from mentorcore.hooks.matching import IntArray

_BITS = 16


def order_of(keys: IntArray) -> IntArray:
    """Where the keys stand when they are sorted; equal ones keep their order.

    Args:
        keys: whole numbers, 0 or more.
    """
    order = _by_digit(keys)
    rest = keys >> _BITS
    while rest.any():
        order = order[_by_digit(rest[order])]
        rest = rest >> _BITS
    return order


def _by_digit(keys: IntArray) -> IntArray:
    """The order of the lowest digits."""
    return np.argsort(keys.astype(np.uint16), kind="stable")  # a larger number keeps its lowest bits
