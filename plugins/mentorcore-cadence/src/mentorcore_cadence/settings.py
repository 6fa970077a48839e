"""Checks that settings share: names of roles, documents, tiers and the like."""

from __future__ import annotations

from attrs import validators

NAME = validators.matches_re(r"[\w.:-]+")
"""A name of the bundle: without spaces, since it may stand in a command to type."""
NAMES = validators.deep_iterable(NAME)
"""Any number of names."""
