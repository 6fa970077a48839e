"""Who is kept out, and what erasures, holds, retention, lists and other rooms of the desk make of it."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.support.apart import (
    PLAIN,
    SECRET,
    anew,
    block,
    kept,
    lift,
    refused,
    refused_pair,
    suspend,
    terminate,
)

from mentorcore.desk.participants import Listed
from mentorcore.domain.commands.access import ListAccess, ShowAccess
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    RaiseConcern,
    ResolveConcern,
    SetAvoidList,
    ShowSafety,
)
from mentorcore.domain.commands.matches import ResumeMatch, ShowMatch, SuspendMatch
from mentorcore.domain.commands.participants import (
    Disclose,
    ErasePerson,
    ExportPerson,
    LiftSuspension,
    ListParticipants,
    ShowParticipant,
    ShowStanding,
)
from mentorcore.domain.commands.privacy import HoldPerson, ReleasePerson, RunRetention
from mentorcore.domain.commands.staff import AddStaff
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernWish
from mentorcore.domain.holds import HoldGround
from mentorcore.domain.matches import MatchState
from mentorcore.domain.retention import RETENTION_KINDS, RetentionRule
from mentorcore.loading.bundle import load_bundle
from mentorcore.storage import people
from mentorcore.testing import Trial, changed, held_in, staffed


def erase(trial: Trial, person: str) -> None:
    trial.desk(person).privacy.erase(ErasePerson(person=person))


# Erased, held, and back


def test_who_is_held_and_erased_is_recognised_before_and_after_the_hold_ends(
    trial: Trial, mentee: str, mentor: str
) -> None:
    block(trial, mentee, mentor)
    trial.desk().privacy.hold(HoldPerson(person=mentor, ground=HoldGround.PROCEEDINGS, words="A claim."))
    erase(trial, mentor)
    second = trial.admit(anew(trial))
    assert refused_pair(trial, mentee, second) == ["matching.kept_apart"]

    trial.desk().privacy.release(ReleasePerson(person=mentor))
    assert refused_pair(trial, mentee, second) == ["matching.kept_apart"]
    assert kept(trial) == {mentor}


@pytest.mark.parametrize("protected", [True, False])
def test_what_is_decided_about_a_concern_after_the_erasure_reaches_who_comes_back(
    trial: Trial, mentee: str, mentor: str, protected: bool
) -> None:
    concern = trial.desk(mentee).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, kind=ConcernKind.WORRY, about=(mentor,))
    )
    erase(trial, mentor)
    assert kept(trial) == {mentor}
    if protected:
        trial.desk().concerns.act(ActOnConcern(concern=concern.id, act=ConcernAct.PROTECTION))
    second = trial.admit(anew(trial))
    if protected:
        assert refused_pair(trial, mentee, second) == ["matching.kept_apart"]
    outcome = "resolved" if protected else "unfounded"
    trial.desk().concerns.resolve(ResolveConcern(concern=concern.id, outcome=outcome))
    assert kept(trial) == ({mentor} if protected else set())


def test_retention_waits_for_who_is_suspended_and_who_was_put_out_is_recognised_after_it() -> None:
    meant = RETENTION_KINDS["closed-applications"]
    rule = RetentionRule("closed-applications", meant.counted_from, meant.then, 6, 0, ("CORE-9",))
    with staffed(changed(load_bundle("vps"), retention=(rule,)), coordinator=2, committee=1) as trial:
        waits = trial.applicant("mentee")
        out = trial.participant("mentor", **PLAIN)
        suspend(trial, waits)
        terminate(trial, out)
        trial.clock.advance(400)

        (gone,) = trial.desk().retention.run(RunRetention()).gone
        assert gone.ids == (out,)
        with trial.programme.context.store.read() as tx:
            assert [(p.id, p.erased) for p in people.people(tx, [waits, out])] == sorted(
                [(waits, False), (out, True)]
            )
        assert refused(lambda: anew(trial)) == ["standing.barred"]


# A suspension beside concerns


def raised(trial: Trial, match: str, by: str, about: str) -> str:
    wish = ConcernWish.PROTECT_SILENTLY
    return trial.desk(by).concerns.raise_(RaiseConcern(wish=wish, about=(about,), match=match)).id


def test_a_raiser_is_asked_before_a_suspension_is_lifted(trial: Trial, mentee: str, mentor: str) -> None:
    match = trial.introduced(mentee, mentor).id
    suspend(trial, mentor)
    concern = raised(trial, match, mentee, mentor)
    lift = LiftSuspension(person=mentor, reason="It is settled.")

    assert set(refused(lambda: trial.desk().participants.lift(lift))) == {"reporting.consent_first"}
    assert trial.desk().matches.show(ShowMatch(match=match)).match.state is MatchState.SUSPENDED
    trial.desk().concerns.act(ActOnConcern(concern=concern, act=ConcernAct.AGREEMENT))
    assert trial.desk().participants.lift(lift).matches == (match,)


def test_no_way_round_resumes_what_pauses_for_a_suspension(trial: Trial, mentee: str, mentor: str) -> None:
    match = trial.introduced(mentee, mentor).id
    suspend(trial, mentor)
    concern = raised(trial, match, mentee, mentor)
    resume = ResumeMatch(match=match)
    lifting = ActOnConcern(concern=concern, act=ConcernAct.LIFTING)

    assert refused(lambda: trial.desk().matches.resume(resume)) == ["reporting.consent_first"]
    assert refused(lambda: trial.desk().concerns.act(lifting)) == ["reporting.consent_first"]
    trial.desk().concerns.act(ActOnConcern(concern=concern, act=ConcernAct.AGREEMENT))
    assert refused(lambda: trial.desk().matches.resume(resume)) == ["standing.match_pauses"]
    assert refused(lambda: trial.desk().concerns.act(lifting)) == ["standing.match_pauses"]


def test_what_was_interrupted_before_goes_on_for_nobody_who_is_suspended(
    trial: Trial, mentee: str, mentor: str
) -> None:
    match = trial.introduced(mentee, mentor).id
    trial.desk().matches.suspend(SuspendMatch(match=match))
    suspend(trial, mentor)
    resume = ResumeMatch(match=match)
    assert refused(lambda: trial.desk().matches.resume(resume)) == ["standing.match_pauses"]
    assert lift(trial, mentor) == ()
    assert trial.desk().matches.resume(resume).state is MatchState.ACTIVE


# Why, and who reads it


def test_a_colleague_in_a_match_with_somebody_does_not_read_how_they_stand(
    trial: Trial, mentee: str, dual: str
) -> None:
    trial.introduced(mentee, dual)
    suspend(trial, mentee)
    show = ShowStanding(person=mentee)
    assert refused(lambda: trial.desk(dual).participants.standing(show)) == ["grant.none"]
    assert trial.desk().participants.standing(show).state == "suspended"


def test_reasons_need_a_grant_of_their_own_and_the_audit_says_who_read_them(
    mentor: str, trial: Trial
) -> None:
    suspend(trial, mentor)
    trial.desk().participants.standing(ShowStanding(person=mentor))
    with trial.programme.context.store.read() as tx:
        query = "SELECT tiers FROM audit WHERE verb = 'participants.standing'"
        assert [row[0] for row in tx.conn.exec_driver_sql(query)] == ["record-words"]

    vps = load_bundle("vps")
    without = tuple(evolve(g, tiers=tuple(t for t in g.tiers if t != "record-words")) for g in vps.grants)
    with staffed(changed(vps, grants=without), coordinator=2, committee=1) as closed:
        person = closed.participant("mentor")
        suspend(closed, person)
        show = ShowStanding(person=person)
        assert refused(lambda: closed.desk().participants.standing(show)) == ["disclosure.no_grant"]


@pytest.mark.parametrize("by", ["self", "on-behalf"])
def test_reasons_stay_out_of_what_the_person_is_given(trial: Trial, mentor: str, by: str) -> None:
    suspend(trial, mentor)
    desk = trial.desk(mentor, purpose="subject-access") if by == "self" else trial.for_(mentor)
    given = desk.privacy.export(ExportPerson(person=mentor))
    assert [tier for tier in given.words if tier.startswith("standing")] == []
    assert SECRET not in held_in((given.words, given.tiers, given.records))


# A colleague who is avoided or blocked


@pytest.fixture
def dual(trial: Trial, mentor: str) -> str:
    """The mentor works in the office, too."""
    trial.desk().staff.add(AddStaff(role="coordinator", called="Zoe", person=mentor))
    return mentor


def test_a_listed_colleague_reads_their_name_nowhere() -> None:
    vps = load_bundle("vps")
    lists = tuple(
        evolve(grant, verbs=(*grant.verbs, "participants.list")) if "concerns.*" in grant.verbs else grant
        for grant in vps.grants
    )
    whole, part = ("Zoltan Krähenbühl", "Yvan Tornarel"), ("Yvan Tornarel",)
    with staffed(changed(vps, grants=lists), coordinator=2, committee=1) as trial:
        mentee, dual = trial.participant("mentee"), trial.participant("mentor", **PLAIN)
        trial.desk().staff.add(AddStaff(role="coordinator", called="Zoe", person=dual))
        trial.for_(mentee).safety.avoid(SetAvoidList(person=mentee, names=", ".join(whole)))
        told = Disclose(mentee, "avoid", recipient="The police", legal_basis="Art. 1", risk="He is near.")

        def read(actor: str) -> list[tuple[str, ...]]:
            desk = trial.desk(actor, purpose="protection")
            listed = desk.participants.list(ListParticipants(tiers=("avoid",)))
            own = trial.for_(mentee, by=actor).privacy.export(ExportPerson(person=mentee))
            found = [
                desk.participants.show(ShowParticipant(person=mentee)).tiers["avoid"]["avoid"],
                *(p.tiers["avoid"]["avoid"] for p in listed if isinstance(p, Listed) and p.id == mentee),
                desk.privacy.disclose(told)["avoid"],
                own.tiers["avoid"]["avoid"],
                desk.safety.show(ShowSafety(person=mentee)).avoid,
            ]
            return [tuple(names) for names in found]

        assert read("") == [whole] * 5
        assert read(dual) == [part] * 5


def test_accesses_read_the_same_to_a_colleague_who_is_blocked(trial: Trial, mentee: str, dual: str) -> None:
    def look() -> list[object]:
        desk = trial.desk(dual, purpose="protection")
        return [
            desk.access.show(ShowAccess(person=mentee)),
            trial.desk(dual, purpose="review").access.list(ListAccess(all=True)),
            desk.participants.show(ShowParticipant(person=mentee)),
        ]

    before = look()
    block(trial, mentee, dual)
    assert look() == before
