"""The facet `retention`: what the bundle's rules say is kept no longer goes, in one transaction.

A run that is killed has done nothing, or all of it but the destruction of keys and logs, which the next run, erasure
or opening finishes. Two runs at once take turns, and the second finds nothing left.
"""

from __future__ import annotations

from attrs import frozen

from mentorcore.desk.draft_keeping import discard_old
from mentorcore.desk.erasing import erase_person
from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.handling import handled
from mentorcore.desk.held_data import cut_logs
from mentorcore.desk.overdue import ACCOUNTS, Due, due_now, plan_retention
from mentorcore.desk.survey_drafts import destroy_expired_drafts
from mentorcore.domain.commands.privacy import RunRetention
from mentorcore.engine.verbs import action
from mentorcore.engine.work import Work
from mentorcore.storage import people, sealed


@frozen
class Gone:
    """What one rule lets go of.

    Args:
        kind: see `mentorcore.domain.retention.RETENTION_KINDS`.
        then: ``erase-person`` or ``destroy-words``.
        count: how many.
        ids: public ids: of the people, or of what the words belong to.
    """

    kind: str
    then: str
    count: int
    ids: tuple[str, ...]


@frozen
class RetentionReport:
    """What a run did, or would do.

    Args:
        dry_run: whether nothing was done.
        gone: a line for each rule of the bundle, also where nothing goes; of concerns those that the actor handles.
    """

    dry_run: bool
    gone: tuple[Gone, ...]


class Retention(Facet):
    """Retention."""

    @action("retention.run", subject="programme", purpose="administration", grants=ANY)
    def run(self, work: Work, command: RunRetention) -> RetentionReport:
        """Destroy what the bundle's rules say is kept no longer, or only list it. Whose data may not be destroyed
        yet is passed over."""
        found = due_now(work)
        known = {concern.id for concern in handled(work)}
        lines = []
        for kind, (rule, things) in found.items():
            seen = [due for due in things if kind != ACCOUNTS or due.id in known]
            ids = tuple(dict.fromkeys(due.id for due in seen))
            lines.append(Gone(kind, rule.then, len(ids), ids))
            # the audit is read by those, too, whom the concerns name: it never says that accounts went
            if seen and not command.dry_run and kind != ACCOUNTS:
                work.because(f"retention.{kind}")
        if not command.dry_run:
            for _, (rule, things) in found.items():
                for due in things:
                    _let_go(work, due, erase=rule.then == "erase-person")
            destroy_expired_drafts(work)
            discard_old(work)
            plan_retention(work)
            cut_logs(work)
        return RetentionReport(command.dry_run, tuple(lines))


def _let_go(work: Work, due: Due, *, erase: bool) -> None:
    person = people.person(work.tx, due.dossier) if erase else None
    if person is not None:
        erase_person(work, person)
    elif due.tier:
        sealed.remove(work.tx, due.dossier, [due.tier])
    else:
        sealed.drop(
            work.tx, due.dossier
        )  # `held_data` destroys its key: no copy of the database can be read either
