"""Papers: one file without scripts, nothing of anybody else, hostile values as text, and nobody else opens them."""

from __future__ import annotations

import json
import os
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.support.town import Town

from mentorcore import StoreError
from mentorcore.desk.own_data import OwnData
from mentorcore.domain.commands.consents import GiveConsent
from mentorcore.domain.commands.matches import AskRematch, CloseMatch
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.commands.participants import Disclose, EditAnswers, ErasePerson, ExportPerson
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.records import RecordKind
from mentorcore.papers.folder import make_room, write_own_data, write_receipt
from mentorcore.papers.own_page import own_sheet
from mentorcore.papers.plain import plain
from mentorcore.papers.receipt_page import receipt_sheet
from mentorcore.papers.sheet import Grid, Part, Sheet, html

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% for x in y %}",
    "=HYPERLINK(&quot;http://x&quot;)",
    "</td></table><iframe src=//x>",
    "</style><style>@import '//x'",
)
VOID = {"meta", "br", "img", "link", "input"}
KNOWN = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "h1",
    "h2",
    "p",
    "section",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "li",
    "bdi",
}


class Page(HTMLParser):
    """What a browser makes of a page: its elements, their attributes, and the text of each."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def exported(town: Town, person: str) -> OwnData:
    return town.trial.desk(person).privacy.export(ExportPerson(person=person))


def own_html(town: Town, found: OwnData) -> str:
    return html(own_sheet(found, town.trial.bundle, town.trial.programme.context.texts))


def edit(town: Town, person: str, **answers: str) -> None:
    desk = town.trial.desk(person, purpose="subject-access")
    desk.participants.edit(EditAnswers(person=person, answers=answers))


def test_the_page_stands_alone_and_can_be_read_aloud(town: Town) -> None:
    page = Page(own_html(town, exported(town, town.mentee)))
    tags = [tag for tag, _ in page.elements]
    policy = next(
        a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"
    )

    assert page.open == []
    assert set(tags) <= KNOWN
    assert (policy or "").startswith("default-src 'none'; style-src 'sha256-")
    assert {name for _, attrs in page.elements for name in attrs} == {
        "lang", "charset", "http-equiv", "content", "name", "aria-labelledby", "id", "scope",
    }  # fmt: skip
    assert page.elements[0] == ("html", {"lang": "fr"})
    assert tags.count("h1") == tags.count("title") == tags.count("main") == 1
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.elements if tag == "th")
    assert tags.count("caption") == tags.count("table") > 4


@pytest.mark.parametrize("language", ["fr", "en"])
def test_labels_days_and_roles_are_in_the_persons_language(town: Town, language: str) -> None:
    found = exported(town, town.mentee)
    page = Page(own_html(town, evolve(found, person=evolve(found.person, language=language))))
    texts = town.trial.programme.context.texts

    assert ("lang", language) in page.elements[0][1].items()
    assert {"fr": "3 février 2025", "en": "February 3, 2025"}[language] in page.text
    assert texts.label("role", "coordinator", language) in page.text
    for tier, answers in found.tiers.items():
        for name in (tier, *answers):
            assert (
                texts.label("tier" if name == tier else "question", name, language) in page.text
                or not answers
            )
    assert [code for code in ("own.", "record.", "record_means.", "not_shown.") if code in page.text] == []


def test_title_and_names_of_files_tell_nothing(town: Town, tmp_path: Path) -> None:
    words = ("mentor", "mentee", "vps", "victim", "violence", town.mentee.lower())
    found = exported(town, town.mentee)
    texts = town.trial.programme.context.texts
    receipt = town.trial.desk(town.mentee).privacy.erase(ErasePerson(person=town.mentee))
    sheets = (
        own_sheet(found, town.trial.bundle, texts),
        receipt_sheet(receipt, town.trial.bundle, texts),
    )
    files = (
        *write_own_data(found, town.trial.bundle, texts, tmp_path / "a"),
        *write_receipt(receipt, town.trial.bundle, texts, tmp_path / "b"),
    )

    told = [sheet.title for sheet in sheets] + [file.name for file in files]
    assert [word for word in words for text in told if word in text.lower()] == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_values_come_out_as_text(town: Town, hostile: str) -> None:
    edit(town, town.mentee, called=hostile, remarks=f"a\n{hostile}")
    by_staff = RecordEvidence(person=town.outsider, kind=RecordKind.HOLD, reason=hostile)
    town.trial.desk().vetting.record(by_staff)
    plain = Page(own_html(town, exported(town, town.mentor))).elements
    for person in (town.mentee, town.outsider):
        source = own_html(town, exported(town, person))
        page = Page(source)
        assert hostile in page.text
        assert page.open == []
        assert {tag for tag, _ in page.elements} <= {tag for tag, _ in plain}


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_written_stays_one_cell(first: str, second: str) -> None:
    shape = Sheet(
        "en", "T", (), (Part("H", grid=Grid("C", ("A", "B"), ((first, second),)), points=(first,)),)
    )
    page = Page(html(shape))
    empty = Sheet("en", "T", (), (Part("H", grid=Grid("C", ("A", "B"), (("x", "y"),)), points=("x",)),))

    assert page.elements == Page(html(empty)).elements
    assert not {"\x00", "\x1b", "\x7f"} & set(html(shape))


def test_nothing_of_anybody_else_comes_along(town: Town) -> None:
    """Canaries of the other party, of staff and of a concern; ids of all of them."""
    trial = town.trial
    theirs = {"called": "Zaphodia", "family_name": "Quetzalcoatl", "remarks": "theirs alone"}
    edit(town, town.mentor, **theirs)
    staff = trial.hire("coordinator", called="Xerxes Staff")
    trial.desk(staff).contacts.log(
        LogContact(person=town.mentee, match=town.match, note="Zaphodia called me")
    )
    trial.send_all()
    found = exported(town, town.mentee)
    texts, bundle = trial.programme.context.texts, trial.bundle
    own = {town.mentee, town.match, *(r.id for r in found.records), *(m.id for m in found.messages)}
    everybody = {town.mentor, town.outsider, town.committee, trial.staff, staff, town.concern} - own
    written = own_html(town, found) + json.dumps(plain(found))

    assert [one for one in (*theirs.values(), "Xerxes", "He shouted", *everybody) if one in written] == []
    assert texts.label("role", "coordinator", "fr") in own_html(town, found)
    assert bundle.programme.name not in written


def test_a_wish_to_meet_again_does_not_name_the_other(town: Town) -> None:
    town.trial.desk(town.mentee).matches.close(CloseMatch(match=town.match, told_by="staff"))
    town.trial.desk(town.mentee).matches.rematch(AskRematch(person=town.mentee, again_with=town.mentor))
    found = exported(town, town.mentee)

    assert RecordKind.PAIR_AGAIN in [record.kind for record in found.records]
    assert town.mentor not in json.dumps(plain(found))
    assert town.mentor not in own_html(town, found)


def test_where_data_went_is_what_was_agreed_to(town: Town) -> None:
    desk = town.trial.desk(town.mentee, purpose="subject-access")
    consent = desk.consents.give(GiveConsent(town.mentee, "protection", "contact", recipient="Dr Blanc"))
    told = Disclose(person=town.mentee, tier="contact", recipient="Dr Blanc", consent=consent.id)
    town.trial.desk().privacy.disclose(told)
    by_law = Disclose(
        person=town.mentee, tier="contact", recipient="Court Noir", legal_basis="article 9", risk="a threat"
    )
    town.trial.desk().privacy.disclose(by_law)
    page = Page(own_html(town, exported(town, town.mentee)))

    assert page.text.count("Dr Blanc") == 2
    assert "Court Noir" not in page.text
    assert "article 9" not in page.text


def test_what_is_not_shown_is_the_same_for_everybody(town: Town) -> None:
    """The mentor is named in a concern."""
    lists = {exported(town, person).not_shown for person in (town.mentee, town.mentor, town.outsider)}
    assert len(lists) == 1


# On the disk


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_are_for_their_owner_alone(town: Town, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        found = exported(town, town.mentee)
        texts = town.trial.programme.context.texts
        page, data = write_own_data(found, town.trial.bundle, texts, tmp_path / "own")
    finally:
        os.umask(before)

    assert [mode(path) for path in (tmp_path / "own", page, data)] == [0o700, 0o600, 0o600]
    assert json.loads(data.read_text("utf-8"))["person"]["id"] == town.mentee
    assert sorted(os.listdir(tmp_path / "own")) == ["data.html", "data.json"]


def test_nothing_is_overwritten_and_nothing_half_is_left(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    found = exported(town, town.mentee)
    texts = town.trial.programme.context.texts
    make_room(folder, ())
    (folder / "data.json").write_text("mine", "utf-8")
    with pytest.raises(StoreError) as caught:
        write_own_data(found, town.trial.bundle, texts, folder)

    assert caught.value.code == "files.exists"
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {"data.json": "mine"}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.mkdir(mode=0o755), "files.folder_shared"),
        (lambda path: path.write_text("x", "utf-8"), "files.not_a_folder"),
        (lambda path: path.symlink_to(path.parent), "files.symlink"),
    ],
)
def test_a_place_that_others_see_is_refused(tmp_path: Path, make: object, code: str) -> None:
    make(tmp_path / "own")  # type: ignore[operator]  # as listed above
    with pytest.raises(StoreError) as caught:
        make_room(tmp_path / "own", ())
    assert caught.value.code == code


def test_a_folder_in_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        make_room(tmp_path / "a" / "b", ())
    assert caught.value.code == "files.no_folder"


def test_a_receipt_is_the_same_for_everybody(town: Town) -> None:
    """The mentor is named in an open concern, the outsider in none."""
    texts, pages = town.trial.programme.context.texts, []
    for person in (town.mentor, town.outsider):
        receipt = town.trial.desk(person).privacy.erase(ErasePerson(person=person))
        page = html(receipt_sheet(receipt, town.trial.bundle, texts))
        assert receipt.code in page
        pages.append(page.replace(receipt.code, "CODE").replace(person, "PERSON"))

    assert pages[0] == pages[1]
