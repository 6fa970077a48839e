"""Checks that settings share: names of roles, documents, tiers and the like."""

from __future__ import annotations

from typing import Any

from attrs import validators

NAME = validators.matches_re(r"[\w.:-]+")
"""A name of the bundle: without spaces, since it may stand in a command to type."""
NAMES = validators.deep_iterable(NAME)
"""Any number of names."""
SOME_NAMES: Any = validators.deep_iterable(NAME, validators.min_len(1))
"""At least one name: a policy without any would silently do nothing, or stop everything."""
