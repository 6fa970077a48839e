"""Reading a participant's records: what still stands, newest first, and for which role."""

from __future__ import annotations

from collections.abc import Iterator

from mentorcore.domain.people import Candidate
from mentorcore.domain.records import Record, RecordKind


def standing(candidate: Candidate, *kinds: str) -> Iterator[Record]:
    """The records of these kinds that nothing supersedes, newest first.

    Args:
        candidate: whose records.
        kinds: see `RecordKind`.
    """
    superseded = {record.supersedes for record in candidate.records}
    for record in reversed(candidate.records):
        if record.kind in kinds and record.id not in superseded:
            yield record


def admission_decisions(candidate: Candidate) -> Iterator[Record]:
    """Admissions and holds that count for the candidate's role, newest first.

    A record that names no role counts for every role. An admission that the participant wrote about
    themselves counts for none; a hold always counts.
    """
    for record in standing(candidate, RecordKind.ADMISSION, RecordKind.HOLD):
        for_role = record.data.get("role", candidate.role) == candidate.role
        by_another = record.recorded_by not in ("", candidate.person)
        if for_role and (by_another or record.kind == RecordKind.HOLD):
            yield record
