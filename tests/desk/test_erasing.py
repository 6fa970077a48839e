"""Erasing at awkward moments: twice, with several proposals, during an import, with words of one's own in a pair."""

from __future__ import annotations

import pytest
from tests.support.town import Town

from mentorcore import Refused
from mentorcore.desk.imports import ReleaseRegistrations, StageRegistrations
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.matches import ListMatches
from mentorcore.domain.commands.participants import ErasePerson, ExportPerson, ListParticipants
from mentorcore.domain.matches import MatchState
from mentorcore.engine.applications import Application, build_application
from mentorcore.testing import held_in


def application(town: Town, source: str) -> Application:
    return build_application(
        town.trial.bundle, "mentee", town.trial.answers("mentee"), day=town.trial.today, source=source
    )


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def test_erasing_twice_is_erasing_once(town: Town) -> None:
    own = town.trial.desk(town.outsider).privacy
    own.erase(ErasePerson(person=town.outsider))
    with pytest.raises(Refused) as again:
        own.erase(ErasePerson(person=town.outsider))
    with pytest.raises(Refused) as by_phone:
        town.trial.for_(town.outsider).privacy.erase(ErasePerson(person=town.outsider))

    assert (codes(again), codes(by_phone)) == (["actor.unknown"], ["grant.none"])


def test_two_proposals_end_with_their_mentor(town: Town) -> None:
    trial = town.trial
    mentor = trial.participant("mentor", capacity="2")
    mentees = [trial.participant("mentee") for _ in range(2)]
    proposed = [trial.proposed(mentee, mentor).id for mentee in mentees]
    trial.desk(mentor).privacy.erase(ErasePerson(person=mentor))

    states = {match.id: match.state for match in trial.desk().matches.list(ListMatches())}
    assert [states[match] for match in proposed] == [MatchState.DECLINED] * 2
    for mentee in mentees:
        other = trial.participant("mentor")
        assert trial.proposed(mentee, other).state is MatchState.PROPOSED
        (own, _) = trial.desk(mentee).privacy.export(ExportPerson(person=mentee)).matches
        assert mentor not in held_in(own)


def test_an_import_goes_on_past_an_erasure(town: Town) -> None:
    trial = town.trial
    desk = trial.desk().participants
    found = tuple(application(town, f"row {number}") for number in (1, 2))
    desk.stage(StageRegistrations(found, "d1", first=True))
    trial.desk(town.outsider).privacy.erase(ErasePerson(person=town.outsider))
    before = len(desk.list(ListParticipants()))

    assert desk.release(ReleaseRegistrations("d1")) == 2
    assert len(desk.list(ListParticipants())) == before + 2
    assert town.outsider not in [person.id for person in desk.list(ListParticipants())]


def test_nobody_exports_anothers_data(town: Town) -> None:
    trial = town.trial
    for desk in (
        trial.desk(town.mentor),
        trial.desk(town.mentor, purpose="subject-access"),
        trial.desk(),
        trial.desk(purpose="subject-access"),
        trial.for_(town.mentor),
    ):
        with pytest.raises(Refused) as caught:
            desk.privacy.export(ExportPerson(person=town.mentee))
        assert codes(caught) == ["grant.none"]
    rows = [row for row in trial.desk().audit.show(ShowAudit(last=5)) if row.verb == "privacy.export"]
    assert {row.outcome for row in rows} == {"refused"}
