"""Column types: instants are UTC on both databases, and a naive time never gets in."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from mentorcore.domain.clock import aware

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


@lru_cache(maxsize=8)
def _text(moment: datetime) -> str:
    """An instant as SQLite keeps it; all rows of one transaction share theirs."""
    return aware(moment).strftime(_FORMAT)


class Instant(TypeDecorator[datetime]):
    """An aware instant. SQLite drops time zones, so it keeps ISO text in UTC, which also sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = DateTime(timezone=True) if dialect.name == "postgresql" else String()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return aware(value) if dialect.name == "postgresql" else _text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return aware(value)
        return datetime.fromisoformat(value)
