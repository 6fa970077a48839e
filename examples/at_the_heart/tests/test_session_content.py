"""What is said in sessions stays between the two; a risk of harm alone opens it, and that is named and logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from mentorcore import InputFault, Refused
from mentorcore.domain.bundle import PURPOSES
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.consents import GiveConsent
from mentorcore.domain.commands.matches import ShowMatch
from mentorcore.domain.commands.participants import Disclose, ErasePerson, ExportPerson, ShowParticipant
from mentorcore.domain.commands.sessions import ListSessions, RecordSession, ShowSession
from mentorcore.domain.commands.tasks import AgreeTask, ListTasks
from mentorcore.domain.commands.working_agreement import ShowAgreement
from mentorcore.domain.disclosure import OF_THE_PAIR
from mentorcore.domain.matches import Match
from mentorcore.domain.sessions import Session
from mentorcore.domain.working_agreement import AgreementVersion
from mentorcore.testing import Trial, held_in, traces

Hold = Callable[..., Session]
Settle = Callable[..., AgreementVersion]
Type = Callable[..., Result]
CANARY = "Zaphodia"
POLICE = "Exampleshire Police"
LAW = "Care Act 2014, section 42"
DANGER = "He waits for her outside her home."


@pytest.fixture
def session(heart: Trial, pair: Match, settle: Settle, hold: Hold) -> Session:
    """A session of which everything was written down."""
    settle(pair, left_aside=f"Not {CANARY}.", comfortable=f"With {CANARY}.")
    held = hold(pair, place=f"At {CANARY}’s", themes=CANARY)
    heart.desk(pair.mentee).sessions.record(
        RecordSession(pair.id, held.id, {"content": f"{CANARY}, mostly."})
    )
    heart.desk(pair.mentee).tasks.agree(AgreeTask(pair.id, held.id, pair.mentee, f"Call {CANARY}"))
    return held


def everything(desk: Any, match: Match, session: Session) -> list[object]:
    """Whatever of it a desk shows, or why it does not."""
    seen: list[object] = []
    for facet, verb, command in (
        ("sessions", "show", ShowSession(match.id, session.id)),
        ("sessions", "list", ListSessions(match.id)),
        ("tasks", "list", ListTasks(match.id)),
        ("agreement", "show", ShowAgreement(match.id)),
        ("matches", "show", ShowMatch(match.id)),
        ("participants", "show", ShowParticipant(match.mentee)),
        ("privacy", "export", ExportPerson(match.mentee)),
    ):
        try:
            seen.append(getattr(getattr(desk, facet), verb)(command))
        except Refused as refused:
            seen.append(refused)
    return seen


@pytest.mark.clause("ATH-CONF-1")
def test_ath_conf_1_the_two_read_what_they_wrote(heart: Trial, pair: Match, session: Session) -> None:
    for party in pair.parties:
        desk = heart.desk(party)
        shown = desk.sessions.show(ShowSession(pair.id, session.id))
        words = [shown.details, shown.record, desk.tasks.list(ListTasks(pair.id))]
        words.append(desk.agreement.show(ShowAgreement(pair.id)).answers)
        assert [traces([CANARY], held_in([found])) for found in words] == [[CANARY]] * 4


@pytest.mark.clause("ATH-CONF-1")
@pytest.mark.parametrize("role", ["team", "trustee", "mentor", "mentee"])
def test_ath_conf_1_nobody_else_reads_it_for_any_purpose(
    heart: Trial, pair: Match, session: Session, role: str
) -> None:
    who = heart.staff_of(role)[0] if role in ("team", "trustee") else heart.participant(role)
    seen: list[object] = []
    for purpose in ("", *PURPOSES):
        seen += everything(heart.desk(who, purpose=purpose), pair, session)
        if role == "team":
            for party in pair.parties:
                seen += everything(heart.for_(party, purpose=purpose), pair, session)

    assert traces([CANARY], held_in(seen), held_in(heart.send_all())) == []


@pytest.mark.clause("ATH-CONF-1")
def test_ath_conf_1_the_consent_of_one_opens_nothing_and_of_both_what_they_agreed(
    heart: Trial, pair: Match, session: Session
) -> None:
    """They chose to keep everything between themselves."""
    for party in pair.parties:
        for content in OF_THE_PAIR:
            heart.desk(party).consents.give(GiveConsent(party, "support", content))
        assert traces([CANARY], held_in(everything(heart.desk(), pair, session))) == []


@pytest.mark.clause("ATH-CONF-1")
def test_ath_conf_1_no_grant_of_staff_opens_what_a_pair_writes_without_its_clause(heart: Trial) -> None:
    opened = {
        (
            grant.role,
            grant.relation,
            content,
            bool({"ATH-RESP-1", "ATH-CONF-1", "CORE-9"} & set(grant.serves)),
        )
        for grant in heart.bundle.grants
        for content in OF_THE_PAIR
        if content in grant.tiers and grant.relation != "party"
    }

    assert opened == {
        ("team", "any", "session-record", True),
        *(("team", "on-behalf", content, True) for content in OF_THE_PAIR),
    }


@pytest.mark.clause("ATH-CONF-1")
def test_ath_conf_1_a_risk_of_harm_is_told_with_the_danger_and_the_agency_named(
    heart: Trial, pair: Match, session: Session
) -> None:
    said: dict[str, Any] = {"recipient": POLICE, "legal_basis": LAW, "risk": DANGER}

    def tell(purpose: str = "protection", **changes: str) -> Any:
        command = Disclose(pair.mentee, "session-record", session=session.id, **{**said, **changes})
        return heart.desk(purpose=purpose).privacy.disclose(command)

    for changes in ({"risk": ""}, {"legal_basis": ""}, {"risk": "", "legal_basis": ""}):
        with pytest.raises(Refused):
            tell(**changes)
    with pytest.raises(InputFault):
        tell(recipient="")
    for purpose in set(PURPOSES) - {"protection"}:
        with pytest.raises(Refused):
            tell(purpose)
    for other in ("session-details", "task-words", "agreement"):
        with pytest.raises((Refused, InputFault)):
            heart.desk(purpose="protection").privacy.disclose(Disclose(pair.mentee, other, **said))

    assert traces([CANARY], held_in([tell()])) == [CANARY]
    rows = [row for row in heart.desk().audit.show(ShowAudit(last=100)) if row.verb == "privacy.disclose"]
    assert [row.outcome for row in rows].count("done") == 1
    assert traces([CANARY, POLICE, LAW, DANGER], held_in(rows)) == []


@pytest.mark.clause("ATH-CONF-1", "CORE-9")
def test_ath_conf_1_whoever_is_erased_takes_what_they_wrote_along(
    heart: Trial, pair: Match, session: Session
) -> None:
    own = heart.desk(pair.mentee).privacy.export(ExportPerson(pair.mentee))
    others = heart.desk(pair.mentor).privacy.export(ExportPerson(pair.mentor))
    assert [traces([CANARY], held_in([found.words])) for found in (own, others)] == [[CANARY], []]
    heart.desk(pair.mentee).privacy.erase(ErasePerson(pair.mentee))

    assert traces([CANARY], held_in(everything(heart.desk(pair.mentor), pair, session))) == []


@pytest.mark.clause("ATH-CONF-1")
def test_ath_conf_1_the_same_by_what_a_coordinator_types(house: Trial, type_: Type) -> None:
    match = house.introduced(house.participant("mentee"), house.participant("mentor"))
    mentee = house.desk(match.mentee)
    said = f'words = "Call {CANARY}"\n'
    assert type_(f"sessions log {match.id}", for_=match.mentee, said=f'place = "{CANARY}"').exit_code == 0
    (session,) = mentee.sessions.list(ListSessions(match.id)).sessions
    mentee.sessions.record(RecordSession(match.id, session.id, {"content": CANARY}))
    assert (
        type_(f"tasks agree {match.id} {session.id} {match.mentee}", for_=match.mentee, said=said).exit_code
        == 0
    )
    printed = []
    for command in (
        f"sessions show {match.id} {session.id}",
        f"sessions list {match.id}",
        f"tasks list {match.id}",
        f"agreement show {match.id}",
        f"matches show {match.id}",
    ):
        for typed in (command, f"{command} --json", f"{command} --purpose protection"):
            for whose in ("", match.mentee):
                result = type_(typed, for_=whose)
                printed += [result.output, result.stderr]
    told = f"participants disclose {match.mentee} session-record --session {session.id} --purpose protection"
    printed.append(type_(told, said=f'recipient = "{POLICE}"').output)
    assert traces([CANARY], *printed) == []

    danger = f'recipient = "{POLICE}"\nlegal_basis = "{LAW}"\nrisk = "{DANGER}"'
    assert CANARY in type_(told, said=danger).output
