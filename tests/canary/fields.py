"""What kind of value each personal field of a command takes. A new personal field needs a line here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.canary.planting import Garden

from mentorcore.cli.leaf import Leaf, build, command_class
from mentorcore.domain.bundle import Bundle
from mentorcore.testing import plain_answers

KINDS = {
    "AcceptMatch.shown_address": "shown",
    "AcceptMatch.shown_name": "shown",
    "ActOnConcern.note": "concern-note",
    "AddStaff.called": "staff",
    "AgreeTask.words": "task-words",
    "AnswerSurvey.answers": "",
    "Apply.answers": "",
    "AskAccess.why": "access",
    "BreakGlass.risk": "access",
    "CorrectSession.place": "session-details",
    "CorrectSession.themes": "session-details",
    "CorrectSurvey.answers": "",
    "Disclose.informed": "disclosure",
    "Disclose.legal_basis": "disclosure",
    "Disclose.recipient": "disclosure",
    "Disclose.risk": "disclosure",
    "Disclose.words": "disclosure",
    "DraftSurvey.answers": "",
    "DropTask.why": "task-words",
    "EditAnswers.answers": "",
    "Find.words": "search",
    "GiveConsent.recipient": "consent",
    "HoldPerson.words": "hold",
    "KeepAgreement.agreement": "agreement",
    "LiftSuspension.reason": "standing",
    "LogContact.note": "contact-note",
    "LogSession.place": "session-details",
    "LogSession.themes": "session-details",
    "NoteReferral.to": "referral-words",
    "NoteReferral.why": "referral-words",
    "PlanSession.place": "session-details",
    "ProposeAgreement.answers": "",
    "RaiseConcern.account": "account",
    "ReadmitPerson.reason": "standing",
    "RecordEvidence.reason": "record-words",
    "RecordSession.answers": "",
    "RecordSession.words": "session-record",
    "Reflect.answers": "",
    "Reflect.words": "reflection",
    "ResolveConcern.agency": "concern-note",
    "ResolveConcern.no_agency": "concern-note",
    "ResolveConcern.note": "concern-note",
    "RejectPair.reason": "draft-words",
    "ReviewAccess.note": "access",
    "SetAvoidList.names": "avoid",
    "SetSafety.hours": "safety",
    "SetSafety.places": "safety",
    "SetSafety.sender": "safety",
    "SuspendPerson.reason": "standing",
    "TerminatePerson.reason": "standing",
    "WaiveDuties.reason": "duty",
    "init.called": "staff",
}
"""Field to the kind of what stands in it; answers are of the kinds of their questions' tiers."""
OF_OTHERS = {"RecordSession.words", "Reflect.answers"}
"""Fields for programmes that lack a form which the one of the sweep has, or have one that it lacks."""
FORMS = {
    "sessions record": "summary",
    "agreement propose": "agreement",
}
"""Command to the form that it answers, where its line does not name one."""
NUMBERS = {"AcceptMatch.shown_address"}
"""Fields that take a phone number."""


def leaf(path: str) -> Leaf:
    """A command of the table."""
    found = build(path, "en")
    assert found is not None
    return found


def asked(path: str) -> tuple[str, ...]:
    """The personal fields of a command, as they stand in `KINDS`."""
    found = leaf(path)
    owner = command_class(found.row).__name__ if found.row.command else path
    return tuple(f"{owner}.{field.name}" for field in found.own.asked)


def filled(path: str, words: list[str], garden: Garden, bundle: Bundle, without: str = "") -> dict[str, Any]:
    """New canaries for every personal field of a command, by the field's own name.

    Args:
        path: the command.
        words: what is typed after it, with the form of a registration or a survey.
        garden: where canaries come from.
        bundle: the programme.
        without: fields that are left out, separated by blanks.
    """
    if path == "participants edit":
        return dict(garden.answers(bundle, "mentor"))
    if any(not KINDS[name] for name in asked(path)):
        named = [word for word in words if bundle.form(word)]
        form = FORMS.get(path) or (named[0] if named else "mentee")
        return {**plain_answers(bundle, form, 900), **garden.answers(bundle, form)}
    found: dict[str, Any] = {}
    for name in asked(path):
        own = name.partition(".")[2]
        if own not in without.split():
            found[own] = garden.number(KINDS[name]) if name in NUMBERS else garden.text(KINDS[name])
    return found


def written(values: Mapping[str, Any], *, toml: bool) -> str:
    """Values as a file of `--from` has them."""
    if not toml:
        return json.dumps(values)  # letters with accents come as escapes
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
