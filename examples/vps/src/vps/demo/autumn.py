"""September to November: goodbyes, new matches and an erasure."""

from __future__ import annotations

from mentorcore.domain.commands.audit import VerifyAudit
from mentorcore.domain.commands.matches import AskRematch, CloseMatch, PairByHand, ProposeRound
from mentorcore.domain.commands.participants import ErasePerson, ExportPerson, Find, ShowParticipant
from vps.demo.acts import introduce_all, left_to_decide, next_match, reach, send_everything
from vps.demo.pages import letter
from vps.demo.stage import Stage


def closure(stage: Stage) -> None:
    """One of the two ends it: at once, without a reason; the other is told as the one who leaves chose."""
    match = next_match(stage)
    stage.cast["left"], stage.cast["leaver"] = match.parties
    leaver, left = stage.cast["leaver"], stage.cast["left"]
    stage.tell("closure.1", leaver=stage.who(leaver))
    stage.types(f"matches close {match.id} --told-by self --on-behalf-of {leaver} --how phone")
    ended = stage.by_phone(leaver).matches.close(CloseMatch(match=match.id, told_by="self"))
    stage.answer("closure.2", match=ended.id, left=stage.who(left))
    letter(stage, leaver, "message.closure.left")
    stage.tell("closure.3", left=stage.who(left))
    stage.types(f"matches rematch {left} --on-behalf-of {left} --how phone")
    stage.by_phone(left).matches.rematch(AskRematch(person=left))
    send_everything(stage)


def rematch(stage: Stage) -> None:
    """Who asks for somebody else gets out first; the same two are proposed again only if both ask."""
    match = next_match(stage)
    asker, other = stage.cast["asker"], stage.cast["asked-to-stop"] = match.parties
    stage.tell("rematch.1", asker=stage.who(asker))
    stage.types(f"matches rematch {asker} --told-by staff --on-behalf-of {asker} --how phone")
    stage.by_phone(asker).matches.rematch(AskRematch(person=asker, told_by="staff"))
    stage.answer("rematch.2", match=match.id)
    stage.tell("rematch.3", other=stage.who(other))
    reach(stage, other, match.id)
    stage.types(f"matches rematch {other} --on-behalf-of {other} --how phone")
    stage.by_phone(other).matches.rematch(AskRematch(person=other))
    left, leaver = stage.cast["left"], stage.cast["leaver"]
    stage.tell("rematch.4", left=stage.who(left), leaver=stage.who(leaver))
    stage.types(f"matches pair {left} {leaver}")
    stage.refused(lambda: stage.anne().matches.pair(PairByHand(mentee=left, mentor=leaver)))
    _third_round(stage)


def _third_round(stage: Stage) -> None:
    """Those who asked for somebody else are in the round; where the software does not decide, Anne does."""
    stage.types("matches propose")
    report = stage.anne().matches.propose(ProposeRound())
    proposed = {match.mentee: match for match in report.proposed}
    asked_for = [stage.cast[part] for part in ("raiser", "left", "asker")]
    by_hand = left_to_decide(
        found for found in report.waiting if found.role == "mentor" or found.person in asked_for
    )
    stage.answer("rematch.5", proposed=len(proposed))
    for person in asked_for:
        if person in by_hand:
            stage.types(f"matches pair {person} {by_hand[person]}")
            pair = PairByHand(mentee=person, mentor=by_hand[person])
            proposed[person] = stage.anne().matches.pair(pair)
        if person in proposed:
            mentor = proposed[person].mentor
            stage.answer("rematch.proposed", mentee=stage.who(person), mentor=stage.who(mentor))
        else:
            stage.answer("rematch.waits", mentee=stage.who(person))
    count = introduce_all(stage, proposed.values())
    stage.tell("rematch.6", count=count, sent=send_everything(stage))


def erasure(stage: Stage) -> None:
    """Somebody reads what is kept about them, and has it erased."""
    match = next_match(stage)
    person, other = match.parties
    called = stage.called(person)
    stage.cast["erased"] = person
    texts = stage.programme.context.texts
    stage.tell("erasure.1", person=stage.who(person))
    by_phone = f"--on-behalf-of {person} --how phone"
    stage.types(f"participants export {person} {by_phone}")
    own = stage.by_phone(person).privacy.export(ExportPerson(person))
    stage.answer(
        "erasure.2",
        tiers=" · ".join(texts.label("tier", tier, stage.language) for tier in own.tiers),
        records=len(own.records),
        messages=len(own.messages),
    )
    stage.types(f"participants erase {person} {by_phone}")
    receipt = stage.by_phone(person).privacy.erase(ErasePerson(person))
    stage.answer("erasure.3", person=receipt.person, match=match.id)
    stage.types(f"participants show {person}")
    stage.refused(lambda: stage.anne().participants.show(ShowParticipant(person)))
    stage.types("find")
    same_name = [card.person.id for card in stage.anne().participants.find(Find(called))]
    stage.answer("erasure.4", found=len(same_name) if person in same_name else 0)
    stage.types("audit verify")
    stage.answer("erasure.5", entries=stage.anne().audit.verify(VerifyAudit()))
    stage.tell("erasure.6", other=stage.who(other))
    reach(stage, other, match.id)
    send_everything(stage)
