"""Evidence about participants: their own acts, and the decisions of named people about them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.consents import GiveConsent, WithdrawConsent
from mentorcore.domain.commands.matches import CloseMatch
from mentorcore.domain.commands.participants import Disclose, ErasePerson, ExportPerson, Withdraw
from mentorcore.domain.commands.vetting import ListVetting, RecordEvidence, ShowVetting
from mentorcore.domain.people import RoleState
from mentorcore.domain.records import Record, RecordKind
from mentorcore.hooks.caller import Hooks
from mentorcore.hooks.families import ALL
from mentorcore.storage import matches, sealed
from mentorcore.testing import Trial, held_in


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def evidence(person: str, kind: str, **more: Any) -> RecordEvidence:
    return RecordEvidence(person=person, kind=RecordKind(kind), **more)


def decide(trial: Trial, by: str, person: str, kind: str, **more: Any) -> Record:
    return trial.desk(by).vetting.record(evidence(person, kind, **more))


def state(town: Town, person: str) -> tuple[RoleState, bool]:
    """Where a mentee stands, and whether they wait for a match."""
    (row,) = town.trial.desk().vetting.show(ShowVetting(person=person)).rows
    with town.trial.programme.context.store.read() as tx:
        return row.state, any(waiting.person == person for waiting in matches.waiting_list(tx))


def test_a_decision_is_made_by_a_named_person_and_moves_them(town: Town) -> None:
    trial, person, colleague = town.trial, town.outsider, town.committee
    assert state(town, person) == (RoleState.ADMITTED, True)

    decide(trial, trial.staff, person, "hold")
    assert state(town, person) == (RoleState.APPLIED, False)
    rejected = decide(trial, trial.staff, person, "rejection", reason="Not now.")
    with pytest.raises(Refused) as first:
        decide(trial, trial.staff, person, "admission")
    with pytest.raises(Refused) as same:
        decide(trial, trial.staff, person, "review")
    review = decide(trial, colleague, person, "review", reason="Looked at it again.")
    assert (codes(first), codes(same)) == (["vetting.review_first"], ["vetting.review_by_another"])
    assert review.supersedes == rejected.id
    with pytest.raises(Refused) as nothing:
        decide(trial, colleague, person, "review")
    assert codes(nothing) == ["vetting.nothing_to_review"]
    decide(trial, trial.staff, person, "admission", reason="We talked.")
    assert state(town, person) == (RoleState.ADMITTED, True)


def test_reasons_are_sealed(town: Town) -> None:
    record = decide(town.trial, town.trial.staff, town.outsider, "hold", reason="They asked to wait.")

    assert record.data == {"role": "mentee", "reason_given": True}
    assert "They asked" not in repr(record)
    with town.trial.programme.context.store.read() as tx:
        assert sealed.get(tx, town.outsider, f"record:{record.id}") == {"reason": "They asked to wait."}


def test_nobody_is_rejected_out_of_a_match(town: Town) -> None:
    """The other of the two would be left without a word."""
    with pytest.raises(Refused) as caught:
        decide(town.trial, town.trial.staff, town.mentor, "rejection", reason="Not now.")

    assert [(r.code, r.clauses) for r in caught.value.refusals] == [("vetting.match_first", ("CORE-5",))]
    town.trial.for_(town.mentor).matches.close(CloseMatch(match=town.match, told_by="staff"))
    rejected = decide(town.trial, town.trial.staff, town.mentor, "rejection", reason="Not now.")
    assert rejected.kind == RecordKind.REJECTION


def test_a_rejection_needs_a_reason(town: Town) -> None:
    with pytest.raises(Refused) as caught:
        decide(town.trial, town.trial.staff, town.outsider, "rejection", reason="  ")
    assert [(r.code, r.clauses) for r in caught.value.refusals] == [("vetting.rejection_reason", ("CORE-6",))]


@pytest.mark.parametrize("kind", ["admission", "hold", "rejection", "review"])
def test_nobody_decides_about_themselves(town: Town, kind: str) -> None:
    with pytest.raises(Refused) as oneself:
        decide(town.trial, town.outsider, town.outsider, kind, reason="Me.")
    with pytest.raises(Refused) as by_proxy:
        town.trial.for_(town.outsider).vetting.record(evidence(town.outsider, kind, reason="Me."))

    assert codes(oneself) == codes(by_proxy) == ["vetting.not_oneself"]


def test_whoever_left_is_not_decided_about(town: Town) -> None:
    town.trial.desk(town.outsider).participants.withdraw(Withdraw(person=town.outsider))

    with pytest.raises(Refused) as caught:
        decide(town.trial, town.trial.staff, town.outsider, "hold")
    assert codes(caught) == ["vetting.left"]


def test_an_acceptance_is_the_persons_own_act(town: Town) -> None:
    with pytest.raises(Refused) as caught:
        decide(town.trial, town.trial.staff, town.outsider, "acceptance", document="code")
    assert codes(caught) == ["vetting.own_act"]

    own = decide(town.trial, town.outsider, town.outsider, "acceptance", document="code")
    noted = town.trial.for_(town.outsider, how="letter").vetting.record(
        evidence(town.outsider, "acceptance", document="code")
    )
    assert (own.recorded_by, own.on_behalf, own.how, own.version) == (town.outsider, False, "", "2024-1")
    assert (noted.recorded_by, noted.on_behalf, noted.how) == (town.trial.staff, True, "letter")


def test_a_withdrawn_acceptance_keeps_out_of_the_pool(town: Town) -> None:
    desk = town.trial.desk().vetting
    assert desk.list(ListVetting()) == ()

    decide(town.trial, town.outsider, town.outsider, "withdrawal", document="code")

    (row,) = desk.list(ListVetting())
    assert (row.person, [lack.params["document"] for lack in row.lacks]) == (town.outsider, ["code"])


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"kind": "acceptance", "document": "nothing"}, "document"),
        ({"kind": "shown"}, "kind"),
    ],
)
def test_what_is_recorded_exists(lasting: Town, more: dict[str, str], where: str) -> None:
    with pytest.raises(InputFault) as caught:
        lasting.trial.desk(lasting.outsider).vetting.record(evidence(lasting.outsider, **more))
    assert [problem.where for problem in caught.value.problems] == [where]


def disclose(person: str, consent: str = "", **more: str) -> Disclose:
    plain: dict[str, Any] = {"tier": "contact", "recipient": "Dr Blanc"}
    return Disclose(person=person, consent=consent, **{**plain, **more})


def test_a_consent_names_exactly_what_is_told_to_whom_and_can_be_taken_back(town: Town) -> None:
    person, desk = town.mentee, town.trial.desk(purpose="protection")
    own = town.trial.desk(person)
    consent = own.consents.give(GiveConsent(person, "protection", "contact", recipient="Dr Blanc")).id

    told = desk.privacy.disclose(disclose(person, consent, recipient=" dr BLANC "))
    assert set(told) >= {"called", "phone"}
    for wrong in (
        disclose(person),
        disclose(person, consent, recipient="Dr Noir"),
        disclose(person, consent, tier="identity"),
        disclose(person, UNKNOWN["E"]),
    ):
        with pytest.raises(Refused) as caught:
            desk.privacy.disclose(wrong)
        assert codes(caught) == ["confidentiality.outside"]

    own.consents.withdraw(WithdrawConsent(person, consent))
    with pytest.raises(Refused):
        desk.privacy.disclose(disclose(person, consent))
    with pytest.raises(Refused) as unknown:
        own.consents.withdraw(WithdrawConsent(person, UNKNOWN["E"]))
    assert codes(unknown) == ["consent.unknown"]


def test_the_law_protects_and_the_one_it_is_about_does_not_read_of_it(town: Town) -> None:
    def own() -> list[str]:
        own_data = town.trial.desk(town.mentor).privacy.export(ExportPerson(person=town.mentor))
        file = town.trial.desk(town.mentor).vetting.show(ShowVetting(person=town.mentor))
        return [record.kind for record in own_data.records] + [record.kind for record in file.records]

    before = own()
    told = town.trial.desk().privacy.disclose(disclose(town.mentor, legal_basis="article 1", risk="a threat"))

    assert told
    assert own() == before
    file = town.trial.desk().vetting.show(ShowVetting(person=town.mentor))
    assert file.records[-1].data == {"tier": "contact", "purpose": "protection", "ground": "law"}


def test_a_disclosure_without_any_policy_still_needs_a_ground(town: Town) -> None:
    context = town.trial.programme.context
    context.hooks = Hooks(ALL, [found for found in context.hooks.policies if found.id != "outside"])
    with pytest.raises(Refused) as caught:
        town.trial.desk().privacy.disclose(disclose(town.mentee))
    assert codes(caught) == ["disclosure.no_ground"]


def test_somebody_who_is_not_there_has_no_evidence(lasting: Town) -> None:
    with pytest.raises(Refused) as caught:
        lasting.trial.desk().vetting.show(ShowVetting(person=UNKNOWN["P"]))
    assert codes(caught) == ["person.unknown"]


def test_own_data_are_complete_and_nobody_elses(town: Town) -> None:
    town.trial.send_all()
    own = town.trial.desk(town.mentee).privacy.export(ExportPerson(person=town.mentee))

    assert sorted(own.tiers) == sorted(tier.id for tier in town.trial.bundle.tiers)
    (match,) = own.matches
    assert set(match) == {"id", "side", "state", "proposed_on", "introduced_on"}
    assert town.mentor not in held_in((own.matches, own.messages, own.person))
    assert {message.recipient for message in own.messages} == {town.mentee}
    assert {record.person for record in own.records} == {town.mentee}
    assert f"shown:{town.match}" in own.words


def test_an_erasure_waits_for_a_concern_and_nobody_can_tell(town: Town) -> None:
    """The mentor is named in an open concern, the outsider in none."""
    trial = town.trial
    free = trial.desk(town.outsider).privacy.erase(ErasePerson(person=town.outsider))
    held = trial.desk(town.mentor).privacy.erase(ErasePerson(person=town.mentor))
    keys = trial.programme.context.store.keys

    assert held.kept == free.kept
    assert (set(keys.keys_for([town.outsider])), set(keys.keys_for([town.mentor]))) == (set(), {town.mentor})
    for person in (town.outsider, town.mentor):
        with pytest.raises(Refused) as caught:
            trial.desk(person).privacy.export(ExportPerson(person=person))
        assert codes(caught) == ["actor.unknown"]
        with pytest.raises(Refused) as unknown:
            trial.desk().vetting.show(ShowVetting(person=person))
        assert codes(unknown) == ["person.unknown"]

    told = trial.desk().privacy.disclose(
        disclose(town.mentor, tier="identity", legal_basis="article 1", risk="a threat")
    )
    assert told
    with pytest.raises(Refused):
        trial.desk().privacy.disclose(
            disclose(town.outsider, tier="identity", legal_basis="article 1", risk="a threat")
        )


@pytest.mark.parametrize("last", [True, False])
def test_the_last_one_in_a_staff_role_names_a_successor_first(town: Town, last: bool) -> None:
    grants = town.trial.desk(town.committee)
    if not last:
        town.trial.hire("committee")
        assert grants.privacy.erase(ErasePerson(person=town.committee)).person == town.committee
        return
    with pytest.raises(Refused) as caught:
        grants.privacy.erase(ErasePerson(person=town.committee))
    assert [(r.code, r.params) for r in caught.value.refusals] == [("staff.last", {"role": "committee"})]
