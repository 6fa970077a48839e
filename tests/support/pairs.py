"""A small programme that follows its pairs: sessions, records, tasks and a working agreement, with people in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from attrs import define
from tests.support.packages import Site, small_site

from mentorcore import Refused
from mentorcore.desk.desk import Desk
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.sessions import LogSession, PlanSession
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement
from mentorcore.domain.events import Event
from mentorcore.domain.sessions import Session
from mentorcore.loading.bundle import load_bundle
from mentorcore.storage import events
from mentorcore.testing import Trial, changed, staffed

_PAIR_VERBS = """verbs = [
        "matches.accept", "matches.decline", "matches.close", "matches.show", "sessions.*", "tasks.*", "agreement.*",
    ]
    tiers = ["agreement", "session-details", "session-record", "task-words"]"""

BUNDLE = f"""
    [programme]
    id = "small"
    name = "Small"
    version = "1"
    hook_api = 1
    time_zone = "Europe/Zurich"
    languages = ["en"]
    country = "CH"
    handler_role = "coordinator"
    fallback_role = "board"
    registers = ["core"]

    [[roles]]
    id = "mentee"
    kind = "participant"
    side = "mentee"

    [[roles]]
    id = "mentor"
    kind = "participant"
    side = "mentor"
    most = 3

    [[roles]]
    id = "coordinator"
    kind = "staff"

    [[roles]]
    id = "board"
    kind = "staff"

    [[tiers]]
    id = "safety"

    [[channels]]
    id = "sms"
    address = "phone"

    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["vetting", "matching", "introduction", "support", "administration"]
    verbs = [
        "participants.*", "vetting.*", "matches.*", "messages.*", "sessions.*", "tasks.list", "agreement.show", "agenda.*",
        "duties.*", "staff.*", "retention.*",
    ]
    tiers = ["safety"]

    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["protection"]
    verbs = ["privacy.disclose", "matches.suspend", "matches.resume", "matches.end", "sessions.show"]
    tiers = ["session-record"]

    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["support"]
    tiers = ["session-details", "session-record", "task-words", "agreement"]
    needs = "consent"

    [[grants]]
    role = "coordinator"
    relation = "on-behalf"
    purposes = ["introduction", "support", "vetting"]
    verbs = ["matches.*", "vetting.record", "sessions.*", "tasks.*", "agreement.*"]

    [[grants]]
    role = "coordinator"
    relation = "on-behalf"
    purposes = ["subject-access"]
    verbs = ["privacy.export", "privacy.erase", "consents.*"]
    tiers = ["safety", "session-record", "task-words"]

    [[grants]]
    role = "mentee"
    relation = "any"
    purposes = ["support"]
    verbs = ["agenda.*"]

    [[grants]]
    role = "mentor"
    relation = "any"
    purposes = ["support"]
    verbs = ["agenda.*"]

    [[grants]]
    role = "mentee"
    relation = "party"
    purposes = ["introduction", "support"]
    {_PAIR_VERBS}

    [[grants]]
    role = "mentor"
    relation = "party"
    purposes = ["introduction", "support"]
    {_PAIR_VERBS}

    [[grants]]
    role = "mentee"
    relation = "self"
    purposes = ["subject-access"]
    verbs = ["privacy.export", "privacy.erase", "consents.*"]
    tiers = ["safety", "session-record", "task-words"]

    [[grants]]
    role = "mentor"
    relation = "self"
    purposes = ["subject-access"]
    verbs = ["privacy.export", "privacy.erase", "consents.*"]
    tiers = ["safety", "session-record", "task-words"]

    [[documents]]
    id = "code"
    version = "1"

    [[policy]]
    id = "admitted"
    use = "vetting.named_admission"

    [[policy]]
    id = "length"
    use = "cadence.session_bounds"
    settings = {{ longest = 180, least = 15 }}

    [[policy]]
    id = "taken-on"
    use = "cadence.tasks"
    settings = {{ days = 30 }}

    [[policy]]
    id = "first"
    use = "cadence.first_session"
    settings = {{ days = 7, later_days = 30 }}

    [[policy]]
    id = "as-agreed"
    use = "confidentiality.by_agreement"
    settings = {{ levels = {{ open = ["session-details", "session-record"] }} }}

    [[policy]]
    id = "outside"
    use = "confidentiality.third_party"

    [[retention]]
    kind = "session-records"
    counted_from = "ended"
    then = "destroy-words"
    months = 6
"""
REGISTRATION = """
    [[forms]]
    id = "mentee"
    role = "mentee"

    [[forms]]
    id = "mentor"
    role = "mentor"

    [[questions]]
    id = "channels"
    kind = "choices"
    forms = ["mentee", "mentor"]
    tier = "safety"
    required = true
    means = "channels"
    options = [{ id = "sms" }]

    [[questions]]
    id = "phone"
    kind = "phone"
    forms = ["mentee", "mentor"]
    tier = "safety"
    means = "phone"

    [[questions]]
    id = "capacity"
    kind = "number"
    forms = ["mentor"]
    tier = "safety"
    means = "capacity"
    most = 3
