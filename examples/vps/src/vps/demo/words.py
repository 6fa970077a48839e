"""The story's own sentences by language; what the software answers comes from its catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vps.demo.english import ENGLISH
from vps.demo.french import FRENCH

WORDS: Final[Mapping[str, Mapping[str, str]]] = {"fr": FRENCH, "en": ENGLISH}
"""Language to name of a sentence to its text; the braces are filled by the scene."""
