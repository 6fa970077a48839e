"""Messages keep to the safety plan: hours, voice messages, places and the sender; or a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from mentorcore import Programme, Refused
from mentorcore.domain.bundle import Grant
from mentorcore.domain.commands.concerns import FlagDistress, SetAvoidList, SetSafety
from mentorcore.domain.commands.matches import CloseMatch, IntroduceMatch
from mentorcore.domain.commands.messages import ListMessages, MarkSent, NextMessage, ReleaseMessage
from mentorcore.domain.commands.participants import EditAnswers
from mentorcore.domain.messages import Message, MessageState, MessageText, NotYet, WaitingMessage
from mentorcore.engine.door import Door
from mentorcore.engine.messaging import write_message
from mentorcore.engine.safe_words import names_place
from mentorcore.engine.verbs import action
from mentorcore.engine.work import Work
from mentorcore.testing import Trial, staffed

MORNING = "mon-fri 09:00-12:00, sat 10h-11h30"


@pytest.fixture
def trial() -> Iterator[Trial]:
    """A programme of its own; it is Monday the third of February 2025, ten o'clock in Zurich."""
    with staffed("vps", coordinator=2) as made:
        yield made


def waiting(trial: Trial, person: str) -> tuple[Message, ...]:
    return trial.desk().messages.list(ListMessages(person=person))


def plan(trial: Trial, person: str, **values: object) -> None:
    command = SetSafety(person=person, **{"channels": "sms", **values})  # type: ignore[arg-type]  # as the fields are named
    trial.for_(person).safety.set(command)


def test_a_message_is_handed_out_within_safe_hours_only(trial: Trial) -> None:
    person = trial.participant("mentee", safe_hours=MORNING)
    trial.clock.advance(hours=2)  # noon

    found = trial.desk().messages.next(NextMessage())
    assert isinstance(found, NotYet)
    assert found.opens_at.isoformat() == "2025-02-04T09:00:00+01:00"
    (listed,) = waiting(trial, person)
    assert isinstance(listed, WaitingMessage)
    assert (listed.id, listed.opens_at) == (found.message, found.opens_at)

    trial.clock.set(found.opens_at - timedelta(minutes=1))
    assert isinstance(trial.desk().messages.next(NextMessage()), NotYet)
    trial.clock.set(found.opens_at)
    handed_out = trial.desk().messages.next(NextMessage())
    assert isinstance(handed_out, MessageText)
    assert (handed_out.message.recipient, handed_out.hours) == (person, MORNING)
    assert type(waiting(trial, person)[0]) is Message


def test_whoever_can_be_reached_now_comes_before_whoever_cannot(trial: Trial) -> None:
    trial.participant("mentee", safe_hours="tue 9h-10h")
    now = trial.participant("mentee", safe_hours="when the children are at school")
    letter = trial.desk().messages.next(NextMessage())
    assert isinstance(letter, MessageText)
    assert (letter.message.recipient, letter.hours) == (now, "when the children are at school")
    trial.send_all()
    found = trial.desk().messages.next(NextMessage())
    assert isinstance(found, NotYet)
    assert found.opens_at == datetime(2025, 2, 4, 8, tzinfo=UTC)


def test_what_went_out_at_another_hour_is_marked(trial: Trial) -> None:
    person = trial.participant("mentee", safe_hours="mon-fri 9h-12h")
    (message,) = waiting(trial, person)
    trial.clock.advance(hours=3)
    (sent,) = trial.desk().messages.sent(MarkSent(messages=(message.id,)))
    assert (sent.state, sent.outside_hours) == (MessageState.SENT, True)
    assert trial.desk().messages.list(ListMessages(state="sent", person=person))[0].outside_hours


