"""Messages keep to the safety plan, or wait for a person; what they tell of others is looked up at reading."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.concerns import FlagDistress, SetSafety
from mentorcore.domain.commands.matches import (
    CloseMatch,
    EndByProgramme,
    IntroduceMatch,
    ResendIntroduction,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import (
    ListMessages,
    LogContact,
    MarkSent,
    NextMessage,
    ReleaseMessage,
)
from mentorcore.domain.commands.participants import EditAnswers, ErasePerson, Withdraw
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.messages import Message, MessageState
from mentorcore.domain.people import SafetyPlan
from mentorcore.domain.records import RecordKind
from mentorcore.hooks import hookimpl
from mentorcore.hooks.confidentiality import Draft
from mentorcore.storage import messages, records, sealed
from mentorcore.testing import Trial


def to(trial: Trial, person: str, template: str = "") -> list[Message]:
    """Every message to somebody, whatever became of it."""
    with trial.programme.context.store.read() as tx:
        found = messages.messages_in(tx, recipient=person)
    return [message for message in found if message.template.startswith(template)]


def refused(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


REACH: list[tuple[Mapping[str, str | None], str, str]] = [
    ({"safe_channels": "email, sms"}, "email", ""),
    ({"safe_channels": "sms, email"}, "sms", ""),
    ({"safe_channels": "email, sms", "email": None}, "sms", ""),
    ({"safe_channels": "via-someone, sms"}, "via-someone", ""),
    ({"safe_channels": "email", "email": None}, "", "message.no_safe_channel"),
]


@pytest.mark.parametrize(
    ("answers", "channel", "held_for"), REACH, ids=[str(answers) for answers, _, _ in REACH]
)
def test_the_best_safe_channel_with_an_address_is_taken(
    lasting: Town, answers: Mapping[str, str | None], channel: str, held_for: str
) -> None:
    person = lasting.trial.participant("mentor", **answers)

    (welcome,) = to(lasting.trial, person)

    assert (welcome.template, welcome.channel, welcome.held_for) == ("message.admission", channel, held_for)
    assert welcome.state is (MessageState.HELD if held_for else MessageState.TO_SEND)


class Cautious:
    """Holds whatever goes by e-mail."""

    def __init__(self) -> None:
        self.asked: list[tuple[Draft, SafetyPlan]] = []

    @hookimpl
    def may_send(self, draft: Draft, plan: SafetyPlan) -> Refusal | None:
        self.asked.append((draft, plan))
        return Refusal("mine.not_by_mail") if draft.channel == "email" else None


def test_an_objection_holds_a_message_and_it_is_released_by_a_safe_channel(town: Town) -> None:
    cautious, desk = Cautious(), town.trial.desk()
    town.trial.add_policy(cautious)
    person = town.trial.participant("mentor", safe_channels="email, sms")
    (held,) = to(town.trial, person)
    draft, plan = cautious.asked[-1]

    assert (held.state, held.held_for) == (MessageState.HELD, "mine.not_by_mail")
    assert (draft.template, draft.channel, plan.channels) == ("message.admission", "email", ("email", "sms"))
    with pytest.raises(Refused) as sent:
        desk.messages.sent(MarkSent(messages=(held.id,)))
    with pytest.raises(Refused) as unsafe:
        desk.messages.release(ReleaseMessage(message=held.id, channel="whatsapp"))
    assert (refused(sent), refused(unsafe)) == (["message.held"], ["message.channel_not_safe"])

    released = desk.messages.release(ReleaseMessage(message=held.id, channel="sms"))
    assert (released.state, released.channel, released.held_for) == (MessageState.TO_SEND, "sms", "")
    with pytest.raises(Refused) as again:
        desk.messages.release(ReleaseMessage(message=held.id, channel="sms"))
    assert refused(again) == ["message.not_held"]


def test_what_has_not_gone_out_follows_a_change_of_the_safety_plan(town: Town) -> None:
    person = town.trial.participant("mentor", safe_channels="email")
    desk = town.trial.desk()

    desk.safety.set(SetSafety(person=person, channels="sms"))
    assert [(m.channel, m.state) for m in to(town.trial, person)] == [("sms", MessageState.TO_SEND)]
    town.trial.for_(person).participants.edit(EditAnswers(person=person, answers={"phone": ""}))
    assert [(m.channel, m.state) for m in to(town.trial, person)] == [("", MessageState.HELD)]
    desk.safety.set(SetSafety(person=person, channels="via-someone"))
    assert [(m.channel, m.held_for) for m in to(town.trial, person)] == [("via-someone", "")]


def test_an_introduction_is_filled_from_the_others_dossier_when_it_is_read(town: Town) -> None:
    with town.trial.programme.context.store.write() as tx:
        shown = sealed.get(tx, town.mentor, f"shown:{town.match}")
        sealed.put(tx, town.mentor, {f"shown:{town.match}": {**shown, "name": "Loup"}})

    letters = {
        letter.message.recipient: letter
        for letter in town.trial.send_all()
        if letter.message.template == "message.introduction"
    }

    assert "Loup" in letters[town.mentee].body
    assert "Loup" not in letters[town.mentor].body
    assert shown["address"] in letters[town.mentee].body
    assert set(letters) == {town.mentee, town.mentor}
    assert letters[town.mentee].message.documents


def test_an_introduction_is_sent_again_to_the_one_who_asks(town: Town) -> None:
    town.trial.send_all()
    town.trial.desk(town.mentee).matches.resend(ResendIntroduction(match=town.match))

    again = town.trial.send_all()

    assert [(letter.message.template, letter.message.recipient) for letter in again] == [
        ("message.introduction", town.mentee)
    ]


@pytest.mark.parametrize("how", ["closed", "ended", "suspended"])
def test_when_a_match_ends_what_was_to_be_said_about_it_is_withdrawn(town: Town, how: str) -> None:
    waiting = to(town.trial, town.mentor, "message.introduction")
    assert [message.state for message in waiting] == [MessageState.TO_SEND]
    if how == "closed":
        town.trial.desk(town.mentee).matches.close(CloseMatch(match=town.match))
    elif how == "ended":
        town.trial.desk().matches.end(EndByProgramme(match=town.match))
    else:
        town.trial.desk().matches.suspend(SuspendMatch(match=town.match))

    assert [m.state for m in to(town.trial, town.mentor, "message.introduction")] == [MessageState.WITHDRAWN]
    with pytest.raises(Refused) as caught:
        town.trial.desk().messages.sent(MarkSent(messages=(waiting[0].id,)))
    assert refused(caught) == ["message.withdrawn"]


def test_nobody_who_left_gets_what_was_still_to_go_out(town: Town) -> None:
    town.trial.desk(town.outsider).participants.withdraw(Withdraw(person=town.outsider))

    assert {message.state for message in to(town.trial, town.outsider)} == {MessageState.WITHDRAWN}


def test_after_an_erasure_nothing_is_left_of_any_message(town: Town) -> None:
    person = town.trial.participant("mentor")
    match = town.trial.introduced(town.outsider, person)
    sent = town.trial.send_all()
    town.trial.desk(person).matches.resend(ResendIntroduction(match=match.id))
    town.trial.desk(person).privacy.erase(ErasePerson(person=person))

    found = to(town.trial, person)
    assert {message.state for message in found} == {MessageState.SENT, MessageState.WITHDRAWN}
    with town.trial.programme.context.store.read() as tx:
        assert [messages.wording(tx, message) for message in found] == [{} for _ in found]
        assert sealed.tiers_of(tx, person) == ()
    assert any(letter.message.recipient == person for letter in sent)
    other = [m for m in to(town.trial, town.outsider) if m.state is MessageState.TO_SEND]
    assert {message.template for message in other} == {"message.closure.other"}


def test_what_went_out_counts_as_shown_from_then_on(town: Town) -> None:
    (welcome,) = to(town.trial, town.outsider)
    assert welcome.documents

    def shown() -> list[tuple[str, str]]:
        with town.trial.programme.context.store.read() as tx:
            found = records.records_of(tx, [town.outsider], [RecordKind.SHOWN])[town.outsider]
        return [(record.document, record.version) for record in found]

    before = shown()
    for _ in range(2):  # twice changes nothing
        (sent,) = town.trial.desk().messages.sent(MarkSent(messages=(welcome.id,)))
        assert (sent.state, sent.sent_on) == (MessageState.SENT, town.trial.today)
    assert shown() == [*before, *(tuple(name.split("@")) for name in welcome.documents)]


def test_lists_hold_no_words(town: Town) -> None:
    desk = town.trial.desk()

    todo = desk.messages.list(ListMessages())
    assert {message.state for message in todo} <= {MessageState.TO_SEND, MessageState.HELD}
    assert desk.messages.list(ListMessages(person=town.outsider)) == tuple(to(town.trial, town.outsider))
    assert desk.messages.list(ListMessages(state="sent")) == ()
    town.trial.send_all()
    assert desk.messages.list(ListMessages()) == ()
    assert len(desk.messages.list(ListMessages(state="sent"))) == len(todo)
    assert desk.messages.next(NextMessage()) is None
    with pytest.raises(InputFault):
        desk.messages.list(ListMessages(state="lost"))
    with pytest.raises(Refused) as caught:
        desk.messages.sent(MarkSent(messages=(UNKNOWN["G"],)))
    assert refused(caught) == ["message.unknown"]


def test_a_letter_says_how_it_may_be_sent(town: Town) -> None:
    how: dict[str, str] = {"safe_channels": "sms", "safe_hours": "after eight", "voicemail": "yes"}
    own = town.trial.participant("mentor", **how, neutral_sender="the library")
    person = town.trial.participant("mentor", **how, neutral_sender=None)
    letters = {found.message.recipient: found for found in town.trial.send_all()}
    letter = letters[person]

    assert letters[own].sender == "the library"
    assert (letter.hours, letter.voicemail, bool(letter.address)) == ("after eight", True, True)
    assert letter.sender == town.trial.programme.context.texts.say("message.neutral_sender", "fr")
    assert "after eight" not in repr(letter)


def test_help_is_shown_at_once_to_somebody_in_distress(town: Town) -> None:
    answer = town.trial.desk(town.mentee).safety.distress(FlagDistress(person=town.mentee, contact=True))

    assert answer.documents
    (message,) = to(town.trial, town.mentee, "message.distress")
    assert len(message.documents) == len(answer.documents)


def test_a_contact_belongs_to_the_match_or_to_all_of_them(town: Town) -> None:
    desk = town.trial.desk()
    other = town.trial.participant("mentor")

    plain = desk.contacts.log(LogContact(person=town.mentee, note="They sounded tired."))
    about = desk.contacts.log(LogContact(person=town.mentee, match=town.match))
    missed = desk.contacts.log(LogContact(person=town.mentee, failed=True))

    assert [found.subject for found in (plain, about, missed)] == [town.mentee, town.match, town.mentee]
    assert [found.data["reached"] for found in (plain, about, missed)] == [True, True, False]
    with town.trial.programme.context.store.read() as tx:
        assert sealed.get(tx, town.mentee, f"record:{plain.id}") == {"note": "They sounded tired."}
    with pytest.raises(Refused) as caught:
        desk.contacts.log(LogContact(person=other, match=town.match))
    assert refused(caught) == ["match.not_a_party"]
    with pytest.raises(Refused):
        desk.contacts.log(LogContact(person=UNKNOWN["P"]))


def test_nothing_is_sent_before_both_accepted(town: Town) -> None:
    mentor = town.trial.participant("mentor")
    match = town.trial.proposed(town.outsider, mentor)
    town.trial.accept(match, town.outsider)

    with pytest.raises(Refused) as caught:
        town.trial.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert [(r.code, r.params["person"]) for r in caught.value.refusals] == [
        ("match.acceptance_missing", mentor)
    ]
    assert [to(town.trial, person, "message.introduction") for person in match.parties] == [[], []]
