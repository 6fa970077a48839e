"""What every programme keeps, seen in this one: safe ways, nothing told that need not be, and leaving at any time."""

from __future__ import annotations

import pytest

from mentorcore import Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    FlagDistress,
    RaiseConcern,
    SetAvoidList,
    ShowConcern,
    ShowSafety,
)
from mentorcore.domain.commands.matches import (
    CloseMatch,
    IntroduceMatch,
    ProposeRound,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.participants import EditAnswers, ErasePerson, ExportPerson, Withdraw
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernWish
from mentorcore.domain.people import RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.testing import Trial, held_in, traces

AVOIDED = "Zoltan Krähenbühl"
TELLING = ("at the heart", "mentor", "mentee", "charity", "abus", "violence", "victim", "trauma")


def of_registration(bundle: Bundle) -> list[str]:
    """The forms by which somebody registers."""
    return [form.id for form in bundle.forms if form.use == "registration"]


@pytest.mark.clause("CORE-1")
@pytest.mark.parametrize("avoiding", ["mentee", "mentor"])
def test_core_1_who_is_on_the_list_is_never_met(heart: Trial, avoiding: str) -> None:
    other = "mentor" if avoiding == "mentee" else "mentee"
    people = {
        avoiding: heart.participant(avoiding, avoid=f"Somebody Else; {AVOIDED}"),
        other: heart.participant(other, given_name="Zoltan", family_name="Krahenbuhl"),
    }

    assert heart.desk().matches.propose(ProposeRound()).proposed == ()
    with pytest.raises(Refused) as refused:
        heart.proposed(people["mentee"], people["mentor"])
    assert refused.value.clauses == ("CORE-1",)


@pytest.mark.clause("CORE-1")
def test_core_1_a_name_that_is_not_known_keeps_out_until_it_is(heart: Trial, mentor: str) -> None:
    """Nobody could be found on a list of people to avoid."""
    person = heart.applicant("mentee", family_name=None)
    heart.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))
    with pytest.raises(Refused) as refused:
        heart.proposed(person, mentor)
    assert refused.value.clauses == ("CORE-1",)

    heart.desk().participants.edit(EditAnswers(person=person, answers={"family_name": "Netherby"}))
    assert heart.proposed(person, mentor).parties == (person, mentor)


@pytest.mark.clause("CORE-1")
def test_core_1_the_team_alone_reads_the_list_and_only_to_protect(
    heart: Trial, mentee: str, mentor: str
) -> None:
    match = heart.introduced(mentee, mentor)
    heart.desk(mentee).safety.avoid(SetAvoidList(person=mentee, names=AVOIDED))

    assert heart.desk(purpose="protection").safety.show(ShowSafety(person=mentee)).avoid == (AVOIDED,)
    seen = [
        heart.desk().safety.show(ShowSafety(person=mentee)),
        heart.desk(mentor).matches.show(ShowMatch(match=match.id)),
        heart.send_all(),
    ]
    assert traces([AVOIDED], held_in(seen)) == []


@pytest.mark.clause("CORE-2")
def test_core_2_the_plan_is_asked_first_and_whole(bundle: Bundle) -> None:
    for form in of_registration(bundle):
        first = [question.means for question in bundle.questions_of(form)[:5]]
        assert first == ["channels", "hours", "voicemail", "sender", "places"]


@pytest.mark.clause("CORE-2")
def test_core_2_every_message_goes_a_safe_way_under_a_neutral_title(heart: Trial, mentor: str) -> None:
    person = heart.participant("mentee", safe_channels="whatsapp", neutral_sender="Marie")
    match = heart.introduced(person, mentor)
    heart.desk(person).safety.distress(FlagDistress(person=person))
    heart.desk(mentor).matches.close(CloseMatch(match=match.id, told_by="staff"))
    letters = heart.send_all()
    heart.clock.advance(30)
    letters += heart.send_all()

    own = [letter for letter in letters if letter.message.recipient == person]
    assert {(letter.message.channel, letter.sender) for letter in own} == {("whatsapp", "Marie")}
    titles = {letter.subject for letter in letters} | {letter.sender for letter in letters}
    assert traces(TELLING, *titles) == []


@pytest.mark.clause("CORE-3")
def test_core_3_who_ticks_nothing_about_their_life_comes_into_the_pool(heart: Trial) -> None:
    mentee = heart.participant("mentee", background=None, goals=None, remarks=None)
    mentor = heart.participant("mentor", background=None, remarks=None)

    assert heart.introduced(mentee, mentor).parties == (mentee, mentor)


@pytest.mark.clause("CORE-3")
def test_core_3_no_rule_sees_a_background_and_no_form_of_a_pair_asks_for_one(bundle: Bundle) -> None:
    (background,) = [question for question in bundle.questions if question.tier == "grounds"]

    assert (background.required, background.trait) == (False, False)
    assert set(background.forms) == set(of_registration(bundle))


@pytest.mark.clause("CORE-4")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Dire non ou partir n'a aucune conséquence"),
        ("en", "Saying no or leaving has no consequence"),
    ],
)
def test_core_4_the_consent_says_that_leaving_costs_nothing(heart: Trial, language: str, words: str) -> None:
    _, text = heart.programme.context.texts.document("consent", language)

    assert words in text.replace("’", "'")


@pytest.mark.clause("CORE-4")
def test_core_4_nobody_takes_part_without_it(heart: Trial, mentor: str) -> None:
    person = heart.applicant("mentee", consent=None)
    heart.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.ADMISSION))
    with pytest.raises(Refused) as refused:
        heart.proposed(person, mentor)
    assert refused.value.clauses == ("CORE-4",)

    given = RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document="consent")
    heart.desk(person).vetting.record(given)
    match = heart.proposed(person, mentor)
    for party in match.parties:
        heart.accept(match, party)
    heart.desk().matches.introduce(IntroduceMatch(match=match.id))


