"""Values as JSON: the names of the fields as they are, enumerations by value, days and instants as ISO text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import PurePath
from typing import Any

import attrs

from mentorcore.domain.secret import Secret


def plain(value: Any) -> Any:
    """A value made of what JSON knows; sets come sorted, so that the same value gives the same text.

    What is kept as a secret is revealed: whoever asks for JSON wants to have it.
    """
    if isinstance(value, Secret):
        return value.reveal()
    if attrs.has(type(value)):
        return {field.name: plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(found) for name, found in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def as_json(value: Any) -> str:
    """A value as JSON text."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2)
