"""Names in lists of others: written as people know them, and found as people register."""

from __future__ import annotations

import pytest

from mentorcore.domain.names import listed_name_parts, name_parts


def finds(entry: str, family: str, given: str, called: str = "") -> bool:
    return not set(listed_name_parts(entry)).isdisjoint(name_parts(family, given, called))


@pytest.mark.parametrize(
    ("entry", "registered"),
    [
        ("Zoltan Krähenbühl", ("Krähenbühl-Meier", "Zoltan Peter")),
        ("Zoltan Peter Krähenbühl-Meier", ("Krähenbühl", "Zoltan")),
        ("ZOLTAN KRAEHENBUEHL (1971-02-03)", ("Krähenbühl", "Zoltan")),
        ("Krähenbühl", ("Krähenbühl-Meier", "Zoltan")),
        ("Krahenbuhl Meier", ("Krähenbühl-Meier", "Zoltan")),
        ("Zoltan Krähenbühl", ("Zoltan", "Krähenbühl")),
        ("Zoltan Krähenbühl", ("Zoltan Krähenbühl Meier", "")),
        ("Zoltan Krähenbühl", ("", "", "zoltan krähenbühl")),
        ("Zoltan", ("", "", "Zoltan")),
        ("Marco Deluca", ("De Luca", "Marco")),
        ("Marco De Luca", ("Deluca", "Marco")),
        ("De Luca", ("Deluca", "Marco")),
        ("Jeanpierre Roche", ("Roche", "Jean-Pierre")),
        ("Ben Meier", ("Meier", "Ben")),
        ("O'Brien", ("O'Brien", "Ann")),
        ("Ńguyễn", ("Nguyen", "Anh")),
    ],
)
def test_a_name_is_found_as_people_write_it(entry: str, registered: tuple[str, ...]) -> None:
    assert finds(entry, *registered)


@pytest.mark.parametrize(
    ("entry", "registered"),
    [
        ("Zoltan Krähenbühl", ("Krähenbühl", "Anna")),
        ("Anna Maria Rossi", ("Müller", "Anna Maria")),
        ("Jean de Watteville", ("de Roche", "Jean")),
        ("de la", ("de la Harpe", "Anne")),
        ("Maria Rossi", ("Rossini", "Maria")),
        ("", ("", "")),
        ("()", ("", "")),
    ],
)
def test_somebody_else_is_not(entry: str, registered: tuple[str, ...]) -> None:
    assert not finds(entry, *registered)


def test_a_very_long_entry_makes_few_keys() -> None:
    assert len(listed_name_parts(" ".join(f"name{number:02}" for number in range(500)))) < 200
