"""The first session: what the two agree upon, what waits until the next one, and what a cancellation follows then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore import InputFault, Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.consents import GiveConsent
from mentorcore.domain.commands.sessions import (
    CancelSession,
    ListSessions,
    LogSession,
    PlanSession,
    RecordSession,
    ShowSession,
)
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement, ShowAgreement
from mentorcore.domain.duties import DutyState
from mentorcore.domain.matches import Match
from mentorcore.domain.sessions import CancelledBy, Process, Session, SessionState
from mentorcore.domain.working_agreement import AgreementVersion
from mentorcore.testing import Attempt, Trial, at_once, plain_answers

Settle = Callable[..., AgreementVersion]
Hold = Callable[..., Session]
Type = Callable[..., Result]


def answers(heart: Trial) -> dict[str, str]:
    """Plain answers to every point of the agreement."""
    return plain_answers(heart.bundle, "agreement", 1)


def owed(heart: Trial, match: Match, rule: str) -> list[tuple[str, int, DutyState]]:
    """Who owes it, in how many days, and what became of it."""
    found = [(d.owner, (d.due_on - heart.today).days, d.state) for d in heart.duties(match.id, rule)]
    return sorted(found, key=lambda duty: match.parties.index(duty[0]))


@pytest.mark.clause("ATH-RESP-1")
@pytest.mark.parametrize("settled", ["nothing", "proposed by one", "proposed by staff for one"])
def test_ath_resp_1_the_first_session_is_not_complete_without_an_agreement(
    heart: Trial, pair: Match, settle: Settle, settled: str
) -> None:
    if settled != "nothing":
        desk = heart.desk(pair.mentor) if settled == "proposed by one" else heart.for_(pair.mentor)
        desk.agreement.propose(ProposeAgreement(pair.id, answers(heart)))
    complete = LogSession(pair.id, minutes=60, checklist=True)
    for desk in (heart.desk(pair.mentee), heart.desk(pair.mentor), heart.for_(pair.mentee)):
        with pytest.raises(Refused) as refused:
            desk.sessions.log(complete)
        assert [refusal.code for refusal in refused.value.refusals] == ["session.agreement_missing"]

    settle(pair)
    assert heart.desk(pair.mentee).sessions.log(complete).deviations == ("unplanned",)


@pytest.mark.clause("ATH-RESP-1", "ATH-COMM-1")
def test_ath_resp_1_a_session_is_noted_all_the_same_and_both_owe_the_agreement(
    heart: Trial, pair: Match, hold: Hold, settle: Settle
) -> None:
    assert heart.duties(pair.id, "agreement-missing") == ()
    assert hold(pair).deviations == ("unplanned", "agreement-missing")
    assert owed(heart, pair, "agreement-missing") == [(party, 7, DutyState.OPEN) for party in pair.parties]
    clauses = {duty.clauses for duty in heart.duties(pair.id, "agreement-missing")}
    assert clauses == {("ATH-RESP-1", "ATH-BOUND-1", "ATH-COMM-1")}

    settle(pair)
    assert owed(heart, pair, "agreement-missing") == [(party, 7, DutyState.DONE) for party in pair.parties]


@pytest.mark.clause("ATH-RESP-1")
@pytest.mark.parametrize("level", [None, "later", "open-to-all"])
def test_ath_resp_1_no_agreement_does_without_a_level(heart: Trial, pair: Match, level: str | None) -> None:
    found = {name: answer for name, answer in answers(heart).items() if name != "confidentiality"}
    if level is not None:
        found["confidentiality"] = level
    for desk in (heart.desk(pair.mentee), heart.desk(pair.mentor), heart.for_(pair.mentor)):
        with pytest.raises(InputFault) as fault:
            desk.agreement.propose(ProposeAgreement(pair.id, found))
        assert [problem.where for problem in fault.value.problems] == ["confidentiality"]
    assert heart.desk(pair.mentee).agreement.show(ShowAgreement(pair.id)).versions == ()


@pytest.mark.clause("ATH-RESP-1")
def test_ath_resp_1_what_one_side_accepted_is_not_agreed(heart: Trial, pair: Match) -> None:
    heart.desk(pair.mentee).agreement.propose(ProposeAgreement(pair.id, answers(heart)))
    accept = AcceptAgreement(pair.id, version=1)
    for desk in (heart.desk(pair.mentee), heart.for_(pair.mentee), heart.desk()):
        with pytest.raises(Refused):
            desk.agreement.accept(accept)
    stranger = heart.participant("mentor")
    with pytest.raises(Refused):
        heart.desk(stranger).agreement.accept(accept)
    assert heart.desk(pair.mentor).agreement.show(ShowAgreement(pair.id)).in_force is None

    other = ProposeAgreement(pair.id, {**answers(heart), "confidentiality": "summary-shared"})
    heart.desk(pair.mentor).agreement.propose(other)
    with pytest.raises(Refused):  # what the mentor read first holds no more
        heart.desk(pair.mentor).agreement.accept(accept)
    assert heart.desk(pair.mentee).agreement.accept(AcceptAgreement(pair.id, version=2)).settled_on


@pytest.mark.clause("ATH-RESP-1")
def test_ath_resp_1_of_two_who_accept_and_propose_at_once_none_is_taken_by_surprise(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle, tmp_path: Path
) -> None:
    heart = on_disk(bundle)
    match = heart.introduced(heart.participant("mentee"), heart.participant("mentor"))
    heart.desk(match.mentee).agreement.propose(ProposeAgreement(match.id, answers(heart)))
    newer = ProposeAgreement(match.id, {**answers(heart), "confidentiality": "summary-shared"})
    attempts = (
        Attempt(match.mentee, "agreement.propose", newer),
        Attempt(match.mentor, "agreement.accept", AcceptAgreement(match.id, version=1)),
    )
    said = at_once("at_the_heart", tmp_path / "heart.db", tmp_path / "heart.keys", attempts)

    assert Counter(outcome.code for outcome in said) in ({"": 2}, {"": 1, "agreement.superseded": 1})
    shown = heart.desk(match.mentor).agreement.show(ShowAgreement(match.id))
    accepted = [version for version in shown.versions if version.settled]
    assert [(v.version, v.confidentiality) for v in accepted] in ([], [(1, "between-us")])
    assert shown.in_force == (1 if accepted else None)


@pytest.mark.clause("ATH-RESP-1", "ATH-CONF-1")
@pytest.mark.parametrize("level", ["between-us", "team-if-stuck", "summary-shared"])
def test_ath_resp_1_what_is_read_later_follows_the_level(
    heart: Trial, pair: Match, settle: Settle, hold: Hold, level: str
) -> None:
    settle(pair, confidentiality=level)
    session = hold(pair)
    own = RecordSession(pair.id, session.id, {"content": "Prices, mostly."})
    heart.desk(pair.mentee).sessions.record(own)
    show = ShowSession(pair.id, session.id)
    opened = []
    for party in pair.parties:
        assert heart.desk().sessions.show(show).record == ()
        heart.desk(party).consents.give(GiveConsent(party, "support", "session-record"))
        opened.append(len(heart.desk().sessions.show(show).record))

    assert opened == [0, 1 if level == "summary-shared" else 0]


@pytest.mark.clause("ATH-COMM-1", "ATH-BOUND-1")
def test_ath_comm_1_the_checklist_lacks_no_point(heart: Trial, pair: Match, bundle: Bundle) -> None:
    points = [question.id for question in bundle.questions_of("agreement") if question.required]
    for point in points:
        rest = {name: answer for name, answer in answers(heart).items() if name != point}
        with pytest.raises(InputFault) as fault:
            heart.desk(pair.mentor).agreement.propose(ProposeAgreement(pair.id, rest))
        assert [problem.where for problem in fault.value.problems] == [point]

    assert len(points) == 11


@pytest.mark.clause("ATH-COMM-1", "ATH-BOUND-1")
@pytest.mark.parametrize("point", ["cancelling", "contact_hours", "session_channels"])
def test_ath_comm_1_what_is_put_off_comes_back_at_the_next_session(
    heart: Trial, pair: Match, settle: Settle, hold: Hold, point: str
) -> None:
    assert settle(pair, **{point: "later"}).later == (point,)
    hold(pair, checklist=True)
    assert owed(heart, pair, "agreement-later") == [(party, 30, DutyState.OPEN) for party in pair.parties]
    on = heart.today + timedelta(21)
    plan = heart.desk(pair.mentee).sessions.plan(PlanSession(pair.id, on=on))
    assert owed(heart, pair, "agreement-later") == [(party, 21, DutyState.OPEN) for party in pair.parties]

    heart.clock.advance(21)
    hold(pair, session=plan.id)
    settle(pair)
    assert owed(heart, pair, "agreement-later") == [(party, 0, DutyState.DONE) for party in pair.parties]
    shown = heart.desk(pair.mentor).agreement.show(ShowAgreement(pair.id))
    assert (
        shown.answers[point] == heart.desk(pair.mentee).agreement.show(ShowAgreement(pair.id)).answers[point]
    )
    assert [version.settled for version in shown.versions] == [True, True]


@pytest.mark.clause("ATH-COMM-1")
@pytest.mark.parametrize("process", Process)
@pytest.mark.parametrize("by", CancelledBy)
def test_ath_comm_1_a_cancellation_says_who_and_in_which_way(
    heart: Trial, pair: Match, settle: Settle, by: CancelledBy, process: Process
) -> None:
    plan = PlanSession(pair.id, on=heart.today + timedelta(14))
    before = heart.desk(pair.mentee).sessions.plan(plan)
    cancel = CancelSession(pair.id, before.id, by, process)
    if process is Process.AGREED:  # nothing is agreed upon yet
        with pytest.raises(Refused) as refused:
            heart.desk(pair.mentor).sessions.cancel(cancel)
        assert [refusal.code for refusal in refused.value.refusals] == ["session.no_process"]
        settle(pair)
    heart.desk(pair.mentor).sessions.cancel(cancel)

    (shown,) = heart.desk().sessions.list(ListSessions(pair.id)).sessions
    assert (shown.state, shown.cancelled_by, shown.process) == (SessionState.CANCELLED, by, process)


@pytest.mark.clause("ATH-RESP-1", "ATH-COMM-1")
def test_ath_comm_1_the_same_by_what_a_coordinator_types(house: Trial, type_: Type) -> None:
    match = house.introduced(house.participant("mentee"), house.participant("mentor"))
    said = "\n".join(f'{name} = "{answer}"' for name, answer in answers(house).items())
    assert type_(f"agreement accept {match.id} --version 1", for_=match.mentor).exit_code == 1
    without = said.replace('cancelling = "day-before"', "")
    assert type_(f"agreement propose {match.id}", for_=match.mentee, said=without).exit_code == 2
    assert type_(f"agreement propose {match.id}", for_=match.mentee, said=said).exit_code == 0
    assert type_(f"sessions log {match.id} --checklist", for_=match.mentee).exit_code == 1
    assert type_(f"agreement accept {match.id} --version 1").exit_code == 1
    assert type_(f"agreement accept {match.id} --version 1", for_=match.mentee).exit_code == 1
    assert type_(f"agreement accept {match.id} --version 1", for_=match.mentor).exit_code == 0
    assert type_(f"sessions log {match.id} --checklist", for_=match.mentee).exit_code == 0

    shown = type_(f"agreement show {match.id} --json").stdout
    assert '"answers": {}' in shown
