"""A database runs on the bundle that it adopted; a changed one is read-only until somebody looked at the changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve
from tests.support.state import state_of
from tests.support.town import Town
from tests.support.verbs import VERBS, call, command_for

from mentorcore import InputFault, Programme, Refused
from mentorcore.desk.programme import Change, differences
from mentorcore.desk.replanning import DutyChanges
from mentorcore.domain.bundle import Bundle, DocumentDef, PolicyDef
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import VerifyAudit
from mentorcore.domain.commands.matches import CloseMatch, ProposeRound
from mentorcore.domain.commands.participants import ListParticipants, Withdraw
from mentorcore.domain.commands.programme import AdoptBundle
from mentorcore.domain.commands.vetting import ListVetting, RecordEvidence
from mentorcore.domain.errors import Problem
from mentorcore.domain.records import RecordKind
from mentorcore.storage import meta
from mentorcore.testing import changed


def reopened(town: Town, bundle: Bundle) -> Programme:
    """The same database with another bundle installed."""
    fresh, _ = Programme.in_memory(bundle)
    context = fresh.context
    return Programme(evolve(context, store=town.trial.programme.context.store))


def with_code(bundle: Bundle, **values: Any) -> Bundle:
    """The bundle with another code of conduct."""
    documents = tuple(evolve(found, **values) if found.id == "code" else found for found in bundle.documents)
    return changed(bundle, documents=documents)


@pytest.fixture
def newer(town: Town) -> Programme:
    """With a new version of the code."""
    return reopened(town, with_code(town.trial.bundle, version="2025-1", digest="new"))


@pytest.mark.parametrize("name", [name for name, verb in VERBS.items() if verb.spec.writes])
def test_a_changed_bundle_is_read_only_except_for_leaving(lasting: Town, name: str) -> None:
    header = evolve(lasting.trial.bundle.programme, version="next")
    programme = reopened(lasting, changed(lasting.trial.bundle, programme=header))
    spec = VERBS[name].spec
    if spec.leaves or spec.unadopted:
        return  # tests of leaving show that they go on, and the tests below the adoption itself
    assert not programme.adopted
    before = state_of(programme, without=("audit",))
    for actor in (lasting.trial.staff, lasting.mentee):
        with pytest.raises(Refused) as caught:
            call(programme, name, actor, command_for(VERBS[name], lasting.ids))
        assert [refusal.code for refusal in caught.value.refusals] == ["programme.not_adopted"]

    assert state_of(programme, without=("audit",)) == before


def test_reading_and_leaving_go_on(town: Town, newer: Programme) -> None:
    desk = newer.desk(town.trial.staff)

    assert len(desk.participants.list(ListParticipants())) == 3
    assert desk.agenda.show(ShowAgenda()).concerns
    assert desk.audit.verify(VerifyAudit()) > 0
    assert newer.desk(town.mentee).matches.close(CloseMatch(match=town.match)).state == "ended"
    assert (
        newer.desk(town.outsider).participants.withdraw(Withdraw(person=town.outsider)).roles[0].state
        == "left"
    )


def test_a_trial_run_shows_the_differences_and_changes_nothing(town: Town, newer: Programme) -> None:
    before = state_of(newer, without=("audit",))

    found = newer.desk(town.trial.staff).programme.adopt(AdoptBundle(dry_run=True))

    code = town.trial.bundle.document("code")
    assert code is not None
    assert found.changes == (
        Change("documents.code.digest", code.digest, "new"),
        Change("documents.code.version", "2024-1", "2025-1"),
    )
    assert (found.planned, found.adopted) == (0, False)
    assert state_of(newer, without=("audit",)) == before


def test_an_adoption_lets_everything_go_on_and_keeps_the_earlier_one(town: Town, newer: Programme) -> None:
    found = newer.desk(town.trial.staff).programme.adopt(AdoptBundle())

    assert (found.adopted, newer.adopted, town.trial.programme.adopted) == (True, True, False)
    assert len(found.changes) == 2
    with newer.context.store.read() as tx:
        adopted = meta.adopted(tx)
        assert adopted is not None
        assert (adopted.digest, adopted.adopted_by) == (newer.bundle.digest, town.trial.staff)
    again = newer.desk(town.trial.staff).programme.adopt(AdoptBundle())
    assert (again.changes, again.adopted) == ((), False)


def test_a_new_version_of_the_code_empties_the_pool_until_it_is_accepted(
    town: Town, newer: Programme
) -> None:
    mentor = town.trial.participant("mentor")
    assert town.trial.desk().vetting.list(ListVetting()) == ()
    newer.desk(town.trial.staff).programme.adopt(AdoptBundle())
    desk = newer.desk(town.trial.staff)

    lacking = {row.person: [lack.code for lack in row.lacks] for row in desk.vetting.list(ListVetting())}
    everybody = {town.mentee, town.mentor, town.outsider, mentor}
    assert lacking == {person: ["vetting.acceptance"] for person in everybody}
    with pytest.raises(Refused) as caught:
        desk.matches.propose(ProposeRound())
    assert [refusal.code for refusal in caught.value.refusals] == ["round.empty_pool"]

    for person in (town.outsider, mentor):
        accepted = RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document="code")
        newer.desk(person).vetting.record(accepted)
    made = desk.matches.propose(ProposeRound())
    assert (made.mentees, made.mentors) == (1, 1)


def test_a_text_does_not_change_under_the_same_version(town: Town) -> None:
    programme = reopened(town, with_code(town.trial.bundle, digest="changed in silence"))

    for dry_run in (True, False):
        with pytest.raises(InputFault) as caught:
            programme.desk(town.trial.staff).programme.adopt(AdoptBundle(dry_run=dry_run))
        assert caught.value.problems == (
            Problem("document.same_version", "documents.code", {"version": "2024-1"}),
        )
    assert not programme.adopted


def test_a_new_document_may_come_and_an_old_one_go(town: Town) -> None:
    bundle = town.trial.bundle
    documents = (*bundle.documents, DocumentDef("extra", "1", digest="x"))
    found = reopened(town, changed(bundle, documents=documents)).desk(town.trial.staff)

    (change,) = found.programme.adopt(AdoptBundle(dry_run=True)).changes
    assert (change.path, change.before) == ("documents.extra", "")


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": "x"}, {"a": "y"}, [("a", "x", "y")]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [("a.b", "1", "2")]),
        ({}, {"a": True}, [("a", "", "true")]),
        ({"a": 1}, {}, [("a", "1", "")]),
        ({"a": [1]}, {"a": [2]}, [("a", "[1]", "[2]")]),
        ({"a": [{"id": "x", "b": 1}]}, {"a": [{"id": "y", "b": 1}, {"id": "x", "b": 2}]},
         [("a.x.b", "1", "2"), ("a.y", "", '{"id": "y", "b": 1}')]),
        ({"a": [{"id": "x"}]}, {"a": [{"id": "x"}, 3]}, [("a", '[{"id": "x"}]', '[{"id": "x"}, 3]')]),
    ],
)  # fmt: skip
def test_differences_have_a_path(old: object, new: object, changes: list[tuple[str, str, str]]) -> None:
    assert differences(old, new) == tuple(Change(*change) for change in changes)


def test_long_values_are_cut() -> None:
    (change,) = differences({"a": ["x" * 300]}, {"a": []})

    assert (len(change.before), change.after) == (200, "[]")


def test_an_adoption_notes_the_code_that_the_rules_come_from(town: Town) -> None:
    """Other code of a plugin is a difference to look at, and is noted when it is adopted; so is its version."""
    opening = json.loads(town.trial.programme.context.opening)
    kept = opening["plugins"]["vetting"]
    assert sorted(kept) == ["digest", "version"]
    again = reopened(town, town.trial.bundle)
    opening["plugins"]["vetting"] = {"version": "9.9", "digest": "0" * 64}
    programme = Programme(evolve(again.context, opening=json.dumps(opening)))
    desk = programme.desk(town.trial.staff).programme

    seen = desk.adopt(AdoptBundle(dry_run=True))
    assert seen.changes == (
        Change("plugins.vetting.digest", kept["digest"], "0" * 64),
        Change("plugins.vetting.version", kept["version"], "9.9"),
    )
    assert desk.adopt(AdoptBundle()).adopted
    assert desk.adopt(AdoptBundle()).changes == ()


def test_a_trial_run_counts_the_duties_that_would_change_rule_by_rule(town: Town) -> None:
    """A rhythm comes in, and the policy that follows concerns up goes: of these the handler alone reads."""
    rhythm = PolicyDef(
        "sessions", "cadence.sessions_per_period", settings={"sessions": 1, "owner": "coordinator"}
    )
    policies = tuple(found for found in town.trial.bundle.policies if found.id != "triage")
    newer = reopened(town, changed(town.trial.bundle, policies=(*policies, rhythm)))
    before = state_of(newer, without=("audit",))

    foreseen = newer.desk(town.trial.staff).programme.adopt(AdoptBundle(dry_run=True))
    assert state_of(newer, without=("audit",)) == before
    (line,) = [found for found in foreseen.duties if found.policy == "sessions"]
    assert line == DutyChanges("sessions", "sessions", opened=13)
    assert (foreseen.adopted, foreseen.planned) == (False, sum(found.count for found in foreseen.duties))

    done = newer.desk(town.trial.staff).programme.adopt(AdoptBundle())
    assert (done.adopted, done.duties, done.planned) == (True, foreseen.duties, foreseen.planned)
    assert newer.desk(town.trial.staff).programme.adopt(AdoptBundle(dry_run=True)).duties == ()