@pytest.mark.parametrize(
    ("happened", "hours", "outside"),
    [
        (datetime(2025, 2, 3, 15, tzinfo=UTC), "mon-fri 9h-12h", False),
        (datetime(2025, 2, 2, 15, tzinfo=UTC), "mon-fri 9h-12h", True),
        (datetime(2025, 2, 2, 15, tzinfo=UTC), "in the morning", False),
    ],
)
def test_of_a_past_day_only_the_day_is_known(
    trial: Trial, happened: datetime, hours: str, outside: bool
) -> None:
    person = trial.participant("mentee", safe_hours=hours)
    (message,) = waiting(trial, person)
    trial.clock.advance(days=2)
    desk = trial.programme.desk(trial.staff, happened=happened.date())
    assert desk.messages.sent(MarkSent(messages=(message.id,)))[0].outside_hours is outside


def test_who_may_not_read_a_safety_plan_learns_no_hour(trial: Trial) -> None:
    person = trial.participant("mentee", safe_hours="tue 9h-10h")
    grants = (Grant("coordinator", "any", ("support",), ("messages.*",)),)
    shut = Programme(evolve(trial.programme.context, grants=grants)).desk(trial.staff)
    assert type(shut.messages.list(ListMessages(person=person))[0]) is Message
    with pytest.raises(Refused):
        shut.messages.next(NextMessage())


def test_no_voice_message_is_said_where_one_could_be_left(trial: Trial) -> None:
    trial.participant("mentee", safe_channels="call", voicemail="no")
    trial.participant("mentee", safe_channels="call", voicemail="yes")
    trial.participant("mentee", safe_channels="sms", voicemail="no")
    cautions = [letter.cautions for letter in trial.send_all()]
    assert sorted(cautions, reverse=True) == [("message.no_voicemail",), (), ()]


class Speaking:
    """A verb that writes words for an answering machine, as a plugin's template could be."""

    def __init__(self, door: Door) -> None:
        self.door = door

    @action("messages.sent", subject="programme", purpose="support", grants=("any",))
    def speak(self, work: Work, command: str) -> Message | None:
        """Write it."""
        return write_message(work, "message.call_back.voicemail", command, about=command)


@pytest.mark.parametrize(("allowed", "state"), [(True, MessageState.TO_SEND), (False, MessageState.HELD)])
def test_words_for_an_answering_machine_are_held_where_none_may_hear_them(
    trial: Trial, allowed: bool, state: MessageState
) -> None:
    person = trial.participant("mentee", safe_channels="call", voicemail="yes" if allowed else "no")
    written = Speaking(trial.desk().door).speak(person)
    assert written is not None
    assert (written.state, written.held_for) == (state, "" if allowed else "message.needs_voicemail")

    plan(trial, person, channels="call", voicemail=not allowed)
    found = next(m for m in waiting(trial, person) if m.id == written.id)
    assert found.state is (MessageState.HELD if allowed else MessageState.TO_SEND)


# Places


@pytest.mark.parametrize(
    ("places", "text", "named"),
    [
        ("Lausanne", "See you in Lausanne.", True),
        ("the station in Lausanne, Genève", "The list of GENEVE", True),
        ("café de la Poste", "We meet at the Cafe de la poste.", True),
        ("not near the old mill", "It is near the old mill", False),
        ("old mill", "It is near the old mill", True),
        ("Not in Bern", "We are not in time.", False),
        ("Bern", "It is burning.", False),
        ("", "Anything at all", False),
        (", ;", "Anything at all", False),
    ],
)
def test_a_place_is_found_as_people_write_it(places: str, text: str, named: bool) -> None:
    assert names_place(["Hello", text], places) is named


def test_what_names_a_place_to_avoid_is_held(trial: Trial) -> None:
    """An introduction names the other's café: it was the recipient's former partner's."""
    mentee = trial.participant("mentee", places="Café Fédéral")
    mentor = trial.participant("mentor")
    match = trial.proposed(mentee, mentor)
    trial.accept(match, mentee)
    trial.accept(match, mentor, name="Lou, café fédéral")
    trial.desk().matches.introduce(IntroduceMatch(match=match.id))
    found = {
        m.recipient: m
        for m in trial.desk().messages.list(ListMessages())
        if m.template == "message.introduction"
    }
    assert (found[mentee].state, found[mentee].held_for) == (MessageState.HELD, "message.names_place")
    assert found[mentor].state is MessageState.TO_SEND

    plan(trial, mentee, places="somewhere else")
    assert {m.state for m in waiting(trial, mentee)} == {MessageState.TO_SEND}


