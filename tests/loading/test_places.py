"""The table of places beside a bundle: read strictly, every fault with its row and column, and part of what is adopted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.packages import BUNDLE, FORMS, Site

from mentorcore import Programme, form_schema
from mentorcore.domain.answers import place_key
from mentorcore.domain.bundle import Bundle, PlacesFile
from mentorcore.domain.errors import InputFault, Problem, SetupFault
from mentorcore.engine.applications import build_application, derive_traits
from mentorcore.engine.places import NOWHERE, places_of, read_places
from mentorcore.engine.pool import traits
from mentorcore.loading.bundle import load_bundle, values_of
from mentorcore.loading.opening import bundle_of, files_digest
from mentorcore.testing.answers import plain_answers

WITH_PLACES = (
    BUNDLE
    + """
    [places]
    file = "places.csv"
"""
)
ASKING = FORMS.replace(
    "    [imports]\n",
    """    [[questions]]
    id = "home"
    kind = "place"
    forms = ["mentee"]
    tier = "safety"
    trait = true

    [imports]
""",
    1,
)
TABLE = """\
code,latitude,longitude
1004,46.5285,6.6168
St. Gallen,47.4245,9.3767
"""
DAY = date(2025, 2, 3)


def write(site: Site, table: str | bytes = TABLE, forms: str = ASKING, main: str = WITH_PLACES) -> None:
    site.bundle(main=main, forms=forms, **{"small_bundle/places.csv": table})


def bundle(site: Site, table: str | bytes = TABLE) -> Bundle:
    write(site, table)
    return load_bundle("small_bundle")


def faults() -> list[Problem]:
    with pytest.raises(SetupFault) as caught:
        load_bundle("small_bundle")
    return list(caught.value.problems)


def test_a_table_is_read_and_remembered(site: Site) -> None:
    found = bundle(site)

    assert found.places == PlacesFile("places.csv", found.places.digest if found.places else "")
    assert places_of(found).where == {"1004": (46.5285, 6.6168), "St. Gallen": (47.4245, 9.3767)}
    assert bundle_of(values_of(found), found.digest) == found


def test_another_table_is_another_bundle(site: Site) -> None:
    first = bundle(site)
    files = files_digest("small_bundle", ())
    second = bundle(site, TABLE.replace("6.6168", "6.6169"))

    assert first.digest != second.digest
    assert files != files_digest("small_bundle", ())  # what was remembered is read anew
    assert places_of(second).where["1004"] == (46.5285, 6.6169)


def test_a_programme_runs_with_places(site: Site) -> None:
    write(site)
    programme, _ = Programme.in_memory("small")
    assert [(trait.name, trait.kind) for trait in traits(programme.context)] == [
        ("lived", "set"),
        ("home", "place"),
    ]


def test_a_bundle_without_a_table_has_no_places(site: Site) -> None:
    assert places_of(load_bundle("small_bundle")) == NOWHERE


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_columns_in_any_order_blanks_empty_lines_and_a_byte_order_mark(ending: str) -> None:
    text = ending.join(["\ufefflongitude, code ,latitude", "6.6168, 1004 ,46.5285", "", '-3e0,"a, b",+1'])
    found = read_places(text.encode(), "places.csv")

    assert found.where == {"1004": (46.5285, 6.6168), "a, b": (1.0, -3.0)}
    assert found.codes == {"1004": "1004", "a,b": "a, b"}


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        (b"code\xff", [Problem("setup.not_utf8", "places.csv")]),
        ("", [Problem("places.header", "places.csv: row 1", {"columns": "code,latitude,longitude"})]),
        (
            "code;latitude;longitude\n",
            [Problem("places.header", "places.csv: row 1", {"columns": "code,latitude,longitude"})],
        ),
        ("code,latitude,longitude\n", [Problem("places.none", "places.csv")]),
        ('code,latitude,longitude\n"1004', [Problem("csv.broken", "places.csv: row 2")]),
        (
            "code,latitude,longitude\n1004,46\n ,91,x\n1005,nan,-180.5\n"
            + "x" * 61
            + ",0,0\nSt. Gallen,47,9\nST.GALLEN,47,9\n",
            [
                Problem("places.cells", "places.csv: row 2", {"expected": 3, "found": 2}),
                Problem("places.code", "places.csv: row 3, code", {"most": 60}),
                Problem("places.degrees", "places.csv: row 3, latitude", {"least": -90, "most": 90}),
                Problem("places.degrees", "places.csv: row 3, longitude", {"least": -180, "most": 180}),
                Problem("places.degrees", "places.csv: row 4, latitude", {"least": -90, "most": 90}),
                Problem("places.degrees", "places.csv: row 4, longitude", {"least": -180, "most": 180}),
                Problem("places.code", "places.csv: row 5, code", {"most": 60}),
                Problem("places.twice", "places.csv: row 7, code", {"first": 6}),
            ],
        ),
    ],
)
def test_every_fault_of_a_table_is_told_with_its_place(
    site: Site, table: str | bytes, problems: list[Problem]
) -> None:
    write(site, table)
    assert faults() == problems


@pytest.mark.parametrize("name", ["nowhere.csv", "../small_bundle/places.csv", ""])
def test_a_table_that_is_not_beside_the_bundle(site: Site, name: str) -> None:
    write(site, main=WITH_PLACES.replace('"places.csv"', f'"{name}"'))
    assert faults()[:1] == [Problem("setup.no_file", "bundle.toml: places.file")]


def test_a_question_for_a_place_needs_a_table(site: Site) -> None:
    site.bundle(forms=ASKING)
    assert faults() == [Problem("setup.missing_key", "places.file")]


def application(found: Bundle, home: Any) -> Any:
    raw = {"channels": "sms", "code": "yes", "home": home}
    return build_application(found, "mentee", raw, day=DAY)


@pytest.mark.parametrize("typed", ["st.gallen", " St.  Gallen ", "St. Gallen"])
def test_a_place_is_kept_as_the_table_calls_it_and_rules_get_where_it_lies(site: Site, typed: str) -> None:
    found = bundle(site)
    tiers = application(found, typed).tiers

    assert tiers["safety"]["home"] == "St. Gallen"
    assert derive_traits(found, tiers) == {"lived": None, "home": (47.4245, 9.3767)}


def test_a_place_that_is_not_answered_or_no_longer_known_lies_nowhere(site: Site) -> None:
    found = bundle(site)
    assert derive_traits(found, application(found, "").tiers)["home"] is None
    kept = application(found, "1004").tiers
    later = bundle(site, TABLE.replace("1004", "1005"))
    assert derive_traits(later, kept)["home"] is None


@pytest.mark.parametrize("typed", ["1003", "Zyxwquine", "1004 Lausanne"])
def test_a_place_that_is_not_on_the_table_is_refused_without_being_repeated(site: Site, typed: str) -> None:
    with pytest.raises(InputFault) as caught:
        application(bundle(site), typed)
    assert caught.value.problems == (Problem("places.unknown", "home"),)


def test_the_schema_of_a_place_and_a_plain_answer(site: Site) -> None:
    found = bundle(site)
    assert form_schema(found, "mentee")["properties"]["home"]["maxLength"] == 60
    assert plain_answers(found, "mentee", 1)["home"] == "1004"


@given(st.text())
def test_blanks_around_a_code_make_no_difference(text: str) -> None:
    assert place_key(f" {text} ") == place_key(text)
