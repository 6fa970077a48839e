"""Checks that settings share."""

from __future__ import annotations

from attrs import validators

NAME = validators.matches_re(r"[\w.:-]+")
"""A name of the bundle: without spaces, since it may stand in a command to type."""
