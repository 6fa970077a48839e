"""A small programme that looks after ends: early leaving, reflections, reopening, workshops, issues; with people in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import define
from tests.support.packages import Site, small_site
from tests.support.pieces import ADMITTED, ENDS, both, programme, registration
from tests.support.together import Together

from mentorcore.desk.desk import Desk
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.closing import ReopenMatch
from mentorcore.domain.commands.matches import CloseMatch, ShowMatch
from mentorcore.domain.duties import Duty
from mentorcore.domain.matches import EndKind, Match
from mentorcore.domain.messages import Message
from mentorcore.loading.bundle import load_bundle
from mentorcore.storage import duties, messages
from mentorcore.testing import staffed

_PARTY = """
    [[grants]]
    role = "{role}"
    relation = "party"
    purposes = ["introduction", "support"]
    verbs = ["matches.*", "referrals.note"]
    tiers = ["reflection", "referral-words"]

    [[grants]]
    role = "{role}"
    relation = "self"
    purposes = ["support", "protection", "subject-access"]
    verbs = ["workshops.attend", "matches.rematch", "safety.*", "privacy.*"]
    tiers = ["safety", "reflection"]

    [[grants]]
    role = "{role}"
    relation = "any"
    purposes = ["support", "protection"]
    verbs = ["agenda.*", "workshops.list", "concerns.raise"]
"""
BUNDLE = f"""{programme(most=2)}
    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["vetting", "matching", "introduction", "support", "administration", "reporting", "review"]
    verbs = [
        "participants.*", "vetting.*", "matches.*", "messages.*", "agenda.*", "duties.*", "staff.*", "retention.*",
        "workshops.*", "referrals.note", "programme.*", "audit.*",
    ]
    tiers = ["safety", "referral-words"]

    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["protection"]
    verbs = ["concerns.*", "matches.end", "matches.suspend", "matches.resume", "safety.*", "participants.*"]
    tiers = ["safety", "concern-account"]

    [[grants]]
    role = "board"
    relation = "any"
    purposes = ["protection", "support"]
    verbs = ["concerns.*", "agenda.*"]
    tiers = ["concern-account"]

    [[grants]]
    role = "coordinator"
    relation = "on-behalf"
    purposes = ["introduction", "support", "vetting", "protection"]
    verbs = ["matches.*", "vetting.record", "workshops.attend", "referrals.note", "concerns.raise", "safety.*"]
{both(_PARTY)}{ADMITTED}
    [[documents]]
    id = "looking-back"
    version = "1"

    [[documents]]
    id = "talking"
    version = "1"

    [[documents]]
    id = "help"
    version = "1"

    [[policy]]
    id = "looking-back"
    use = "cadence.reflection"
    settings = {{ document = "looking-back" }}

    [[policy]]
    id = "talking"
    use = "cadence.guidance"
    settings = {{ document = "talking", moments = ["issue"] }}

    [[policy]]
    id = "help"
    use = "cadence.guidance"
    settings = {{ document = "help", moments = ["concern"] }}

    [[policy]]
    id = "calls"
    use = "cadence.neutral_call"
    settings = {{ days = 1, owner = "coordinator" }}

    [[policy]]
    id = "issues"
    use = "reporting.triage"
    settings = {{ kinds = ["issue", "ethical-issue"], acknowledge = {{ hours = 24 }}, resolve = {{ working_days = 10 }} }}

    [[policy]]
    id = "others"
    use = "reporting.triage"
    settings = {{ kinds = ["worry", "accusation", "compensation", "exploitation", "undeclared-issue", "other"], acknowledge = {{ hours = 24 }}, resolve = {{ working_days = 10 }} }}

    [[policy]]
    id = "figures"
    use = "reporting.small_counts"
{ENDS}"""
CALLED = """
    [[questions]]
    id = "called"
    kind = "text"
    forms = ["mentee", "mentor"]
    tier = "safety"
    means = "called"
"""
REFLECTION = """
    [[forms]]
    id = "back"
    use = "reflection"
    version = "3"

    [[questions]]
    id = "learned"
    kind = "long-text"
    forms = ["back"]
    tier = "safety"
    required = true
"""
CANARY = "Zaphodia"
"""A word that nothing may repeat where it has no business."""
TEXTS = {
    f"small_bundle/texts/en/{name}.md": f"# {name.capitalize()}\n\nWords.\n"
    for name in ("looking-back", "talking", "help")
}


@contextmanager
def closing_site(folder: Path, *, main: str = BUNDLE, forms: str = "") -> Iterator[Site]:
    """A site on which the bundle ``small`` looks after ends.

    Args:
        folder: an empty folder.
        main: its main file.
        forms: its forms besides the registration.
    """
    with small_site(folder) as site:
        site.bundle(main=main, forms=registration(most=2) + CALLED + forms, **TEXTS)
        yield site


def closing_bundle() -> Bundle:
    """The bundle of the site that stands at present."""
    return load_bundle("small_bundle")


@define(eq=False)
class Two(Together):
    """A programme with a match, and short ways to act in it."""

    def desk(self, side: str = "") -> Desk:
        """The desk of one side, or a coordinator's."""
        return self.trial.desk({"mentee": self.mentee, "mentor": self.mentor}.get(side, ""))

    def close(self, as_: EndKind = EndKind.LEFT, *, side: str = "mentee", **values: Any) -> Match:
        """One of the two ends the match."""
        return self.desk(side).matches.close(CloseMatch(match=self.match, as_=as_, **values))

    def reopen(self, side: str) -> bool:
        """One of the two wishes to go on; whether the match does."""
        return self.desk(side).matches.reopen(ReopenMatch(match=self.match)).reopened

    def now(self) -> Match:
        """The match as staff see it."""
        return self.desk().matches.show(ShowMatch(match=self.match)).match

    def duties(self, rule: str) -> list[Duty]:
        """The duties of a rule about the match."""
        with self.trial.programme.context.store.read() as tx:
            return [d for d in duties.duties_about(tx, [self.match])[self.match] if d.rule == rule]

    def letters(self, side: str) -> list[Message]:
        """What was written to one side about an end, or a new beginning."""
        person = {"mentee": self.mentee, "mentor": self.mentor}[side]
        with self.trial.programme.context.store.read() as tx:
            found = messages.messages_in(tx, recipient=person)
        return [m for m in found if m.template.startswith(("message.closure", "message.reop"))]


def make_two() -> Two:
    """A fresh programme with one pair; close its trial."""
    trial = staffed(closing_bundle(), coordinator=2, board=1)
    mentee, mentor = trial.participant("mentee", called=CANARY), trial.participant("mentor", capacity="2")
    return Two(trial, mentee, mentor, trial.introduced(mentee, mentor).id)
