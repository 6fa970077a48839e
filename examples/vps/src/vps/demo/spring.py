"""February to April: the first round and those who wait, introductions, what is refused, and a second round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mentorcore.domain.commands.matches import (
    AcceptMatch,
    DeclineMatch,
    ExplainPair,
    IntroduceMatch,
    ListMatches,
    PairByHand,
    ProposeRound,
)
from mentorcore.domain.commands.messages import NextMessage
from mentorcore.domain.commands.participants import Disclose, Find, ListParticipants, ShowParticipant
from mentorcore.domain.commands.sessions import LogSession
from mentorcore.domain.commands.vetting import ListVetting
from mentorcore.domain.messages import MessageText
from mentorcore.domain.people import RoleState
from mentorcore.hooks.confidentiality import DisclosureRequest, may_disclose
from mentorcore.hooks.matching import Unmatched
from vps.demo.acts import (
    accept,
    admit,
    import_file,
    introduce_all,
    left_to_decide,
    send_everything,
    shown_channel,
)
from vps.demo.pages import agenda, letter
from vps.demo.stage import Stage

SECOND_FILE = "inscriptions-avril.csv"


def first_round(stage: Stage) -> None:
    """A round: proposals that explain themselves, and those who wait."""
    stage.tell("round.1")
    stage.types("matches propose")
    report = stage.anne().matches.propose(ProposeRound())
    mentees = [found for found in report.waiting if found.role == "mentee"]
    stage.answer(
        "round.2",
        mentees=report.mentees,
        mentors=report.mentors,
        proposed=len(report.proposed),
        waiting=len(mentees),
    )
    match = report.proposed[0]
    stage.tell("round.3")
    stage.types(f"matches explain {match.mentee} {match.mentor}")
    for reason in report.reasons[match.id]:
        stage.reason(reason)
    stage.tell("round.4")
    for code, count in Counter(found.code for found in mentees).items():
        stage.show(f"{count} × {stage.programme.context.texts.say(code, stage.language)}")
    _by_hand(stage, report.waiting)
    _same_person_named(stage)
    agenda(stage)
    _next_message(stage)


def introductions(stage: Stage) -> None:
    """Nothing is sent before both said yes; each receives what the other chose to show."""
    proposed = stage.anne().matches.list(ListMatches(state="proposed"))
    free = [found for found in proposed if set(found.parties).isdisjoint(stage.cast.values())]
    match, declined = free[:2]
    others = [found for found in proposed if found not in (match, declined)]
    stage.tell("introductions.1", match=match.id)
    stage.types(f"matches introduce {match.id}")
    stage.refused(lambda: stage.anne().matches.introduce(IntroduceMatch(match.id)))
    stage.tell("introductions.2", mentee=stage.who(match.mentee))
    without = AcceptMatch(match=match.id, shown_name=stage.called(match.mentee), shown_channel="email")
    stage.refused(lambda: stage.by_phone(match.mentee).matches.accept(without))
    for person in match.parties:
        said = f"{shown_channel(stage, person)} --confidential --from shown.toml"
        stage.types(f"matches accept {match.id} {said} --on-behalf-of {person} --how phone")
    stage.types(f"matches introduce {match.id}")
    accept(stage, match)
    stage.anne().matches.introduce(IntroduceMatch(match.id))
    for person in match.parties:
        other = match.other(person)
        stage.answer(
            "introductions.sees",
            person=stage.who(person),
            called=stage.called(other),
            channel=stage.programme.context.texts.label(
                "channel", shown_channel(stage, other), stage.language
            ),
        )
        letter(stage, person, "message.introduction")
    stage.tell("introductions.3", mentor=stage.who(declined.mentor))
    stage.types(f"matches decline {declined.id} --on-behalf-of {declined.mentor} --how phone")
    stage.by_phone(declined.mentor).matches.decline(DeclineMatch(declined.id))
    stage.tell("introductions.4", count=introduce_all(stage, others), sent=send_everything(stage))
    stage.cast["match"] = match.id


def limits(stage: Stage) -> None:
    """What the code of conduct does not allow does not happen, whoever types it."""
    (match,) = [m for m in stage.anne().matches.list(ListMatches()) if m.id == stage.cast["match"]]
    stage.tell("limits.1")
    stage.types(f"sessions log {match.id}")
    stage.refused(lambda: stage.anne().sessions.log(LogSession(match=match.id)))
    other = _fitting_mentor(stage, match.mentee, besides=match.mentor)
    stage.tell("limits.2", mentee=stage.who(match.mentee))
    stage.types(f"matches pair {match.mentee} {other}")
    stage.refused(lambda: stage.anne().matches.pair(PairByHand(mentee=match.mentee, mentor=other)))
    stage.tell("limits.3")
    stage.types(f"participants show {match.mentee} --purpose matching")
    _shut_for_matching(stage, match.mentee)
    stage.tell("limits.4")
    stage.types(f"participants disclose {match.mentor} contact --from recipient.toml")
    told = Disclose(person=match.mentor, tier="contact", recipient="a journalist")
    stage.refused(lambda: stage.anne().privacy.disclose(told))


def second_round(stage: Stage) -> None:
    """New people, and a round in which those who waited come first."""
    stage.tell("april.1")
    stage.types(f"participants import {SECOND_FILE}")
    stage.answer("april.2", **import_file(stage, SECOND_FILE))
    for row in stage.anne().vetting.list(ListVetting()):
        if row.state is RoleState.APPLIED and {lack.code for lack in row.lacks} == {"vetting.admission"}:
            admit(stage, row.person, row.role)
    (waits,) = stage.anne().participants.find(Find("Rahwa"))
    mentee = waits.person.id
    mentor = _fitting_mentor(stage, mentee)
    stage.tell("april.3", mentee=stage.who(mentee), mentor=stage.who(mentor))
    stage.types(f"matches pair {mentee} {mentor}", "matches propose")
    by_hand = stage.anne().matches.pair(PairByHand(mentee=mentee, mentor=mentor))
    report = stage.anne().matches.propose(ProposeRound())
    waiting = [found for found in report.waiting if found.role == "mentee"]
    stage.answer("april.4", proposed=len(report.proposed), waiting=len(waiting))
    count = introduce_all(stage, [by_hand, *report.proposed])
    stage.tell("april.5", count=count, sent=send_everything(stage))


def _by_hand(stage: Stage, waiting: Iterable[Unmatched]) -> None:
    """Where a question stayed unanswered the software asks Anne, and Anne decides."""
    mentee, mentor = next(iter(left_to_decide(waiting).items()))
    stage.tell("round.5", mentee=stage.who(mentee), mentor=stage.who(mentor))
    stage.types(f"matches pair {mentee} {mentor}")
    stage.anne().matches.pair(PairByHand(mentee=mentee, mentor=mentor))


def _same_person_named(stage: Stage) -> None:
    """Two people who named the same person are kept apart; the reason is shown to nobody."""
    (mentee,) = stage.anne().participants.find(Find("Ludivine"))
    (mentor,) = [
        card for card in stage.anne().participants.find(Find("Murielle")) if card.person.role("mentor")
    ]
    one, other = stage.cast["kept-apart"], stage.cast["kept-apart-too"] = mentee.person.id, mentor.person.id
    stage.tell("round.6", mentee=stage.who(one), mentor=stage.who(other))
    stage.types(f"matches pair {one} {other}")
    stage.refused(lambda: stage.anne().matches.pair(PairByHand(mentee=one, mentor=other)))


def _next_message(stage: Stage) -> None:
    """A message as Anne sends it: a neutral name and title, by a way that is safe for the person."""
    stage.types("messages next")
    message = stage.anne().messages.next(NextMessage())
    if isinstance(message, MessageText):
        stage.answer(
            "round.message",
            person=stage.who(message.message.recipient),
            channel=stage.programme.context.texts.label("channel", message.message.channel, stage.language),
            sender=message.sender,
            subject=message.subject,
        )


def _fitting_mentor(stage: Stage, mentee: str, besides: str = "") -> str:
    """A mentor whom nothing keeps from a mentee, seats apart.

    Raises:
        LookupError: there is none.
    """
    for person in stage.anne().participants.list(ListParticipants(role="mentor", state="admitted")):
        reasons = stage.anne().matches.explain(ExplainPair(mentee=mentee, mentor=person.id))
        if person.id != besides and not any(reason.blocks or reason.undecided for reason in reasons):
            return person.id
    raise LookupError("no mentor fits")


def _shut_for_matching(stage: Stage, person: str) -> None:
    """Name, date of birth and address stay shut to matching, and the rule says why."""
    card = stage.anne("matching").participants.show(ShowParticipant(person))
    context = stage.programme.context
    stage.answer(
        "limits.shut",
        tiers=", ".join(context.texts.label("tier", tier, stage.language) for tier in card.closed),
    )
    request = DisclosureRequest("participants.show", "identity", "matching", ("coordinator",), "any")
    for refusal in context.hooks.objections(may_disclose, request):
        stage.reason(refusal)
