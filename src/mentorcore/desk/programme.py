"""The facet `programme`: its figures, and the adoption of a changed bundle."""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen

from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.form_versions import refuse_silent_forms
from mentorcore.desk.replanning import DutyChanges, counted
from mentorcore.domain.commands.programme import AdoptBundle, ShowProgramme
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.events import PROGRAMME
from mentorcore.domain.matches import EndKind, MatchState
from mentorcore.domain.people import RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.engine import planner
from mentorcore.engine.histories import ADOPTED
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.indicators import Counts, Indicator, indicators
from mentorcore.storage import matches, meta, people, records


@frozen
class Change:
    """One difference between the adopted bundle and the installed one.

    Args:
        path: where, such as ``documents.code.version``.
        before: the value adopted; empty where there was none.
        after: the value installed; empty where there is none any more.
    """

    path: str
    before: str
    after: str


@frozen
class Adoption:
    """What an adoption changes.

    Args:
        changes: the differences.
        planned: duties that planning anew opens, moves or closes.
        adopted: whether it took place.
        duties: these, rule by rule.
    """

    changes: tuple[Change, ...]
    planned: int
    adopted: bool
    duties: tuple[DutyChanges, ...] = ()


class ProgrammeFacet(Facet):
    """The programme."""

    @view("programme.show", subject="programme", purpose="reporting", grants=ANY)
    def show(self, work: Work, command: ShowProgramme) -> tuple[Indicator, ...]:
        """The programme's figures, as far as a policy lets them be shown."""
        return work.context.hooks.ask_flat(indicators, counts=_counts(work))

    @action("programme.adopt", subject="programme", purpose="administration", grants=ANY, unadopted=True)
    def adopt(self, work: Work, command: AdoptBundle) -> Adoption:
        """Let the database go on with the installed bundle, and plan everything anew; a dry run only tells what that
        would change."""
        before = meta.adopted(work.tx)
        held, found = json.loads(before.snapshot) if before else {}, json.loads(work.context.opening)
        old, new = held.get("values", {}), found["values"]
        changes = (*differences(old, new), *differences(held.get("plugins"), found["plugins"], "plugins"))
        _refuse_silent_texts(old, new)
        refuse_silent_forms(old, new)
        if not changes:
            return Adoption(changes, 0, False)
        if not command.dry_run:
            meta.adopt(work.tx, work.bundle.digest, work.actor.id, work.context.opening)
            work.event(ADOPTED, PROGRAMME, digest=work.bundle.digest)
        planned = counted(work, planner.plan_everything(work.context, work.tx, store=not command.dry_run))
        return Adoption(changes, sum(rule.count for rule in planned), not command.dry_run, planned)


def _counts(work: Work) -> Counts:
    sides = {role.id for role in work.bundle.roles if role.kind == "participant"}
    states = [held.state for person in people.people(work.tx) for held in person.roles if held.role in sides]
    found = matches.matches_of(work.tx)
    together = [match.state for match in found]
    return Counts(
        applied=states.count(RoleState.APPLIED),
        admitted=states.count(RoleState.ADMITTED),
        waiting=len(matches.waiting_list(work.tx)),
        proposed=together.count(MatchState.PROPOSED),
        active=together.count(MatchState.ACTIVE),
        suspended=together.count(MatchState.SUSPENDED),
        ended=together.count(MatchState.ENDED),
        early=sum(match.state is MatchState.ENDED and match.end is EndKind.LEFT for match in found),
        attended=len(records.records_of_kind(work.tx, RecordKind.WORKSHOP.value)),
    )


def differences(old: Any, new: Any, path: str = "") -> tuple[Change, ...]:
    """The differences between two JSON values, by path; lists of things with an id are compared by it."""
    if old == new:
        return ()
    if isinstance(old, dict) and isinstance(new, dict):
        names = [*old, *(name for name in new if name not in old)]
        parts = ((old.get(name), new.get(name), f"{path}.{name}".lstrip(".")) for name in names)
        return tuple(change for before, after, where in parts for change in differences(before, after, where))
    if _has_ids(old) and _has_ids(new):
        return differences({x["id"]: x for x in old}, {x["id"]: x for x in new}, path)
    return (Change(path, _short(old), _short(new)),)


def _has_ids(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "id" in item for item in value)


def _short(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:200]


def _refuse_silent_texts(old: dict[str, Any], new: dict[str, Any]) -> None:
    """A text that people accepted does not change under the same version."""
    before = {document["id"]: document for document in old.get("documents", [])}
    problems = [
        Problem("document.same_version", f"documents.{document['id']}", {"version": document["version"]})
        for document in new["documents"]
        if document["id"] in before
        and before[document["id"]]["version"] == document["version"]
        and before[document["id"]]["digest"] != document["digest"]
    ]
    if problems:
        raise InputFault(problems)
