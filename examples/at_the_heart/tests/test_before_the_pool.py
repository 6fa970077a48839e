"""What somebody accepts before a match: the code, the limits of a mentor's role, the laws that touch it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from attrs import evolve

from mentorcore import Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.matches import IntroduceMatch
from mentorcore.domain.commands.programme import AdoptBundle
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.matches import MatchState
from mentorcore.domain.records import RecordKind
from mentorcore.testing import Trial, changed

ACCEPTED = [
    pytest.param("mentee", "code", marks=pytest.mark.clause("ATH-CODE-1")),
    pytest.param("mentor", "code", marks=pytest.mark.clause("ATH-CODE-1")),
    pytest.param("mentor", "limits", marks=pytest.mark.clause("ATH-RESP-2")),
    pytest.param("mentor", "legislation", marks=pytest.mark.clause("ATH-RESP-7")),
]
CLAUSE = {"code": "ATH-CODE-1", "limits": "ATH-RESP-2", "legislation": "ATH-RESP-7"}


def lacks(heart: Trial, person: str) -> set[str]:
    """What keeps a person out of the pool, by policy."""
    rows = heart.desk().vetting.show(ShowVetting(person=person)).rows
    return {lack.policy for row in rows for lack in row.lacks}


def accept(heart: Trial, person: str, document: str) -> None:
    """A person accepts a document, themselves."""
    accepted = RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document=document)
    heart.desk(person).vetting.record(accepted)


@pytest.mark.parametrize(("form", "document"), ACCEPTED)
def test_ath_code_1_nobody_is_matched_before_accepting(
    heart: Trial, mentee: str, mentor: str, form: str, document: str
) -> None:
    person = heart.applicant(form, **{document: None})
    heart.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))
    pair = (person, mentor) if form == "mentee" else (mentee, person)
    assert lacks(heart, person) == {document}
    with pytest.raises(Refused) as refused:
        heart.proposed(*pair)
    assert refused.value.clauses == (CLAUSE[document],)

    accept(heart, person, document)
    assert lacks(heart, person) == set()
    assert heart.proposed(*pair).parties == pair


@pytest.mark.parametrize(("form", "document"), ACCEPTED)
def test_ath_code_1_an_acceptance_taken_back_takes_effect_at_once(
    heart: Trial, mentee: str, mentor: str, form: str, document: str
) -> None:
    person = mentee if form == "mentee" else mentor
    taken_back = RecordEvidence(person=person, kind=RecordKind.WITHDRAWAL, document=document)
    heart.desk(person).vetting.record(taken_back)

    assert lacks(heart, person) == {document}
    assert heart.pairs() == set()


@pytest.mark.clause("ATH-RESP-2", "ATH-RESP-7")
def test_ath_resp_2_a_mentee_is_not_asked_for_what_mentors_accept(heart: Trial, bundle: Bundle) -> None:
    asked = {question.document for question in bundle.questions_of("mentee") if question.document}

    assert asked == {"code", "consent"}
    assert lacks(heart, heart.applicant("mentee")) == {"admission"}


@pytest.mark.clause("ATH-CODE-1")
def test_ath_code_1_a_new_version_is_accepted_anew_by_both(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle
) -> None:
    heart = on_disk(bundle)
    match = heart.proposed(heart.participant("mentee"), heart.participant("mentor"))
    for party in match.parties:
        heart.accept(match, party)
    newer = [evolve(d, version="2026-1", digest="new") if d.id == "code" else d for d in bundle.documents]
    heart = on_disk(changed(bundle, documents=tuple(newer)))
    heart.desk().programme.adopt(AdoptBundle())

    assert [lacks(heart, person) for person in match.parties] == [{"code"}, {"code"}]
    with pytest.raises(Refused) as refused:
        heart.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert refused.value.clauses == ("ATH-CODE-1",)
    for party in match.parties:
        accept(heart, party, "code")
    assert heart.desk().matches.introduce(IntroduceMatch(match=match.id)).state is MatchState.ACTIVE


@pytest.mark.clause("ATH-CODE-1")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_ath_code_1_the_code_speaks_of_every_part_of_the_scheme(heart: Trial, language: str) -> None:
    _, text = heart.programme.context.texts.document("code", language)

    assert text.count("\n## ") == 8


@pytest.mark.clause("ATH-RESP-2")
def test_ath_resp_2_the_limits_are_shown_again_to_the_mentor_at_the_introduction(
    heart: Trial, mentee: str, mentor: str
) -> None:
    heart.introduced(mentee, mentor)
    shown = {
        letter.message.recipient: {document.partition("@")[0] for document in letter.message.documents}
        for letter in heart.send_all()
        if letter.message.template == "message.introduction"
    }

    assert "limits" in shown[mentor] - shown[mentee]
    assert {"services", "code"} <= shown[mentor] & shown[mentee]


@pytest.mark.clause("ATH-RESP-7")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_ath_resp_7_the_list_has_links_and_the_day_of_its_next_check(heart: Trial, language: str) -> None:
    _, text = heart.programme.context.texts.document("legislation", language)
    laws = [line for line in text.splitlines() if line.startswith("- ")]

    assert len(laws) >= 10
    assert [law for law in laws if not re.search(r"https://www\.legislation\.gov\.uk/\S+$", law)] == []
    assert re.search(r"31 (January|janvier) 2026", text)


@pytest.mark.clause("ATH-RESP-7")
def test_ath_resp_7_a_mentor_is_shown_the_list_when_admitted(heart: Trial, mentee: str, mentor: str) -> None:
    shown = {
        letter.message.recipient: {document.partition("@")[0] for document in letter.message.documents}
        for letter in heart.send_all()
        if letter.message.template == "message.admission"
    }

    assert {person: "legislation" in documents for person, documents in shown.items()} == {
        mentee: False,
        mentor: True,
    }
