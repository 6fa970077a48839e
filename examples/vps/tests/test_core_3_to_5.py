"""What every programme keeps: nobody has to tell, refusing costs nothing, nobody is left without a word."""

from __future__ import annotations

import pytest
from attrs import evolve

from mentorcore import Refused, SetupFault
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    RaiseConcern,
)
from mentorcore.domain.commands.matches import (
    EndByProgramme,
    IntroduceMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernAct, ConcernWish
from mentorcore.domain.records import RecordKind
from mentorcore.loading.bundle import load_bundle
from mentorcore.loading.checks import check_bundle
from mentorcore.loading.plugins import programme_package, programmes
from mentorcore.testing import Trial, traces

YEAR = 2026
TELLING = ("vps", "victime", "victim", "violence", "mentor", "mentorat", "agress", "abus", "plainte", "lavi")


# CORE-3


@pytest.mark.clause("CORE-3")
@pytest.mark.parametrize("name", programmes())
def test_core_3_no_form_of_any_bundle_requires_an_account(name: str) -> None:
    bundle = load_bundle(programme_package(name))
    grounds = {tier.id for tier in bundle.tiers if tier.grounds}

    assert grounds
    assert [
        question.id for question in bundle.questions if question.tier in grounds and question.required
    ] == []


@pytest.mark.clause("CORE-3")
@pytest.mark.parametrize("kind", ["text", "long-text", "names", "choices"])
def test_core_3_a_bundle_that_requires_one_is_refused(bundle: Bundle, kind: str) -> None:
    question = bundle.question("experience")
    assert question is not None
    required = evolve(question, kind=kind, required=True)
    questions = tuple(required if found == question else found for found in bundle.questions)
    with pytest.raises(SetupFault) as fault:
        check_bundle(evolve(bundle, questions=questions))

    code = "setup.required_grounds" if kind == "choices" else "setup.required_account"
    assert [(problem.code, problem.params) for problem in fault.value.problems] == [
        (code, {"clause": "CORE-3"})
    ]


@pytest.mark.clause("CORE-3")
def test_core_3_who_tells_nothing_comes_into_the_pool(vps: Trial) -> None:
    mentee = vps.participant("mentee", experience=None, proceedings=None, avoid=None, remarks=None)
    mentor = vps.participant("mentor", experience=None, proceedings=None, avoid=None, remarks=None)

    assert vps.introduced(mentee, mentor).parties == (mentee, mentor)


# CORE-4


@pytest.mark.clause("CORE-4")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Dire non ou partir n'a aucune conséquence",)),
        ("en", ("Saying no or leaving has no consequence", "does not depend on it")),
    ],
)
def test_core_4_the_consent_says_that_leaving_costs_nothing(
    vps: Trial, language: str, words: tuple[str, ...]
) -> None:
    _, text = vps.programme.context.texts.document("consent", language)

    assert traces(words, text.replace("’", "'")) == list(words)


@pytest.mark.clause("CORE-4")
@pytest.mark.parametrize("form", ["mentee", "mentor"])
def test_core_4_nobody_takes_part_without_it(vps: Trial, mentee: str, mentor: str, form: str) -> None:
    person = vps.applicant(form, consent=None, experience="physical")
    vps.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))
    pair = (person, mentor) if form == "mentee" else (mentee, person)
    with pytest.raises(Refused) as refused:
        vps.proposed(*pair)
    assert refused.value.clauses == ("CORE-4",)

    vps.desk(person).vetting.record(
        RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document="consent")
    )
    match = vps.proposed(*pair)
    for party in match.parties:
        vps.accept(match, party)
    vps.desk(person).vetting.record(
        RecordEvidence(person=person, kind=RecordKind.WITHDRAWAL, document="consent")
    )
    with pytest.raises(Refused) as refused:
        vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert refused.value.clauses == ("CORE-4",)


# CORE-5


def calls(vps: Trial) -> set[tuple[str, str, int]]:
    """Whom somebody has to call: the person, the owner, and in how many days."""
    due = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=YEAR))).due
    return {(d.about, d.owner, (d.due_on - vps.today).days) for d in due if d.rule == "neutral-call"}


@pytest.mark.clause("CORE-5")
@pytest.mark.parametrize("way", ["suspend", "concern", "end"])
def test_core_5_a_call_is_due_within_a_day(vps: Trial, mentee: str, mentor: str, way: str) -> None:
    match = vps.introduced(mentee, mentor)
    if way == "suspend":
        vps.desk().matches.suspend(SuspendMatch(match=match.id))
    elif way == "end":
        vps.desk().matches.end(EndByProgramme(match=match.id))
    else:
        raised = vps.desk(mentee).concerns.raise_(
            RaiseConcern(wish=ConcernWish.ACT, about=(mentor,), match=match.id)
        )
        vps.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.SUSPENSION))
    assert calls(vps) == {(mentee, "coordinator", 1), (mentor, "coordinator", 1)}

    vps.desk().contacts.log(LogContact(person=mentor, match=match.id, failed=True))
    assert len(calls(vps)) == 2
    vps.desk().contacts.log(LogContact(person=mentor, match=match.id))
    assert calls(vps) == {(mentee, "coordinator", 1)}


@pytest.mark.clause("CORE-5")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_core_5_the_words_give_nothing_away(vps: Trial, mentee: str, mentor: str, language: str) -> None:
    match = vps.introduced(mentee, mentor)
    vps.desk().matches.suspend(SuspendMatch(match=match.id))
    texts = vps.programme.context.texts
    for duty in vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=YEAR))).due:
        words = texts.say(f"duty.{duty.rule}", language, duty.params)
        assert not words.startswith("duty.")
        assert traces([*TELLING, "accus", "signalement", "complain"], words.replace(match.id, "")) == []
