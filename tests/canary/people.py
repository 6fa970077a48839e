"""The programme of the sweep: people in every situation, and nothing told by anybody that is no canary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tests.canary.pairs import follow
from tests.canary.planting import Garden, PlantingTrial
from tests.support.following import NAME

from mentorcore import Programme
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.access import AskAccess, BreakGlass
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    BlockPerson,
    FlagDistress,
    RaiseConcern,
    SetSafety,
)
from mentorcore.domain.commands.consents import GiveConsent
from mentorcore.domain.commands.drafts import ProposeDraft, RejectPair
from mentorcore.domain.commands.matches import (
    AcceptMatch,
    CloseMatch,
    IntroduceMatch,
    KeepAgreement,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import ListMessages, LogContact
from mentorcore.domain.commands.participants import Disclose, ErasePerson, SuspendPerson, TerminatePerson
from mentorcore.domain.commands.privacy import HoldPerson
from mentorcore.domain.commands.staff import BindAccount
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernAct, ConcernWish
from mentorcore.domain.holds import HoldGround
from mentorcore.domain.ids import numbered_ids
from mentorcore.domain.matches import Match
from mentorcore.domain.records import RecordKind
from mentorcore.testing import START

PAIRS = 5
ACCOUNTS = {"anne": "staff", "bea": "colleague", "cleo": "committee"}
"""System user to the member of staff; ``dora`` is bound to nobody."""
STRANGER = "dora"


def settle(folder: Path, garden: Garden) -> dict[str, str]:
    """Found the programme in a folder; returns the ids of everybody and everything by part."""
    clock = ManualClock(START)
    programme, first = Programme.create(
        NAME,
        folder / "vps.db",
        folder / "keys.db",
        first_staff=garden.text("staff", "first"),
        clock=clock,
        new_id=numbered_ids(),
    )
    garden.belongs("first", first)
    with programme:
        trial = PlantingTrial(programme, first, clock, garden=garden)
        ids = _people(trial) | {"staff": first}
        ids |= _matches(trial, ids)
        ids |= _around(trial, ids)
        ids |= follow(trial, ids)
        ids |= _kept_away(trial, ids)
        ids |= _drafts(trial, ids)
        for account, part in ACCOUNTS.items():
            trial.desk().staff.bind(BindAccount(person=ids[part], account=account))
        due = trial.desk().agenda.show(ShowAgenda(until=date(2025, 3, 1))).due
        ids["duty"] = next(duty.id for duty in due if duty.rule == "neutral-call")
    (folder / "mentorcore.toml").write_text(
        f'programme = "{NAME}"\ndb = "vps.db"\nkey-file = "keys.db"\n', "utf-8"
    )
    return ids


def _people(trial: PlantingTrial) -> dict[str, str]:
    ids = {"colleague": trial.hire("coordinator"), "committee": trial.hire("committee")}
    ids["deputy"] = trial.hire("committee")
    ids["applicant"] = trial.applicant("mentee")
    for number in range(1, PAIRS + 1):
        ids[f"mentee{number}"] = trial.participant("mentee")
        ids[f"mentor{number}"] = trial.participant("mentor")
    ids["silent"] = trial.participant("mentee", safe_channels="sms,email", phone=None, email=None)
    ids["gone"] = trial.participant("mentee")
    return ids


def _matches(trial: PlantingTrial, ids: dict[str, str]) -> dict[str, str]:
    """A match of every state; what the two chose to show are canaries of theirs."""
    found = {"proposed": trial.proposed(ids["mentee2"], ids["mentor2"])}
    _accept(trial, found["proposed"], ids["mentor2"])
    for number, name in ((3, "active"), (4, "suspended"), (5, "ended")):
        match = trial.proposed(ids[f"mentee{number}"], ids[f"mentor{number}"])
        for party in match.parties:
            _accept(trial, match, party)
        found[name] = trial.desk().matches.introduce(IntroduceMatch(match=match.id))
    agreement = KeepAgreement(match=found["active"].id)
    trial.desk(ids["mentor3"]).matches.keep(agreement)
    for party in (ids["mentee4"], ids["mentor4"]):
        words = trial.garden.text("agreement", party) if party == ids["mentor4"] else ""
        trial.desk(party).matches.keep(KeepAgreement(match=found["suspended"].id, agreement=words))
    trial.desk().matches.suspend(SuspendMatch(match=found["suspended"].id))
    closed = CloseMatch(match=found["ended"].id, told_by="staff")
    trial.desk(ids["mentee5"]).matches.close(closed)
    return {name: match.id for name, match in found.items()}


def _accept(trial: PlantingTrial, match: Match, party: str) -> None:
    trial.desk(party).matches.accept(
        AcceptMatch(
            match=match.id,
            shown_name=trial.garden.text("shown", party),
            shown_channel="sms",
            shown_address=trial.garden.number("shown", party),
            confidential=True,
        )
    )


def _around(trial: PlantingTrial, ids: dict[str, str]) -> dict[str, str]:
    """What else is told in a programme: concerns, consents, accesses, holds, notes and reasons."""
    tell, staff = trial.garden.text, trial.desk()
    mentee, colleague = ids["mentee1"], trial.desk(ids["colleague"])
    trial.desk(ids["mentee3"]).safety.distress(FlagDistress(person=ids["mentee3"], contact=True))
    account = tell("account", ids["mentee3"])
    raised = trial.desk(ids["mentee3"]).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(ids["mentor3"],), match=ids["active"], account=account)
    )
    staff.concerns.act(
        ActOnConcern(raised.id, ConcernAct.ACKNOWLEDGEMENT, note=tell("concern-note", ids["mentee3"]))
    )
    consent = trial.for_(mentee, purpose="subject-access").consents.give(
        GiveConsent(mentee, "support", "contact", recipient=tell("consent", mentee))
    )
    asked = colleague.access.ask(AskAccess(mentee, tell("access", mentee)))
    opened = colleague.access.break_glass(BreakGlass(mentee, ids["committee"], tell("access", mentee)))
    staff.privacy.hold(HoldPerson(ids["mentor4"], HoldGround.CLAIMS, tell("hold", ids["mentor4"])))
    staff.contacts.log(LogContact(person=mentee, note=tell("contact-note", mentee)))
    reason = tell("record-words", ids["applicant"])
    staff.vetting.record(RecordEvidence(ids["applicant"], RecordKind.HOLD, reason=reason))
    told: dict[str, Any] = {
        name: tell("disclosure", mentee) for name in ("recipient", "legal_basis", "risk", "informed", "words")
    }
    trial.desk(purpose="protection").privacy.disclose(Disclose(mentee, "contact", **told))
    plan: dict[str, Any] = {name: tell("safety", ids["mentee2"]) for name in ("hours", "sender", "places")}
    staff.safety.set(SetSafety(ids["mentee2"], "sms,email", **plan))
    erased = trial.for_(ids["gone"], purpose="subject-access").privacy.erase(ErasePerson(ids["gone"]))
    waiting, held = (staff.messages.list(ListMessages(state=state))[0] for state in ("to-send", "held"))
    return {
        "concern": raised.id,
        "consent": consent.id,
        "asked": asked.id,
        "opened": opened.id,
        "receipt": erased.code,
        "message": waiting.id,
        "held": held.id,
    }


def _kept_away(trial: PlantingTrial, ids: dict[str, str]) -> dict[str, str]:
    """Who was suspended, put out, or blocked, and why."""
    colleague = trial.desk(ids["colleague"])
    found = {"paused": trial.participant("mentor"), "excluded": trial.participant("mentor")}
    reasons = {name: trial.garden.text("standing", person) for name, person in found.items()}
    colleague.participants.suspend(SuspendPerson(found["paused"], reason=reasons["paused"]))
    colleague.participants.terminate(TerminatePerson(found["excluded"], reason=reasons["excluded"]))
    colleague.safety.block(BlockPerson(ids["mentee1"], ids["mentor2"]))
    return found


def _drafts(trial: PlantingTrial, ids: dict[str, str]) -> dict[str, str]:
    """Two drafts of the next round; why a pair was rejected in one of them is told to coordinators alone."""
    first, second = (trial.desk().drafts.propose(ProposeDraft(seed=seed)).draft.id for seed in (0, 1))
    why = trial.garden.text("draft-words", ids["silent"])
    trial.desk().drafts.reject(
        RejectPair(draft=first, mentee=ids["silent"], mentor=ids["mentor1"], reason=why)
    )
    return {"draft": first, "other_draft": second}
