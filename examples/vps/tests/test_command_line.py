"""The same clauses, tried by what a coordinator types: refused with the clause, done in one command, and silent."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mentorcore.cli.main import root
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.concerns import RaiseConcern
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import ListParticipants
from mentorcore.domain.commands.staff import BindAccount
from mentorcore.domain.concerns import ConcernWish
from mentorcore.testing import START, Trial, traces

ANNE = "anne"
CANARY = "Grandsapin"
Type = Callable[..., Result]


@pytest.fixture
def house(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Trial:
    """A programme in files whose coordinator is the user of this machine."""
    vps = on_disk(bundle)
    vps.desk().staff.bind(BindAccount(person=vps.staff, account=ANNE))
    for name in [found for found in os.environ if found.startswith("MENTORCORE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MENTORCORE_PROGRAMME", "vps")
    monkeypatch.setenv("MENTORCORE_DB", str(tmp_path / "vps.db"))
    monkeypatch.setenv("MENTORCORE_KEY_FILE", str(tmp_path / "vps.keys"))
    monkeypatch.setattr("mentorcore.cli.run.account", lambda: ANNE)
    monkeypatch.setattr("mentorcore.programme.SystemClock", lambda: ManualClock(START))
    return vps


@pytest.fixture
def type_(house: Trial, tmp_path: Path) -> Type:
    """Type a command; `said` is what stands in the file after ``--from``."""

    def typed(words: str, *, said: str = "", for_: str = "", language: str = "en") -> Result:
        typed_words = words.split()
        if for_:
            typed_words += ["--on-behalf-of", for_, "--how", "phone"]
        if said:
            source = tmp_path / "said.toml"
            source.write_text(said, "utf-8")
            typed_words += ["--from", str(source)]
        return CliRunner().invoke(root(language), typed_words)

    return typed


def refused(result: Result, *clauses: str) -> None:
    """See that a rule refused it, and that the coordinator is told which."""
    assert (result.exit_code, result.stdout) == (1, "")
    assert traces([f"[{', '.join(clauses)}]"], result.stderr) == [f"[{', '.join(clauses)}]"], result.stderr


def done(result: Result) -> str:
    """See that it was done; returns what was printed."""
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return result.stdout


@pytest.fixture
def pair(house: Trial) -> tuple[str, str]:
    """Two people in the pool."""
    return (
        house.participant("mentee", experience="physical", family_name=CANARY),
        house.participant("mentor", experience="physical"),
    )


@pytest.mark.clause("VPS-12")
def test_vps_12_by_hand_and_by_round(house: Trial, type_: Type, pair: tuple[str, str]) -> None:
    other = house.participant("mentor", experience="physical")
    done(type_(f"matches pair {pair[0]} {pair[1]}"))

    refused(type_(f"matches pair {pair[0]} {other}"), "VPS-12")
    house.participant("mentee", languages="it")
    assert json.loads(done(type_("matches propose --json")))["proposed"] == []


@pytest.mark.clause("VPS-1")
def test_vps_1_a_session_is_refused(house: Trial, type_: Type, pair: tuple[str, str]) -> None:
    match = house.introduced(*pair)

    refused(type_(f"sessions log {match.id}"), "VPS-1")
    refused(type_(f"sessions log {match.id} --minutes 30", for_=pair[0]), "VPS-1")
    done(type_(f"matches resend {match.id}", for_=pair[0]))
    waiting = json.loads(done(type_(f"messages list --person {pair[0]} --json")))["messages"]
    templates = [message["template"] for message in waiting]
    assert templates.count("message.introduction") == 2


@pytest.mark.clause("VPS-2")
def test_vps_2_a_copy_is_kept_once_both_asked(house: Trial, type_: Type, pair: tuple[str, str]) -> None:
    match = house.introduced(*pair)
    done(type_(f"matches keep {match.id}", for_=pair[0]))
    done(type_(f"matches keep {match.id}", for_=pair[1], said=f'agreement = "{CANARY}"'))

    assert (
        traces(
            [CANARY], done(type_(f"matches show {match.id}")), done(type_(f"matches show {match.id} --json"))
        )
        == []
    )


@pytest.mark.clause("VPS-3")
def test_vps_3_compensation_is_a_kind_of_concern(type_: Type, pair: tuple[str, str]) -> None:
    done(type_(f"concerns raise undecided {pair[1]} --kind compensation", for_=pair[0], said='account = "x"'))

    (concern,) = json.loads(done(type_("concerns list --json")))["concerns"]
    assert (concern["kind"], concern["raised_by"], concern["named"]) == ("compensation", pair[0], [pair[1]])


@pytest.mark.clause("VPS-4")
def test_vps_4_a_disclosure_needs_a_ground(type_: Type, pair: tuple[str, str]) -> None:
    refused(type_(f"participants disclose {pair[0]} identity", said='recipient = "Police"'), "VPS-4")
    told = type_(
        f"participants disclose {pair[0]} identity --json",
        said='recipient = "Police"\nlegal_basis = "Article 364"\nrisk = "He threatened her."',
    )
    assert CANARY in done(told)
    log = done(type_("audit show --json"))
    assert traces([CANARY, "Article 364"], log) == []
    assert "disclosure.by_law" in log


@pytest.mark.clause("VPS-4b")
def test_vps_4b_nothing_is_sent_before_both_accept(house: Trial, type_: Type, pair: tuple[str, str]) -> None:
    match = house.proposed(*pair)
    house.send_all()
    shown = 'shown_name = "Lou"'
    refused(type_(f"matches introduce {match.id}"), "VPS-4b")
    assert type_(f"matches accept {match.id} sms --confidential", said=shown).exit_code == 1
    refused(type_(f"matches accept {match.id} sms", for_=pair[0], said=shown), "VPS-4b")
    done(type_(f"matches accept {match.id} sms --confidential", for_=pair[0], said=shown))
    refused(type_(f"matches introduce {match.id}"), "VPS-4b")
    assert house.desk().messages.list(ListMessages()) == ()


@pytest.mark.clause("VPS-7")
def test_vps_7_help_is_shown_at_once(house: Trial, type_: Type, pair: tuple[str, str]) -> None:
    assert type_(f"safety distress {pair[0]}").exit_code == 1
    shown = done(type_(f"safety distress {pair[0]}", for_=pair[0]))

    assert traces(["143", "144"], shown) == ["143", "144"]


@pytest.mark.clause("VPS-8")
def test_vps_8_nothing_noticeable_before_the_raiser_agrees(
    house: Trial, type_: Type, pair: tuple[str, str]
) -> None:
    match = house.introduced(*pair)
    raised = done(
        type_(
            f"concerns raise protect-silently {pair[1]} --match {match.id}",
            for_=pair[0],
            said=f'account = "{CANARY}"',
        )
    )
    assert traces(["117", CANARY], raised) == ["117"]
    (concern,) = json.loads(done(type_("concerns list --json")))["concerns"]
    refused(type_(f"matches suspend {match.id}"), "VPS-8")
    refused(type_(f"matches end {match.id}"), "VPS-8")
    refused(type_(f"concerns act {concern['id']} suspension"), "VPS-8")
    duties = json.loads(done(type_("agenda --to 2025-12-31 --json")))["due"]
    assert len(duties) == 2
    for duty in duties:
        refused(type_(f"duties done {duty['id']}"), "VPS-8")


@pytest.mark.clause("VPS-8")
def test_vps_8_a_coordinator_who_is_named_sees_the_same_pages(
    house: Trial, type_: Type, pair: tuple[str, str]
) -> None:
    house.hire("coordinator")
    match = house.introduced(*pair)
    pages = (
        "agenda",
        "concerns list --all",
        "messages list",
        "duties plan",
        f"matches show {match.id}",
        "vetting list",
    )

    def seen() -> list[str]:
        return [done(type_(f"{page}{form}")) for page in pages for form in ("", " --json")]

    before = seen()
    house.desk(pair[0]).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(house.staff,), account=CANARY)
    )
    assert seen() == before
    log = done(type_("audit show --last 1000 --json"))
    assert traces(["concerns.raise", CANARY], log) == []


@pytest.mark.clause("VPS-9", "CORE-10")
def test_vps_9_leaving_is_one_command(house: Trial, type_: Type, pair: tuple[str, str]) -> None:
    match = house.introduced(*pair)
    assert type_(f"matches close {match.id}").exit_code == 1
    done(type_(f"matches close {match.id} --told-by staff", for_=pair[0]))
    refused(type_(f"matches pair {pair[0]} {pair[1]}"), "VPS-9")

    done(type_(f"matches rematch {pair[0]}", for_=pair[0]))
    done(type_(f"participants withdraw {pair[1]}", for_=pair[1]))


@pytest.mark.clause("VPS-10")
def test_vps_10_the_purpose_decides_what_is_shown(type_: Type, pair: tuple[str, str]) -> None:
    for purpose, expected in {
        "vetting": [CANARY],
        "protection": [CANARY],
        "matching": [],
        "support": [],
    }.items():
        for form in ("", " --json"):
            card = type_(f"participants show {pair[0]} --purpose {purpose}{form}")
            assert traces([CANARY], done(card)) == expected, purpose
    assert type_(f"participants show {pair[0]} --purpose reporting").exit_code == 1


@pytest.mark.clause("VPS-INTRO-2", "VPS-10b")
def test_vps_intro_2_elsewhere_is_admitted_with_a_reason(house: Trial, type_: Type) -> None:
    person = house.applicant("mentee", canton="ZH")
    refused(type_(f"vetting record {person} admission"), "VPS-INTRO-2")

    done(type_(f"vetting record {person} admission", said='reason = "Works in Geneva."'))
    assert person not in done(type_("vetting list"))


@pytest.mark.clause("VPS-INTRO-3")
def test_vps_intro_3_an_acceptance_is_the_persons_own(house: Trial, type_: Type) -> None:
    person = house.applicant("mentee", code=None)
    assert type_(f"vetting record {person} acceptance --document code").exit_code == 1

    done(type_(f"vetting record {person} acceptance --document code", for_=person))


@pytest.mark.clause("VPS-INTRO-5", "VPS-11")
@pytest.mark.parametrize("form", ["mentee", "mentor"])
def test_vps_intro_5_the_form_opens_with_the_numbers(type_: Type, form: str) -> None:
    page = done(type_(f"forms show {form}"))

    assert page.index("117") < page.index("There may be a wait") < page.index("safe_channels")
    asked = json.loads(done(type_(f"forms show {form} --json")))["questions"]
    assert asked[0]["id"] == "safe_channels"


@pytest.mark.clause("CORE-1")
def test_core_1_who_is_avoided_is_named_nowhere(house: Trial, type_: Type, pair: tuple[str, str]) -> None:
    mentor = pair[1]
    done(type_(f"safety avoid {mentor}", for_=mentor, said=f'names = "Sam {CANARY}"'))
    said = type_(f"matches pair {pair[0]} {mentor}")
    refused(said, "CORE-1")
    pages = [
        said.stderr,
        done(type_(f"matches explain {pair[0]} {mentor}")),
        done(type_(f"matches explain {pair[0]} {mentor} --json")),
        done(type_("matches propose --json")),
        done(type_("audit show --json")),
    ]

    assert traces([CANARY, "avoid-list"], *pages) == []


@pytest.mark.clause("CORE-2")
def test_core_2_a_held_message_does_not_go_out(house: Trial, type_: Type) -> None:
    person = house.participant("mentee", safe_channels="sms", phone=None)
    (held,) = house.desk().messages.list(ListMessages(person=person))

    refused(type_(f"messages sent {held.id}"), "CORE-2")
    refused(type_(f"messages release {held.id} email"), "CORE-2")
    assert house.desk().messages.list(ListMessages(person=person)) == (held,)


@pytest.mark.clause("CORE-3")
def test_core_3_programme_check_refuses_a_required_account(
    type_: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(type_("programme check"))
    copy = tmp_path / "vps_that_asks"
    shutil.copytree(str(files("vps")), copy)
    forms = copy / "forms.toml"
    asking = '\n[[questions]]\nid = "story"\nkind = "long-text"\nforms = ["mentee"]\ntier = "grounds"\nrequired = true\n'
    text = forms.read_text("utf-8")
    forms.write_text(text.replace("\n[imports]\n", f"{asking}\n[imports]\n"), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("mentorcore.loading.plugins.programme_package", lambda name: copy.name)

    found = type_("programme check")
    assert found.exit_code != 0
    assert traces(["questions.story", "CORE-3"], found.stderr) == ["questions.story", "CORE-3"]


@pytest.mark.clause("CORE-6")
def test_core_6_a_rejection_needs_a_reason(house: Trial, type_: Type) -> None:
    person = house.applicant("mentee")
    refused(type_(f"vetting record {person} rejection"), "CORE-6")

    done(type_(f"vetting record {person} rejection", said='reason = "Lives abroad."'))
    refused(type_(f"vetting record {person} review"), "CORE-6")
    (rejected,) = house.desk().participants.list(ListParticipants(state="rejected"))
    assert rejected.id == person
    assert "Lives abroad." in done(type_(f"vetting show {person}"))


@pytest.mark.clause("CORE-8")
@pytest.mark.parametrize(("language", "word"), [("en", "promise"), ("fr", "promettre")])
def test_core_8_the_emergency_card_is_one_command_away(
    type_: Type, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    """Without a database, too."""
    for name in ("DB", "KEY_FILE"):
        monkeypatch.delenv(f"MENTORCORE_{name}")
    assert traces(["117", "144"], done(type_("emergency", language=language))) == ["117", "144"]
    assert word in done(type_("emergency --full", language=language))


@pytest.mark.clause("CORE-9")
def test_core_9_reading_correcting_and_erasing_are_one_command_each(
    type_: Type, pair: tuple[str, str]
) -> None:
    person = pair[0]
    assert CANARY in done(type_(f"participants export {person} --json", for_=person))
    done(type_(f"participants edit {person} --purpose subject-access", for_=person, said='town = "Sion"'))
    assert "Sion" in done(type_(f"participants export {person} --json", for_=person))
    done(type_(f"vetting record {person} withdrawal --document consent", for_=person))
    assert person in done(type_("vetting list"))
    assert "CORE-9" in done(type_(f"participants erase {person}", for_=person))
    assert type_(f"participants show {person}").exit_code == 1
