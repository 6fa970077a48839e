"""Every example of every help text is typed, for people and for programs."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore.cli.table import COMMANDS
from mentorcore.cli.table.row import (
    CONCERN,
    DRAFT,
    DUTY,
    MATCH,
    MESSAGE,
    OTHER,
    OTHER_DRAFT,
    PASS,
    PERSON,
    RECEIPT,
    RECORD,
)
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import plain_answers

Type = Callable[..., Result]
ROOT = Path(__file__).resolve().parent.parent.parent

PARTS: Mapping[str, Mapping[str, str]] = {
    "access approve": {PASS: "asked"},
    "access break-glass": {OTHER: "committee"},
    "contacts log": {PERSON: "mentee4"},
    "matches accept": {MATCH: "proposed", PERSON: "mentee2"},
    "matches close": {MATCH: "active", PERSON: "mentee3"},
    "matches decline": {MATCH: "proposed", PERSON: "mentor2"},
    "matches end": {MATCH: "suspended"},
    "matches introduce": {MATCH: "proposed"},
    "matches keep": {MATCH: "active", PERSON: "mentee3"},
    "matches reflect": {MATCH: "active", PERSON: "mentee3"},
    "matches reopen": {MATCH: "ended", PERSON: "mentee5"},
    "matches resend": {MATCH: "active", PERSON: "mentee3"},
    "matches rematch": {PERSON: "mentee5"},
    "matches resume": {MATCH: "suspended"},
    "matches show": {MATCH: "ended"},
    "messages release": {MESSAGE: "held"},
    "participants readmit": {PERSON: "excluded"},
    "participants standing": {PERSON: "excluded"},
    "safety distress": {PERSON: "mentee3"},
    "staff bind": {PERSON: "colleague"},
    "staff end": {PERSON: "committee"},
    "vetting record": {PERSON: "applicant"},
    "vetting show": {PERSON: "applicant"},
}
"""On whom an example is tried, where it is not the first mentee or the first of its kind."""
USUAL = {
    PERSON: "mentee1",
    OTHER: "mentor1",
    MATCH: "active",
    CONCERN: "concern",
    DUTY: "duty",
    MESSAGE: "message",
    PASS: "opened",
    RECORD: "consent",
    DRAFT: "draft",
    OTHER_DRAFT: "other_draft",
}

REFUSED = {
    **dict.fromkeys(
        (
            path
            for path in COMMANDS
            if path.partition(" ")[0] in ("sessions", "tasks", "agreement", "referrals", "workshops")
        ),
        "not available to you",
    ),
    "matches reflect": "not available to you",
    "matches wish": "not available to you",
    "matches wishes": "not available to you",
    "matches reopen": "not available to you",
    "sessions log": "[VPS-1]",
    "sessions plan": "[VPS-1]",
}
"""Examples that this programme refuses: by a clause, or since no grant of it opens them."""

ELSEWHERE = ("surveys ",)
"""What this programme does not have at all: `test_surveys` types the examples where there is a survey."""
HERE = [path for path in COMMANDS if not path.startswith(ELSEWHERE)]

TYPED = {"find": "test\n"}
"""What is typed into the prompts of an example."""


def answers(path: Path) -> None:
    lines = [
        f"{question} = {json.dumps(value)}"
        for question, value in plain_answers(load_bundle("vps"), "mentee", 77).items()
    ]
    path.write_text("\n".join(lines), "utf-8")


def text(words: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(words, "utf-8")


FILES: Mapping[str, Callable[[Path], object]] = {
    "account.txt": text("Every evening.\nAgain and again."),
    "agreement.toml": text('level = "strict"\n'),
    "answers.toml": answers,
    "called.txt": text("Berthe"),
    "copy.db": lambda path: shutil.copyfile("vps.db", path),
    "inscriptions.csv": lambda path: shutil.copyfile(ROOT / "examples/vps/data/inscriptions.csv", path),
    "names.txt": text("Nobody Known, Somebody Else"),
    "note.txt": text("All is well."),
    "reason.txt": text("They called us."),
    "referral.toml": text('to = "The tax office"\n'),
    "risk.txt": text("They were threatened today."),
    "why.txt": text("They asked what they wrote."),
    "recipient.toml": text('recipient = "the police"\nlegal_basis = "article 453 CC"\nrisk = "a threat"\n'),
    "task.txt": text("Read a page."),
    "safety.toml": text('hours = "at noon"\n'),
    "shown.toml": text('shown_name = "Lou"\n'),
}
"""What stands in the files that examples read."""


def prepare(path: str, house: Path, ids: Mapping[str, str], type_: Type) -> list[str]:
    """The words of an example, on people who are there; whatever has to have happened before has happened."""
    row = COMMANDS[path]
    words = shlex.split(row.example)
    if path == "matches introduce":
        FILES["shown.toml"](house / "shown.toml")
        mentee = ids["mentee2"]
        type_(
            "matches",
            "accept",
            ids["proposed"],
            "sms",
            "--confidential",
            "--from",
            "shown.toml",
            "--on-behalf-of",
            mentee,
        )
    if path == "staff end":
        type_("staff", "add", "committee", "--from", "-", stdin="One more")
    if path == "keys restore":
        type_("keys", "backup", "usb")
    if path == "messages release":
        type_("safety", "set", ids["silent"], "email", "--from", "-", stdin='hours = ""')
    if path == "privacy release":
        type_("privacy", "hold", ids["mentee1"], "claims", "--from", "-", stdin="A claim is raised.")
    if path == "privacy receipt":
        erased = type_("participants", "erase", ids["mentor5"], "--on-behalf-of", ids["mentor5"], "--json")
        return [json.loads(erased.stdout)["code"] if word == RECEIPT else word for word in words]
    if path == "drafts unlock":
        type_("drafts", "lock", ids["draft"], ids["mentee1"], ids["mentor1"])
    if path == "participants lift":
        type_("participants", "suspend", ids["mentee1"], "--from", "-", stdin="For now.")
    if path == "safety unblock":
        type_("safety", "block", ids["mentee1"], ids["mentor1"], "--on-behalf-of", ids["mentee1"])
    if path == "participants edit":
        (house / "answers.toml").write_text('street = "Rue Neuve 1"\nsafe_hours = ""\n', "utf-8")
        return [ids["mentee1"] if word == PERSON else word for word in words]
    for name, fill in FILES.items():
        if name in words and path != "db backup":
            fill(house / name)
    parts = {**USUAL, **PARTS.get(path, {})}
    return [ids[parts[word]] if word in parts else word for word in words]


@pytest.mark.parametrize("path", HERE)
def test_the_example_runs(path: str, house: Path, ids: Mapping[str, str], type_: Type) -> None:
    words = prepare(path, house, ids, type_)
    found = type_(*words, stdin=TYPED.get(path, ""), terminal=path in TYPED)

    expected = 1 if path in REFUSED else 0
    assert (found.exit_code, found.stderr if expected == 0 and path not in TYPED else "") == (expected, "")
    if path in REFUSED:
        assert REFUSED[path] in found.stderr
    else:
        assert found.stdout.strip()


@pytest.mark.parametrize("path", [path for path in HERE if path != "demo"])  # a story takes its time
def test_the_example_speaks_json(path: str, house: Path, ids: Mapping[str, str], type_: Type) -> None:
    words = prepare(path, house, ids, type_)
    found = type_(*words, "--json", stdin=TYPED.get(path, ""), terminal=path in TYPED)

    answer = json.loads(found.stdout)
    assert isinstance(answer, dict)
    assert ("error" in answer) == (path in REFUSED)


def test_examples_start_with_their_command() -> None:
    assert [path for path, row in COMMANDS.items() if not f"{row.example} ".startswith(f"{path} ")] == []