@pytest.mark.clause("CORE-5")
def test_core_5_both_are_called_within_a_day_when_a_match_is_suspended(
    heart: Trial, mentee: str, mentor: str
) -> None:
    match = heart.introduced(mentee, mentor)
    heart.desk().matches.suspend(SuspendMatch(match=match.id))

    due = heart.desk().agenda.show(ShowAgenda(until=heart.today.replace(year=2026))).due
    calls = {(duty.about, duty.owner, (duty.due_on - heart.today).days) for duty in due}
    assert calls == {(mentee, "team", 1), (mentor, "team", 1)}


@pytest.mark.clause("CORE-6")
def test_core_6_rules_hold_and_a_named_person_decides(heart: Trial) -> None:
    person = heart.applicant("mentor", region="wales", code=None)
    (row,) = heart.desk().vetting.show(ShowVetting(person=person)).rows
    assert (row.state, {lack.policy for lack in row.lacks}) == (
        RoleState.APPLIED,
        {"region", "code", "admission"},
    )
    with pytest.raises(Refused) as refused:
        heart.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.REJECTION))
    assert refused.value.clauses == ("CORE-6",)

    (trustee,) = heart.staff_of("trustee")
    reasoned = RecordEvidence(person=person, kind=RecordKind.REJECTION, reason="No seat in Wales.")
    assert heart.desk().vetting.record(reasoned).recorded_by == heart.staff
    review = RecordEvidence(person=person, kind=RecordKind.REVIEW, role="mentor")
    assert heart.desk(trustee).vetting.record(review).recorded_by == trustee


@pytest.mark.clause("CORE-6")
def test_core_6_the_bound_of_age_is_the_one_exception(heart: Trial) -> None:
    with pytest.raises(Refused) as refused:
        heart.applicant("mentee", born_on="2007-02-04")
    assert refused.value.clauses == ("CORE-6",)
    assert heart.applicant("mentee", born_on="2007-02-03")


@pytest.mark.clause("CORE-7")
def test_core_7_the_handler_alone_puts_agreed_words_to_the_person(
    heart: Trial, mentee: str, mentor: str
) -> None:
    raised = heart.desk(mentee).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(mentor,), kind=ConcernKind.ACCUSATION)
    )
    words = ActOnConcern(concern=raised.id, act=ConcernAct.HEARING, note="What we agreed on.")
    for actor in (mentee, mentor):
        with pytest.raises(Refused):
            heart.desk(actor).concerns.act(words)

    heart.desk().concerns.act(words)
    (note,) = heart.desk().concerns.show(ShowConcern(concern=raised.id)).notes
    assert (note["act"], note["note"], note["by"]) == ("hearing", "What we agreed on.", heart.staff)


@pytest.mark.clause("CORE-8")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_core_8_the_card_says_whom_to_call(heart: Trial, language: str) -> None:
    _, card = heart.programme.context.texts.document("emergency", language)
    numbers = ["999", "101", "111", "116 123"]

    assert traces(numbers, card) == numbers
    assert card.count("\n## ") == 4


@pytest.mark.clause("CORE-8")
def test_core_8_it_comes_with_each_introduction(heart: Trial, mentee: str, mentor: str) -> None:
    heart.introduced(mentee, mentor)
    letters = [one.message for one in heart.send_all() if one.message.template == "message.introduction"]

    assert {letter.recipient for letter in letters} == {mentee, mentor}
    assert [letter for letter in letters if "emergency@2025-1" not in letter.documents] == []


@pytest.mark.clause("CORE-9")
def test_core_9_reading_correcting_and_erasing_are_one_command_each(heart: Trial, mentor: str) -> None:
    person = heart.participant("mentee", called="Églantine", remarks="mine alone", background="refuge")
    heart.introduced(person, mentor)
    own = heart.desk(person, purpose="subject-access")
    own.participants.edit(EditAnswers(person=person, answers={"called": "Églantine B.", "background": ""}))
    found = own.privacy.export(ExportPerson(person=person)).tiers
    assert (found["contact"]["called"], found["grounds"]) == ("Églantine B.", {})
    with pytest.raises(Refused):
        heart.desk(mentor, purpose="subject-access").privacy.export(ExportPerson(person=person))

    own.privacy.erase(ErasePerson(person=person))
    assert heart.programme.context.store.keys.keys_for([person]) == {}
    assert traces(["Églantine", "mine alone"], held_in(heart.send_all())) == []


@pytest.mark.clause("CORE-10")
@pytest.mark.parametrize("way", ["close", "withdraw", "erase"])
def test_core_10_neither_a_duty_nor_a_concern_holds_anybody(
    heart: Trial, mentee: str, mentor: str, way: str
) -> None:
    match = heart.introduced(mentee, mentor)
    heart.desk(mentee).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(mentor,), match=match.id, kind=ConcernKind.ACCUSATION)
    )
    heart.desk().matches.suspend(SuspendMatch(match=match.id))
    heart.clock.advance(30)
    assert heart.desk().agenda.show(ShowAgenda()).overdue != ()

    own = heart.desk(mentor)
    if way == "close":
        own.matches.close(CloseMatch(match=match.id))
    elif way == "withdraw":
        own.participants.withdraw(Withdraw(person=mentor))
    else:
        own.privacy.erase(ErasePerson(person=mentor))
    assert heart.desk().matches.show(ShowMatch(match=match.id)).match.ended_by == mentor
