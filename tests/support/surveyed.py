"""A bundle with surveys: that of VPS, to which three forms, their words and the grants for them are added.

It is a real package, so that the command line, the papers and other processes can use it by its name.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

from attrs import define
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from tests.support.packages import Site, small_site
from tests.support.pieces import both
from tests.support.together import Together

from mentorcore.domain.bundle import Bundle
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import changed, staffed

NAME = "small_surveyed"
"""The bundle's name, and its package's."""

TIER = '[[tiers]]\nid = "reviews"\n'
_PARTY = """
    [[grants]]
    role = "{role}"
    relation = "party"
    purposes = ["support"]
    verbs = ["surveys.*"]

    [[grants]]
    role = "{role}"
    relation = "self"
    purposes = ["support", "subject-access"]
    verbs = ["surveys.*", "privacy.export"]
    tiers = ["reviews", "survey-answers"]
"""
GRANTS = f"""{both(_PARTY)}
    [[grants]]
    role = "coordinator"
    relation = "any"
    purposes = ["support"]
    verbs = ["surveys.list"]

    [[grants]]
    role = "coordinator"
    relation = "on-behalf"
    purposes = ["support"]
    verbs = ["surveys.*"]

    [[grants]]
    role = "coordinator"
    relation = "on-behalf"
    purposes = ["subject-access"]
    verbs = ["surveys.show"]
    tiers = ["reviews", "survey-answers"]

    [[grants]]
    role = "committee"
    relation = "any"
    purposes = ["review"]
    verbs = ["surveys.show"]
    tiers = ["survey-answers"]

    [[grants]]
    role = "committee"
    relation = "any"
    purposes = ["reporting"]
    verbs = ["surveys.figures"]
"""
RETENTION = """
    [[retention]]
    kind = "survey-answers"
    months = 24
    counted_from = "answered"
    then = "destroy-words"
"""
FORMS = """
    [[forms]]
    id = "review"
    use = "survey"
    version = "2"
    occasions = ["month:3", "month:6"]
    draft_days = 10

    [[forms]]
    id = "mentor-review"
    role = "mentor"
    use = "survey"
    occasions = ["month:3"]

    [[forms]]
    id = "farewell"
    use = "survey"
    occasions = ["closing"]

    [[questions]]
    id = "trust"
    kind = "scale"
    forms = ["review", "mentor-review"]
    tier = "reviews"
    least = 1
    most = 5
    required = true
    counted = true

    [[questions]]
    id = "helped"
    kind = "choices"
    forms = ["review", "farewell"]
    tier = "reviews"
    later = true
    counted = true
    options = [{ id = "listening" }, { id = "advice" }, { id = "contacts" }]

    [[questions]]
    id = "goes_on"
    kind = "yes-no"
    forms = ["review", "farewell"]
    tier = "reviews"
    counted = true

    [[questions]]
    id = "words"
    kind = "long-text"
    forms = ["review", "mentor-review", "farewell"]
    tier = "reviews"

    [[questions]]
    id = "until"
    kind = "date"
    forms = ["review"]
    tier = "reviews"
    later = true
"""
WORDS = {
    "en": {
        "form.review": "How is it going?",
        "form.mentor-review": "For mentors",
        "form.farewell": "Farewell",
        "tier.reviews": "reviews",
        "question.trust": "How well can you talk with one another?",
        "help.trust": "Only you see this answer.",
        "scale.trust.1": "not at all",
        "scale.trust.5": "very well",
        "question.helped": "What has helped you?",
        "option.helped.listening": "being listened to",
        "option.helped.advice": "advice",
        "option.helped.contacts": "contacts",
        "question.goes_on": "Do you want to go on?",
        "question.words": "In your own words",
        "question.until": "Until when do you want to meet?",
    },
    "fr": {
        "form.review": "Comment cela se passe-t-il ?",
        "form.mentor-review": "Pour les mentor·e·s",
        "form.farewell": "Au revoir",
        "tier.reviews": "bilans",
        "question.trust": "Pouvez-vous bien vous parler ?",
        "help.trust": "Vous seul·e voyez cette réponse.",
        "scale.trust.1": "pas du tout",
        "scale.trust.5": "très bien",
        "question.helped": "Qu’est-ce qui vous a aidé·e ?",
        "option.helped.listening": "être écouté·e",
        "option.helped.advice": "des conseils",
        "option.helped.contacts": "des contacts",
        "question.goes_on": "Souhaitez-vous continuer ?",
        "question.words": "Avec vos propres mots",
        "question.until": "Jusqu’à quand souhaitez-vous vous voir ?",
    },
}
ANSWERS: dict[str, Any] = {
    "trust": 4,
    "helped": ["listening", "advice"],
    "goes_on": True,
    "words": "Zaphodia listens well.",
}
"""Answers to `review`; the words hold what no page of anybody else may repeat."""


def write_surveyed(
    site: Site, name: str = NAME, *, more: str = "", forms: str = "", without: str = ""
) -> None:
    """Put the bundle into a site, and announce it.

    Args:
        site: where to.
        name: the bundle's name, and its package's.
        more: further parts of the bundle, as TOML.
        forms: further forms, as TOML.
        without: a policy that is left out.
    """
    source = Path(str(files("vps")))
    shutil.copytree(source, site.folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.lock.json"))
    package = site.folder / name
    main = (package / "bundle.toml").read_text("utf-8").replace('id = "vps"', f'id = "{name}"', 1)
    main = main.replace("[[tiers]]", f"{TIER}\n[[tiers]]", 1)
    before, *policies = main.split("[[policy]]")
    kept = [policy for policy in policies if not without or f'id = "{without}"' not in policy]
    main = "[[policy]]".join([before, *kept])
    (package / "bundle.toml").write_text(
        f"{main}\n{dedent(GRANTS)}\n{dedent(RETENTION)}\n{dedent(more)}", "utf-8"
    )
    asked = (package / "forms.toml").read_text("utf-8")
    before, imports, after = asked.partition("[imports]")
    (package / "forms.toml").write_text(
        f"{before}{dedent(FORMS)}\n{dedent(forms)}\n{imports}{after}", "utf-8"
    )
    for language, words in WORDS.items():
        _say(package / "locales" / language / "LC_MESSAGES", words)
    site.install("mentorcore.programmes", name, name)


def _say(folder: Path, words: dict[str, str]) -> None:
    with (folder / "mentorcore.po").open("rb") as file:
        catalogue = read_po(file)
    for code, text in words.items():
        catalogue.add(code, text)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    (folder / "mentorcore.mo").write_bytes(compiled.getvalue())


@contextmanager
def surveyed_site(folder: Path) -> Iterator[Site]:
    """A site with the bundle, installed."""
    with small_site(folder) as site:
        write_surveyed(site)
        yield site


@cache
def surveyed_bundle() -> Bundle:
    """The bundle; its texts are gone, so that whoever needs words uses a site."""
    with TemporaryDirectory() as folder, surveyed_site(Path(folder)):
        return changed(load_bundle(NAME), package="vps")


@define(eq=False)
class Pair(Together):
    """A programme with surveys, and a pair that was introduced.

    Args:
        committee: a member of the committee, who may read answers.
    """

    committee: str


def make_pair(bundle: Bundle | None = None) -> Pair:
    """A fresh one; close its trial."""
    trial = staffed(bundle or surveyed_bundle(), coordinator=1, committee=1)
    mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
    match = trial.introduced(mentee, mentor).id
    return Pair(trial, mentee, mentor, match, trial.staff_of("committee")[0])
