"""A small programme that follows its pairs: sessions, records, tasks and a working agreement, with people in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from attrs import define
from tests.support.packages import Site, small_site
from tests.support.pieces import ADMITTED, SESSIONS, both, programme, registration
from tests.support.together import Together

from mentorcore.desk.desk import Desk
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.sessions import LogSession, PlanSession
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement
from mentorcore.domain.sessions import Session
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import changed, staffed

_PARTY = """
    [[grants]]
    role = "{role}"
    relation = "any"
    purposes = ["support"]
    verbs = ["agenda.*"]

    [[grants]]
    role = "{role}"
    relation = "party"
    purposes = ["introduction", "support"]
    verbs = [
        "matches.accept", "matches.decline", "matches.close", "matches.show", "sessions.*", "tasks.*", "agreement.*",
    ]
    tiers = ["agreement", "session-details", "session-record", "task-words"]

    [[grants]]
    role = "{role}"
    relation = "self"
    purposes = ["subject-access"]
    verbs = ["privacy.export", "privacy.erase", "consents.*"]
    tiers = ["safety", "session-record", "task-words"]
"""
BUNDLE = f"""{programme(most=3)}
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
{both(_PARTY)}{ADMITTED}{SESSIONS}
    [[policy]]
    id = "outside"
    use = "confidentiality.third_party"
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
    site.bundle(main=BUNDLE, forms=registration(most=3) + forms)


def pairs_bundle() -> Bundle:
    """The bundle of the site that stands at present."""
    return load_bundle("small_bundle")


@define(eq=False)
class Pair(Together):
    """A programme with a match, and short ways to act in it."""

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
