"""The working agreement: in versions, settled once both accepted the same one, with points that can wait."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from tests.desk.test_session_plans import pair_on_files
from tests.support.packages import Site
from tests.support.pairs import ANSWERS, CANARY, Pair, make_pair
from tests.support.together import codes

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.matches import ShowMatch, SuspendMatch
from mentorcore.domain.commands.sessions import CancelSession
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement, ShowAgreement
from mentorcore.domain.duties import DutyState
from mentorcore.domain.sessions import CancelledBy, Process
from mentorcore.storage import duties


def owed(pair: Pair, rule: str) -> list[tuple[str, date, DutyState]]:
    with pair.trial.programme.context.store.read() as tx:
        found = duties.duties_about(tx, [pair.match])[pair.match]
    return [(duty.owner, duty.due_on, duty.state) for duty in found if duty.rule == rule]


def test_an_agreement_is_settled_once_both_accepted_the_same_version(pair: Pair) -> None:
    proposed = pair.mentees.agreement.propose(ProposeAgreement(pair.match, ANSWERS))
    waiting = pair.mentors.agreement.show(ShowAgreement(pair.match))
    assert (proposed.settled, proposed.mentor_accepted_on) == (False, None)
    assert (waiting.in_force, dict(waiting.answers), dict(waiting.proposed)) == (None, {}, ANSWERS)
    assert pair.staffs.matches.show(ShowMatch(pair.match)).match.confidentiality == ""
    pair.trial.clock.advance(1)
    settled = pair.mentors.agreement.accept(AcceptAgreement(pair.match, version=1))

    assert (settled.settled_on, settled.mentee_accepted_on, settled.mentor_accepted_on) == (
        pair.on(),
        pair.on(-1),
        pair.on(),
    )
    assert (settled.form, settled.form_version, settled.confidentiality) == ("agreement", "2", "strict")
    shown = pair.mentees.agreement.show(ShowAgreement(pair.match))
    assert (shown.in_force, dict(shown.answers), dict(shown.proposed)) == (1, ANSWERS, {})
    assert pair.staffs.matches.show(ShowMatch(pair.match)).match.confidentiality == "strict"
    assert pair.said("agreement") == [
        ("agreement.proposed", {"version": 1, "by": "mentee"}),
        ("agreement.accepted", {"version": 1, "by": "mentee"}),
        ("agreement.accepted", {"version": 1, "by": "mentor"}),
        ("agreement.settled", {"version": 1, "confidentiality": "strict", "later": ""}),
    ]


def test_what_one_side_accepted_is_not_agreed(pair: Pair) -> None:
    pair.mentees.agreement.propose(ProposeAgreement(pair.match, ANSWERS))
    for desk in (pair.mentees, pair.trial.for_(pair.mentee)):
        with pytest.raises(Refused) as twice:
            desk.agreement.accept(AcceptAgreement(pair.match, version=1))
        assert codes(twice) == ["agreement.accepted_already"]
    pair.mentors.agreement.propose(ProposeAgreement(pair.match, {**ANSWERS, "level": "open"}))
    with pytest.raises(Refused) as older:
        pair.mentors.agreement.accept(AcceptAgreement(pair.match, version=1))
    assert codes(older) == ["agreement.superseded"]
    with pytest.raises(Refused) as staff:
        pair.staffs.agreement.accept(AcceptAgreement(pair.match, version=2))
    assert codes(staff) == ["grant.on_behalf"]

    assert pair.mentees.agreement.show(ShowAgreement(pair.match)).in_force is None
    assert pair.trial.for_(pair.mentee).agreement.accept(AcceptAgreement(pair.match, version=2)).settled


def test_what_was_settled_holds_until_both_accept_something_newer(pair: Pair) -> None:
    pair.settle()
    newer = pair.mentors.agreement.propose(ProposeAgreement(pair.match, {"limits": "Never on Sundays."}))
    shown = pair.mentees.agreement.show(ShowAgreement(pair.match))

    assert (shown.in_force, dict(shown.answers)) == (1, ANSWERS)
    assert dict(shown.proposed) == {**ANSWERS, "limits": "Never on Sundays."}
    pair.mentees.agreement.accept(AcceptAgreement(pair.match, version=newer.version))
    after = pair.mentees.agreement.show(ShowAgreement(pair.match))
    assert (after.in_force, dict(after.answers)) == (2, {**ANSWERS, "limits": "Never on Sundays."})


def test_points_that_were_put_off_come_back_at_the_next_session(pair: Pair) -> None:
    pair.settle(limits="later", cancelling="later")
    assert pair.said("agreement")[-1] == (
        "agreement.settled",
        {"version": 1, "confidentiality": "strict", "later": "limits cancelling"},
    )
    both = (pair.mentee, pair.mentor)
    assert sorted(owed(pair, "agreement-later")) == sorted((p, pair.on(30), DutyState.OPEN) for p in both)
    planned = pair.plan(14)
    assert sorted(owed(pair, "agreement-later")) == sorted((p, pair.on(14), DutyState.OPEN) for p in both)
    pair.trial.clock.advance(14)
    pair.log(session=planned.id)
    assert sorted(owed(pair, "agreement-later")) == sorted((p, pair.on(), DutyState.OPEN) for p in both)

    newer = pair.mentors.agreement.propose(
        ProposeAgreement(pair.match, {"limits": "By day.", "cancelling": "A call."})
    )
    pair.mentees.agreement.accept(AcceptAgreement(pair.match, version=newer.version))
    assert sorted(owed(pair, "agreement-later")) == sorted((p, pair.on(), DutyState.DONE) for p in both)


def test_both_owe_an_agreement_once_they_have_met(pair: Pair) -> None:
    assert owed(pair, "agreement-missing") == []
    pair.log()
    both = (pair.mentee, pair.mentor)
    assert sorted(owed(pair, "agreement-missing")) == sorted((p, pair.on(7), DutyState.OPEN) for p in both)
    pair.settle(level="later")
    assert {state for _, _, state in owed(pair, "agreement-missing")} == {DutyState.OPEN}
    pair.settle(level="open")
    assert {state for _, _, state in owed(pair, "agreement-missing")} == {DutyState.DONE}


def test_answers_are_those_of_the_form(pair: Pair) -> None:
    for answers, found in (
        (
            {},
            [
                ("answer.required_or_later", "level"),
                ("answer.required_or_later", "limits"),
                ("answer.required_or_later", "cancelling"),
            ],
        ),
        ({**ANSWERS, "level": "secret"}, [("choice.unknown", "level")]),
        ({**ANSWERS, "x": CANARY}, [("question.unknown", "x")]),
    ):
        with pytest.raises(InputFault) as caught:
            pair.mentees.agreement.propose(ProposeAgreement(pair.match, answers))
        assert sorted((p.code, p.where) for p in caught.value.problems) == sorted(found)
    with pytest.raises(Refused) as none:
        pair.mentors.agreement.accept(AcceptAgreement(pair.match, version=1))
    assert codes(none) == ["agreement.unknown_version"]


def test_staff_write_down_what_a_party_proposes_and_do_not_read_it_again(pair: Pair) -> None:
    written = pair.trial.for_(pair.mentee)
    assert written.agreement.propose(ProposeAgreement(pair.match, ANSWERS)).proposed_by == "mentee"
    assert dict(written.agreement.show(ShowAgreement(pair.match)).proposed) == {}
    with pytest.raises(Refused) as staff:
        pair.staffs.agreement.propose(ProposeAgreement(pair.match, ANSWERS))
    assert codes(staff) == ["grant.on_behalf"]


def test_nothing_is_proposed_in_a_pause(pair: Pair) -> None:
    pair.staffs.matches.suspend(SuspendMatch(pair.match))
    with pytest.raises(Refused) as paused:
        pair.mentees.agreement.propose(ProposeAgreement(pair.match, ANSWERS))
    assert codes(paused) == ["agreement.not_now"]


def test_a_programme_without_such_a_form_has_no_agreement_and_asks_for_none(following: Site) -> None:
    pair = make_pair(without="agreement")
    with pytest.raises(Refused) as caught:
        pair.mentees.agreement.propose(ProposeAgreement(pair.match, {}))
    assert codes(caught) == ["agreement.no_form"]
    assert pair.log(checklist=True).deviations == ("unplanned",)
    planned = pair.plan()
    gone = CancelSession(pair.match, planned.id, CancelledBy.STAFF, Process.AGREED)
    assert pair.staffs.sessions.cancel(gone).process == "agreed"
    pair.trial.close()


def test_two_proposals_at_once_become_two_versions(following: Site, tmp_path: Path) -> None:
    pair, _, _ = pair_on_files(tmp_path)
    start, said = threading.Barrier(2), []

    def propose(who: str) -> None:
        start.wait()
        said.append(pair.trial.desk(who).agreement.propose(ProposeAgreement(pair.match, ANSWERS)).version)

    actors = [threading.Thread(target=propose, args=(who,)) for who in (pair.mentee, pair.mentor)]
    for actor in actors:
        actor.start()
    for actor in actors:
        actor.join()
    assert sorted(said) == [1, 2]
    pair.trial.close()


def test_how_often_the_two_want_to_meet_can_be_followed(pair: Pair) -> None:
    """What they settle stands in the event that rhythms read; put off or left open, it does not."""
    for often in ({}, {"often": "later"}, {"often": "2"}):
        pair.settle(**often)
    settled = [data for type_, data in pair.said("agreement") if type_ == "agreement.settled"]

    assert [data.get("sessions") for data in settled] == [None, None, 2]
