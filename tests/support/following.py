"""The bundle of VPS as a programme that follows its pairs: sessions, records, tasks, an agreement,
surveys, and what surrounds the end of a match.

VPS itself keeps none of it. It is a real package, as `tests.support.surveyed` is, so that the command line and other
processes can use it by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.packages import Site, small_site
from tests.support.pairs import AGREEMENT, RECORD
from tests.support.pieces import ENDS, SESSIONS, both
from tests.support.surveyed import write_surveyed

from mentorcore.domain.bundle import Bundle
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import changed

NAME = "small_following"
"""The bundle's name, and its package's."""
NO_SESSIONS = "no-sessions"
"""The policy by which VPS keeps none."""

_OF_THE_PAIR = '["agreement", "session-details", "session-record", "task-words"]'
_PARTY = """
    [[grants]]
    role = "{role}"
    relation = "party"
    purposes = ["introduction", "support"]
    verbs = ["sessions.*", "tasks.*", "agreement.*", "matches.reflect", "matches.reopen", "referrals.note"]
    tiers = ["agreement", "session-details", "session-record", "task-words", "reflection", "referral-words"]

    [[grants]]
    role = "{role}"
    relation = "self"
    purposes = ["support", "subject-access"]
    verbs = ["workshops.attend"]
    tiers = ["session-record", "task-words", "reflection"]

    [[grants]]
    role = "{role}"
    relation = "self"
    purposes = ["matching"]
    verbs = ["matches.wish", "matches.wishes"]

    [[grants]]
    role = "{role}"
    relation = "any"
    purposes = ["support"]
    verbs = ["workshops.list"]
"""
MORE = f"""{both(_PARTY)}
    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["support"]
    verbs = ["sessions.*", "tasks.list", "agreement.show", "referrals.note", "workshops.*"]
    tiers = ["referral-words"]

    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["support"]
    tiers = {_OF_THE_PAIR}
    needs = "consent"

    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["protection"]
    verbs = ["sessions.show"]
    tiers = ["session-record"]

    [[grants]]
    role = "coordinator"
    relation = "on-behalf"
    purposes = ["support"]
    verbs = [
        "sessions.*", "tasks.*", "agreement.*", "matches.reflect", "matches.reopen", "referrals.note", "workshops.attend",
    ]

    [[grants]]
    role = "coordinator"
    relation = "on-behalf"
    purposes = ["matching"]
    verbs = ["matches.wish", "matches.wishes"]

    [[grants]]
    role = "coordinator"
    relation = "on-behalf"
    purposes = ["subject-access"]
    tiers = ["session-record", "task-words", "reflection"]

    [[policy]]
    id = "wishes"
    use = "matching.wishes"
    settings = {{ weight = 5 }}

{SESSIONS}{ENDS}"""


@contextmanager
def following_site(folder: Path) -> Iterator[Site]:
    """A site with the bundle, installed."""
    with small_site(folder) as site:
        write_surveyed(site, NAME, more=MORE, forms=AGREEMENT + RECORD, without=NO_SESSIONS)
        yield site


@cache
def following_bundle() -> Bundle:
    """The bundle; its texts are gone, so that whoever needs words uses a site."""
    with TemporaryDirectory() as folder, following_site(Path(folder)):
        return changed(load_bundle(NAME), package="vps")
