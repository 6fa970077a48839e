"""What every programme keeps: nobody meets whom they fear, and every message is safe."""

from __future__ import annotations

import pytest

from mentorcore import Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.concerns import (
    FlagDistress,
    SetAvoidList,
    SetSafety,
    ShowSafety,
)
from mentorcore.domain.commands.matches import (
    CloseMatch,
    ExplainPair,
    IntroduceMatch,
    PairByHand,
    ProposeRound,
    ShowMatch,
)
from mentorcore.domain.commands.messages import ListMessages, MarkSent, NextMessage, ReleaseMessage
from mentorcore.domain.commands.participants import EditAnswers, ExportPerson, ShowParticipant
from mentorcore.domain.messages import MessageState, NotYet
from mentorcore.testing import Trial, held_in, traces

AVOIDED = "Zoltan Krähenbühl"
TELLING = ("vps", "victime", "victim", "violence", "mentor", "mentorat", "agress", "abus", "plainte", "lavi")


def refused_codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of a refusal."""
    return [refusal.code for refusal in refused.value.refusals]


# CORE-1


@pytest.mark.clause("CORE-1")
@pytest.mark.parametrize("avoiding", ["mentee", "mentor"])
@pytest.mark.parametrize(
    "written", ["Krähenbühl Zoltan", "ZOLTAN KRAHENBUHL", "Zoltan Krähenbühl (1971-02-03)"]
)
def test_core_1_who_is_on_the_list_is_never_met(vps: Trial, avoiding: str, written: str) -> None:
    other = "mentor" if avoiding == "mentee" else "mentee"
    people = {
        avoiding: vps.participant(avoiding, experience="physical", avoid=f"Somebody Else, {written}"),
        other: vps.participant(other, experience="physical", given_name="Zoltan", family_name="Krähenbühl"),
    }

    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    with pytest.raises(Refused) as refused:
        vps.proposed(people["mentee"], people["mentor"])
    assert (refused_codes(refused), refused.value.clauses) == (["matching.kept_apart"], ("CORE-1",))


@pytest.mark.clause("CORE-1")
def test_core_1_the_list_is_asked_again_at_the_introduction(vps: Trial, mentee: str, mentor: str) -> None:
    """The name is given by phone after both accepted."""
    vps.desk().participants.edit(
        EditAnswers(person=mentor, answers={"given_name": "Zoltan", "family_name": "Krähenbühl"})
    )
    match = vps.proposed(mentee, mentor)
    for party in match.parties:
        vps.accept(match, party)
    assert vps.for_(mentee).safety.avoid(SetAvoidList(person=mentee, names=f"Anna Muster, {AVOIDED}")) == 2

    with pytest.raises(Refused) as refused:
        vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert (refused_codes(refused), refused.value.clauses) == (["matching.kept_apart"], ("CORE-1",))
    vps.desk(mentee).safety.avoid(SetAvoidList(person=mentee))
    vps.desk().matches.introduce(IntroduceMatch(match=match.id))


@pytest.mark.clause("CORE-1")
def test_core_1_whoever_takes_the_name_later_is_kept_apart_too(vps: Trial, mentee: str, mentor: str) -> None:
    vps.desk(mentee).safety.avoid(SetAvoidList(person=mentee, names=AVOIDED))
    assert [m.parties for m in vps.desk().matches.propose(ProposeRound()).proposed] == [(mentee, mentor)]
    second = vps.participant("mentee", experience="physical", avoid=AVOIDED)
    newcomer = vps.participant("mentor", experience="physical", given_name="Zoltan", family_name="Krähenbühl")

    with pytest.raises(Refused):
        vps.desk().matches.pair(PairByHand(mentee=second, mentor=newcomer))


@pytest.mark.clause("CORE-1")
def test_core_1_staff_alone_read_it_and_only_to_protect(vps: Trial, mentor: str, carol: str) -> None:
    person = vps.participant("mentee", experience="physical", avoid=AVOIDED)
    match = vps.introduced(person, mentor)
    assert vps.desk(purpose="protection").safety.show(ShowSafety(person=person)).avoid == (AVOIDED,)
    assert vps.desk(person).safety.show(ShowSafety(person=person)).avoid == (AVOIDED,)

    seen: list[object] = [vps.desk().safety.show(ShowSafety(person=person))]
    for purpose in ("support", "matching", "vetting"):
        seen.append(vps.desk(purpose=purpose).participants.show(ShowParticipant(person=person)))
    assert traces([AVOIDED], held_in(seen)) == []
    for desk in (vps.desk(mentor), vps.desk(carol), vps.for_(mentor)):
        with pytest.raises(Refused):
            desk.safety.show(ShowSafety(person=person))
    assert traces([AVOIDED], held_in(vps.desk(mentor).matches.show(ShowMatch(match=match.id)))) == []


@pytest.mark.clause("CORE-1")
def test_core_1_it_shows_in_no_explanation_and_no_output(
    vps: Trial, mentor: str, caplog: pytest.LogCaptureFixture
) -> None:
    command = SetAvoidList(person=mentor, names=AVOIDED)
    vps.desk(mentor).safety.avoid(command)
    mentee = vps.participant("mentee", experience="physical", given_name="Zoltan", family_name="Krähenbühl")
    explained = vps.desk().matches.explain(ExplainPair(mentee=mentee, mentor=mentor))
    made = vps.desk().matches.propose(ProposeRound())
    with pytest.raises(Refused) as refused:
        vps.proposed(mentee, mentor)
    words = [vps.programme.context.texts.error(refused.value, language) for language in ("fr", "en")]
    shown = [
        explained,
        made,
        refused.value,
        words,
        vps.send_all(),
        vps.desk().audit.show(ShowAudit(last=1000)),
    ]
    shown += [vps.desk(mentee).privacy.export(ExportPerson(person=mentee)).records]

    canaries = [AVOIDED, "krähenbühl", "krahenbuhl", "zoltan"]
    assert traces(canaries, held_in(shown), repr(command), repr(shown), caplog.text) == []
    assert traces(["avoid"], held_in(explained), held_in(words)) == []


# CORE-2


@pytest.mark.clause("CORE-2")
def test_core_2_the_plan_is_asked_first_and_whole(bundle: Bundle) -> None:
    for form in bundle.forms:
        first = [question.means for question in bundle.questions_of(form.id)[:5]]
        assert first == ["channels", "hours", "voicemail", "sender", "places"]


@pytest.mark.clause("CORE-2")
def test_core_2_a_message_goes_by_the_best_safe_way_with_the_neutral_name(vps: Trial) -> None:
    person = vps.participant(
        "mentee",
        safe_channels="email, sms",
        email=None,
        neutral_sender="Marie",
        safe_hours="after eight",
        voicemail="no",
    )
    letters = [letter for letter in vps.send_all() if letter.message.recipient == person]

    assert {(x.message.channel, x.sender, x.hours, x.voicemail) for x in letters} == {
        ("sms", "Marie", "after eight", False)
    }
    assert {letter.address[:3] for letter in letters} == {"+41"}


@pytest.mark.clause("CORE-2")
def test_core_2_without_a_safe_way_it_is_held_for_a_person(vps: Trial) -> None:
    person = vps.participant("mentee", safe_channels="sms", phone=None)
    (held,) = vps.desk().messages.list(ListMessages(person=person))
    assert (held.state, held.channel, held.held_for) == (MessageState.HELD, "", "message.no_safe_channel")
    assert vps.send_all() == ()
    with pytest.raises(Refused) as refused:
        vps.desk().messages.sent(MarkSent(messages=(held.id,)))
    assert refused.value.clauses == ("CORE-2",)
    with pytest.raises(Refused) as refused:
        vps.desk().messages.release(ReleaseMessage(message=held.id, channel="email"))
    assert refused.value.clauses == ("CORE-2",)

    vps.for_(person).safety.set(SetSafety(person=person, channels="via-someone, email"))
    (letter,) = vps.send_all()
    assert (letter.message.id, letter.message.channel) == (held.id, "via-someone")


@pytest.mark.clause("CORE-2")
@pytest.mark.parametrize("by", ["safety", "answers"])
def test_core_2_what_waits_follows_a_new_plan(vps: Trial, by: str) -> None:
    person = vps.participant("mentee", safe_channels="sms, email")
    assert {message.channel for message in vps.desk().messages.list(ListMessages(person=person))} == {"sms"}
    if by == "safety":
        vps.desk(person).safety.set(SetSafety(person=person, channels="email"))
    else:
        vps.desk(person, purpose="subject-access").participants.edit(
            EditAnswers(person=person, answers={"safe_channels": "email"})
        )

    assert {letter.message.channel for letter in vps.send_all()} == {"email"}


@pytest.mark.clause("CORE-2")
def test_core_2_every_message_of_a_whole_story_is_safe_and_neutral(vps: Trial, mentor: str) -> None:
    person = vps.participant("mentee", safe_channels="signal", experience="physical")
    vps.applicant("mentee")
    (match,) = vps.desk().matches.propose(ProposeRound()).proposed
    for party in match.parties:
        vps.accept(match, party)
    vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    letters = vps.send_all()
    vps.desk(person).safety.distress(FlagDistress(person=person))
    vps.desk(mentor).matches.close(CloseMatch(match=match.id, told_by="staff"))
    second = vps.introduced(vps.participant("mentee"), vps.participant("mentor"))
    vps.desk(second.mentee).matches.close(CloseMatch(match=second.id, told_by="self"))
    letters += vps.send_all()
    vps.clock.advance(30)
    letters += vps.send_all()

    assert {letter.message.channel for letter in letters if letter.message.recipient == person} == {"signal"}
    titles = {letter.subject for letter in letters} | {letter.sender for letter in letters}
    assert traces([*TELLING, vps.bundle.programme.name], *titles) == []
    assert {letter.message.template for letter in letters} >= {
        "message.admission",
        "message.proposal",
        "message.introduction",
        "message.distress",
        "message.closure.left",
        "message.closure.other",
        "message.closure.later",
    }


@pytest.mark.clause("CORE-2")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_core_2_no_title_tells_what_the_programme_is(vps: Trial, language: str) -> None:
    texts = vps.programme.context.texts
    templates = (
        *("application", "admission", "waiting", "proposal", "introduction", "distress"),
        *("closure.left", "closure.other", "closure.later"),
    )
    titles = [texts.say(f"message.{name}.subject", language) for name in templates]

    assert [title for title in titles if title.startswith("message.")] == []
    assert traces([*TELLING, vps.bundle.programme.name], *titles) == []


@pytest.mark.clause("CORE-2")
def test_core_2_nothing_goes_out_before_the_safe_hours(vps: Trial) -> None:
    person = vps.participant("mentee", safe_hours="mar 9h-11h, jeu 14h-16h")
    waits = vps.desk().messages.next(NextMessage())
    assert isinstance(waits, NotYet)
    assert waits.opens_at.isoformat() == "2025-02-04T09:00:00+01:00"
    assert vps.send_all() == ()
    vps.clock.set(waits.opens_at)
    assert {letter.message.recipient for letter in vps.send_all()} == {person}


@pytest.mark.clause("CORE-2")
def test_core_2_hours_in_words_stand_beside_the_message(vps: Trial) -> None:
    vps.participant("mentee", safe_hours="quand les enfants dorment")
    (letter,) = vps.send_all()
    assert (letter.hours, letter.cautions) == ("quand les enfants dorment", ())


@pytest.mark.clause("CORE-2")
def test_core_2_a_call_says_that_no_voice_message_is_left(vps: Trial) -> None:
    vps.participant("mentee", safe_channels="call", voicemail="no")
    (letter,) = vps.send_all()
    assert letter.cautions == ("message.no_voicemail",)
    words = {vps.programme.context.texts.say(letter.cautions[0], language)[:5] for language in ("fr", "en")}
    assert words == {"Ne la", "Leave"}


@pytest.mark.clause("CORE-2")
def test_core_2_a_place_to_avoid_is_named_by_nothing_that_goes_out(vps: Trial) -> None:
    person = vps.participant("mentee", safe_channels="sms", places="gare de Lausanne ; Fribourg")
    plan = SetSafety(person=person, channels="email", places="gare de Lausanne ; Fribourg")
    vps.for_(person).safety.set(plan)
    letters = [letter for letter in vps.send_all() if letter.message.recipient == person]
    assert traces(["Lausanne", "Fribourg"], *(letter.body for letter in letters)) == []
    held = vps.desk().messages.list(ListMessages(person=person, state="held"))
    assert {message.held_for for message in held} <= {"message.names_place"}
    assert len(letters) + len(held) == 1