"""
AGREEMENT = """
    [[forms]]
    id = "agreement"
    use = "agreement"
    version = "2"

    [[questions]]
    id = "level"
    kind = "choice"
    forms = ["agreement"]
    required = true
    later = true
    means = "confidentiality"
    options = [{ id = "strict" }, { id = "open" }]

    [[questions]]
    id = "often"
    kind = "number"
    forms = ["agreement"]
    later = true
    means = "sessions"

    [[questions]]
    id = "limits"
    kind = "long-text"
    forms = ["agreement"]
    required = true
    later = true

    [[questions]]
    id = "cancelling"
    kind = "long-text"
    forms = ["agreement"]
    required = true
    later = true
"""
RECORD = """
    [[forms]]
    id = "summary"
    role = "mentee"
    use = "session-record"

    [[questions]]
    id = "content"
    kind = "long-text"
    forms = ["summary"]
    required = true

    [[questions]]
    id = "plan"
    kind = "long-text"
    forms = ["summary"]
"""
ANSWERS = {"level": "strict", "limits": "Not at night.", "cancelling": "A day before."}
"""Answers to the form of the agreement."""
CANARY = "Zaphodia"
"""A word that nothing may repeat where it has no business."""


@contextmanager
def pairs_site(folder: Path) -> Iterator[Site]:
    """A site, in an empty folder, on which the bundle ``small`` follows its pairs."""
    with small_site(folder) as site:
        write_pairs(site)
        yield site


def write_pairs(site: Site, *, forms: str = AGREEMENT + RECORD) -> None:
    """Write the bundle ``small`` anew, with these forms besides the registration."""
    site.bundle(main=BUNDLE, forms=REGISTRATION + forms)


def pairs_bundle() -> Bundle:
    """The bundle of the site that stands at present."""
    return load_bundle("small_bundle")


@define(eq=False)
class Pair:
    """A programme with a match, and short ways to act in it.

    Args:
        trial: the programme.
        mentee, mentor: the two.
        match: public id of their match.
    """

    trial: Trial
    mentee: str
    mentor: str
    match: str

    @property
    def mentees(self) -> Desk:
        """The mentee's desk."""
        return self.trial.desk(self.mentee)

    @property
    def mentors(self) -> Desk:
        """The mentor's desk."""
        return self.trial.desk(self.mentor)

    @property
    def staffs(self) -> Desk:
        """A coordinator's desk."""
        return self.trial.desk()

    def on(self, days: int = 0) -> date:
        """A day, counted from today."""
        return date.fromordinal(self.trial.today.toordinal() + days)

    def plan(self, days: int = 7, at: str = "", **values: Any) -> Session:
        """The mentee plans a session for a day counted from today."""
        return self.mentees.sessions.plan(PlanSession(match=self.match, on=self.on(days), at=at, **values))

    def log(self, **values: Any) -> Session:
        """The mentee notes a session of today."""
        return self.mentees.sessions.log(LogSession(match=self.match, **values))

    def settle(self, **changes: str) -> None:
        """The mentee proposes an agreement, and the mentor accepts it."""
        proposed = self.mentees.agreement.propose(ProposeAgreement(self.match, {**ANSWERS, **changes}))
        self.mentors.agreement.accept(AcceptAgreement(self.match, version=proposed.version))

    def events(self, *families: str) -> list[Event]:
        """The match's events of some families."""
        with self.trial.programme.context.store.read() as tx:
            found = events.events_about(tx, [self.match])[self.match]
        return [event for event in found if event.type.partition(".")[0] in families]

    def said(self, *families: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Type and values of the match's events of some families."""
        return [(event.type, dict(event.data)) for event in self.events(*families)]


def make_pair(*, without: str = "") -> Pair:
    """A fresh programme with one pair; close its trial.

    Args:
        without: a form that the programme does not have.
    """
    bundle = pairs_bundle()
    forms = tuple(form for form in bundle.forms if form.id != without)
    questions = tuple(question for question in bundle.questions if without not in question.forms)
    trial = staffed(changed(bundle, forms=forms, questions=questions), coordinator=1)
    mentee, mentor = trial.participant("mentee"), trial.participant("mentor", capacity="3")
    return Pair(trial, mentee, mentor, trial.introduced(mentee, mentor).id)


def codes(caught: Any) -> list[str]:
    """The codes of a refusal that pytest caught."""
    fault = caught.value
    assert isinstance(fault, Refused)
    return [refusal.code for refusal in fault.refusals]
