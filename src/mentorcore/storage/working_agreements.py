"""Queries about the versions of a pair's working agreement."""

from __future__ import annotations

from sqlalchemy import select, update

from mentorcore.domain.working_agreement import AgreementVersion
from mentorcore.storage.codec import fact, row
from mentorcore.storage.tables import agreements
from mentorcore.storage.transaction import Tx


def add_agreement(tx: Tx, version: AgreementVersion) -> None:
    """Store a version."""
    tx.add(agreements, row(version))


def save_agreement(tx: Tx, version: AgreementVersion) -> None:
    """Store what became of a version."""
    where = (agreements.c.match == version.match, agreements.c.version == version.version)
    tx.run(update(agreements).where(*where).values(**row(version)))


def agreements_of(tx: Tx, match_id: str) -> tuple[AgreementVersion, ...]:
    """The versions of a match's agreement, oldest first."""
    query = select(agreements).where(agreements.c.match == match_id).order_by(agreements.c.version)
    return tuple(fact(AgreementVersion, line) for line in tx.rows(query))
