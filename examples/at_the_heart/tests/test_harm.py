"""Where somebody may come to harm: what may be told to whom, and how such a concern is closed."""

from __future__ import annotations

from typing import Any

import pytest

from mentorcore import Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.concerns import RaiseConcern, ResolveConcern, ShowConcern
from mentorcore.domain.commands.participants import Disclose
from mentorcore.domain.concerns import ConcernKind, ConcernRisk, ConcernState, ConcernWish
from mentorcore.domain.records import TalkedOver
from mentorcore.testing import Trial, held_in, traces

COUNCIL = "Adult social care, Exampleshire"
LAW = "Care Act 2014, section 42"
DANGER = "He waits for her outside her home."


def concern(about: str, kind: ConcernKind, risk: ConcernRisk) -> RaiseConcern:
    """Somebody's wellbeing or safety."""
    wish, not_safe = ConcernWish.PROTECT_SILENTLY, TalkedOver.NOT_SAFE
    return RaiseConcern(wish=wish, about=(about,), kind=kind, risk=risk, talked_over=not_safe)


@pytest.mark.clause("ATH-CONF-3")
@pytest.mark.parametrize("risk", ConcernRisk)
@pytest.mark.parametrize("kind", ConcernKind)
def test_ath_conf_3_a_concern_is_closed_with_the_agency_or_a_reason(
    heart: Trial, mentee: str, mentor: str, kind: ConcernKind, risk: ConcernRisk
) -> None:
    def ending(**said: Any) -> ResolveConcern:
        raised = heart.desk(mentee).concerns.raise_(concern(mentor, kind, risk))
        return ResolveConcern(concern=raised.id, outcome="referred", **said)

    with pytest.raises(Refused) as refused:
        heart.desk().concerns.resolve(ending())
    assert "ATH-CONF-3" in refused.value.clauses
    for said in (
        ending(agency=COUNCIL, agency_on=heart.today),
        ending(no_agency="Talked with her; she told her doctor herself."),
    ):
        assert heart.desk().concerns.resolve(said).state is ConcernState.RESOLVED
        (note,) = heart.desk().concerns.show(ShowConcern(concern=said.concern)).notes
        assert (note["by"], note.get("agency", ""), note.get("no_agency", "")) == (
            heart.staff,
            said.agency,
            said.no_agency,
        )


@pytest.mark.clause("ATH-CONF-3")
def test_ath_conf_3_the_way_to_the_agencies_is_shown_and_the_duty_stays(
    heart: Trial, mentee: str, mentor: str
) -> None:
    raised = heart.desk(mentee).concerns.raise_(concern(mentor, ConcernKind.WORRY, ConcernRisk.SELF))
    texts = heart.programme.context.texts
    year = heart.today.replace(year=2026)

    assert texts.document("agencies", "en") in raised.documents
    owed = [
        duty for duty in heart.desk().agenda.show(ShowAgenda(until=year)).due if duty.subject == raised.id
    ]
    assert [(duty.policy, duty.rule) for duty in owed] == [
        ("triage-urgent", "acknowledge"),
        ("triage-urgent", "resolve"),
    ]


@pytest.mark.clause("ATH-CONF-1")
def test_ath_conf_1_without_consent_only_a_risk_of_harm_opens_anything(heart: Trial, mentee: str) -> None:
    with pytest.raises(Refused) as refused:
        heart.desk().privacy.disclose(Disclose(person=mentee, tier="contact", recipient=COUNCIL))
    assert refused.value.clauses == ("ATH-CONF-1",)

    command = Disclose(person=mentee, tier="contact", recipient=COUNCIL, legal_basis=LAW, risk=DANGER)
    for purpose in ("support", "matching", "reporting", "research"):
        with pytest.raises(Refused):
            heart.desk(purpose=purpose).privacy.disclose(command)
    told = heart.desk().privacy.disclose(command)
    assert sorted(told) == ["called", "email", "phone"]

    rows = [row for row in heart.desk().audit.show(ShowAudit()) if row.verb == "privacy.disclose"]
    assert [row.outcome for row in rows].count("done") == 1
    assert [row.outcome for row in rows].count("refused") == 5
    assert traces([COUNCIL, LAW, DANGER, *map(str, told.values())], held_in(rows)) == []