def test_a_text_that_goes_with_a_message_counts_as_well(trial: Trial) -> None:
    """The list of services names the town."""
    services = trial.programme.context.texts.document("services", "fr")[1]
    town = next(word for word in services.split() if word.isalpha() and word.istitle() and len(word) > 5)
    person = trial.participant("mentee", places=town)
    assert {m.held_for for m in waiting(trial, person)} == {"message.names_place"}


# The sender


def test_every_template_goes_under_the_chosen_name(trial: Trial) -> None:
    chosen = {"neutral_sender": "Aunt Marie", "safe_channels": "sms"}
    trial.applicant("mentee", **chosen)
    mentee, mentor = trial.participant("mentee", **chosen), trial.participant("mentor", **chosen)
    other = trial.participant("mentee", **chosen)
    match = trial.introduced(mentee, mentor)
    trial.desk(mentee).safety.distress(FlagDistress(person=mentee))
    letters = [*trial.send_all()]
    trial.desk(mentor).matches.close(CloseMatch(match=match.id, told_by="staff"))
    second = trial.introduced(other, mentor)
    trial.desk(mentor).matches.close(CloseMatch(match=second.id, told_by="self"))
    letters += trial.send_all()
    trial.clock.advance(30)
    letters += trial.send_all()

    assert {letter.sender for letter in letters} == {"Aunt Marie"}
    assert [
        x.message.template for x in letters if "Aunt Marie" not in x.body.partition("\n\n---\n\n")[0]
    ] == []
    assert trial.bundle.programme.name not in "".join(x.body.partition("\n\n---\n\n")[0] for x in letters)


def test_nobody_chose_a_name_and_it_is_the_neutral_one(trial: Trial) -> None:
    trial.participant("mentee", neutral_sender=None)
    (letter,) = trial.send_all()
    assert letter.sender == trial.programme.context.texts.say("message.neutral_sender", "fr")
    assert letter.sender in letter.body


# A list that is written between the introduction and its message


@pytest.mark.parametrize("by", ["list", "edit of the list", "edit of a name"])
def test_an_introduction_that_was_not_sent_yet_is_held(trial: Trial, by: str) -> None:
    mentee = trial.participant("mentee", avoid="Zoltan Krähenbühl" if by == "edit of a name" else None)
    mentor = trial.participant(
        "mentor", given_name="Zoltan", family_name="Krähenbühl" if by != "edit of a name" else "Neu"
    )
    trial.introduced(mentee, mentor)
    if by == "list":
        trial.for_(mentee).safety.avoid(SetAvoidList(person=mentee, names="Zoltan Krähenbühl"))
    elif by == "edit of the list":
        own = trial.desk(mentee, purpose="subject-access")
        own.participants.edit(EditAnswers(person=mentee, answers={"avoid": "Zoltan Krähenbühl"}))
    else:
        trial.desk().participants.edit(EditAnswers(person=mentor, answers={"family_name": "Krähenbühl"}))

    introductions = [
        m for m in trial.desk().messages.list(ListMessages()) if m.template == "message.introduction"
    ]
    assert {m.held_for for m in introductions} == {"matching.kept_apart"}
    assert [
        x.message.template for x in trial.send_all() if x.message.template == "message.introduction"
    ] == []
    with pytest.raises(Refused) as caught:
        trial.desk().messages.release(
            ReleaseMessage(message=introductions[0].id, channel=introductions[0].channel)
        )
    assert [refusal.code for refusal in caught.value.refusals] == ["matching.kept_apart"]
