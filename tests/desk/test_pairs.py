"""What is the pair's own: a copy of their agreement, and sessions where a programme keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.town import Town

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.matches import (
    KeepAgreement,
    ShowMatch,
)
from mentorcore.domain.commands.participants import ErasePerson
from mentorcore.domain.commands.sessions import LogSession, PlanSession
from mentorcore.domain.secret import revealed
from mentorcore.hooks.caller import Hooks
from mentorcore.hooks.families import ALL as EVERY
from mentorcore.storage import sealed, sessions


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def test_a_copy_of_the_agreement_is_kept_where_both_want_it(town: Town) -> None:
    mentee, mentor = (town.trial.desk(person).matches for person in (town.mentee, town.mentor))

    def shown(desk: Any) -> str:
        return str(revealed(desk.show(ShowMatch(match=town.match)).agreement))

    asked = mentee.keep(KeepAgreement(match=town.match))
    assert (asked.asked_by, asked.kept) == (("mentee",), False)
    with pytest.raises(Refused) as alone:
        mentee.keep(KeepAgreement(match=town.match, agreement="Mondays."))
    assert codes(alone) == ["agreement.not_both"]
    kept = mentor.keep(KeepAgreement(match=town.match, agreement="Mondays."))
    assert (kept.asked_by, kept.kept) == (("mentee", "mentor"), True)
    assert [shown(mentee), shown(mentor), shown(town.trial.desk().matches)] == ["Mondays.", "Mondays.", ""]
    assert shown(town.trial.for_(town.mentee).matches) == ""

    gone = mentee.keep(KeepAgreement(match=town.match, forget=True))
    assert (gone.asked_by, gone.kept, shown(mentor)) == (("mentor",), False, "")
    assert mentee.keep(KeepAgreement(match=town.match, forget=True)).kept is False
    assert mentee.keep(KeepAgreement(match=town.match, agreement="Fridays.")).kept
    town.trial.desk(town.mentor).privacy.erase(ErasePerson(person=town.mentor))
    assert shown(mentee) == ""
    with pytest.raises(Refused) as over:
        mentee.keep(KeepAgreement(match=town.match))
    assert codes(over) == ["match.over"]


def test_forgetting_a_copy_keeps_what_else_is_sealed_about_the_match(town: Town) -> None:
    with town.trial.programme.context.store.write() as tx:
        sealed.put(tx, town.match, {"duty:D-1": {"reason": "On holiday."}})
    for person in (town.mentee, town.mentor):
        town.trial.desk(person).matches.keep(KeepAgreement(match=town.match))
    town.trial.desk(town.mentee).matches.keep(KeepAgreement(match=town.match, agreement="Mondays."))
    town.trial.desk(town.mentee).matches.keep(KeepAgreement(match=town.match, forget=True))

    with town.trial.programme.context.store.read() as tx:
        assert sealed.get(tx, town.match, "duty:D-1") == {"reason": "On holiday."}


@pytest.fixture
def keeping(town: Town) -> Town:
    """A programme that keeps sessions: without the policy that refuses them."""
    context = town.trial.programme.context
    context.hooks = Hooks(EVERY, [found for found in context.hooks.policies if found.id != "no-sessions"])
    return town


def test_sessions_are_kept_where_the_programme_wants_them(keeping: Town) -> None:
    trial, town = keeping.trial, keeping
    held = trial.desk(town.mentee).sessions.log(LogSession(match=town.match, minutes=90, channel="call"))

    with trial.programme.context.store.read() as tx:
        assert sessions.sessions_of(tx, town.match) == (held,)
    assert (held.minutes, held.held_on) == (90, trial.today)
    for wrong, where in (
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"channel": "x"}, "channel"),
    ):
        with pytest.raises(InputFault) as caught:
            trial.desk().sessions.log(LogSession(match=town.match, **wrong))
        assert [problem.where for problem in caught.value.problems] == [where]


def test_nothing_is_noted_of_two_people_who_were_never_introduced(keeping: Town) -> None:
    proposal = keeping.trial.proposed(keeping.outsider, keeping.trial.participant("mentor"))

    with pytest.raises(Refused) as caught:
        keeping.trial.desk().sessions.log(LogSession(match=proposal.id))
    assert codes(caught) == ["session.before_introduction"]


def test_vps_keeps_no_sessions(town: Town) -> None:
    with pytest.raises(Refused) as logged:
        town.trial.desk().sessions.log(LogSession(match=town.match))
    with pytest.raises(Refused) as planned:
        town.trial.desk(town.mentee).sessions.plan(PlanSession(match=town.match, on=town.trial.today))
    for caught in (logged, planned):
        refusals = caught.value.refusals
        assert [(r.code, r.clauses) for r in refusals] == [("cadence.no_sessions", ("VPS-1",))]
