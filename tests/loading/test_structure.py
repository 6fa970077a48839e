"""TOML to values: strict, and every fault at once with its path and without the value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from attrs import define, field, frozen, validators

from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.loading.structure import ALLOWED, structure


def even(_: object, attribute: Any, value: int) -> None:
    if value % 2:
        raise ValueError(f"{attribute.name}: {value} is odd")


@define(eq=False)
class Settings:
    name: str
    most: int = field(default=3, validator=validators.and_(validators.ge(1), validators.le(9)))
    share: float = 0.5
    on: bool = False
    kind: Literal["hard", "soft"] = "soft"
    words: tuple[str, ...] = field(default=(), validator=validators.max_len(2))
    code: str = field(default="a", validator=validators.matches_re(r"[a-z]+"))
    moment: str = field(default="x", validator=validators.in_(("x", "y")))
    pairs: int = field(default=2, validator=even)
    values: Mapping[str, int] = field(factory=dict)
    path: Path = field(default=Path("/"), converter=Path, validator=validators.instance_of(Path))
    hidden: int = field(init=False, default=0)


@frozen
class Nested:
    inner: tuple[Settings, ...]
    table: Mapping[str, Settings] = field(factory=dict)


def problems(values: Mapping[str, Any], cls: type = Settings) -> list[Problem]:
    with pytest.raises(SetupFault) as caught:
        structure(values, cls, "here")
    return list(caught.value.problems)


def wrong(where: str, expected: str) -> Problem:
    return Problem("setup.wrong_type", f"here: {where}", {"expected": expected})


def test_what_fits_is_taken_as_it_is() -> None:
    made = structure(
        {"name": "a", "share": 1, "words": ["x", "y"], "values": {"a": 1}, "path": "/tmp"}, Settings, ""
    )

    assert (made.name, made.share, made.words, made.values, made.path) == (
        "a",
        1,
        ("x", "y"),
        {"a": 1},
        Path("/tmp"),
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": 3}, wrong("name", "text")),
        ({"name": None}, wrong("name", "text")),
        ({"most": "3"}, wrong("most", "whole number")),
        ({"most": True}, wrong("most", "whole number")),
        ({"most": 3.0}, wrong("most", "whole number")),
        ({"most": 0}, wrong("most", ">= 1")),
        ({"most": 10}, wrong("most", "<= 9")),
        ({"share": "x"}, wrong("share", "number")),
        ({"on": 1}, wrong("on", "true or false")),
        ({"kind": "Coralie"}, wrong("kind", "'hard', 'soft'")),
        ({"kind": 3}, wrong("kind", "'hard', 'soft'")),
        ({"words": "abc"}, wrong("words", "list")),
        ({"words": ["a", 1]}, wrong("words[1]", "text")),
        ({"words": ["a", "b", "c"]}, wrong("words", "Length <= 2")),
        ({"code": "Coralie"}, wrong("code", "'[a-z]+'")),
        ({"moment": "Coralie"}, wrong("moment", "('x', 'y')")),
        ({"pairs": 3}, wrong("pairs", ALLOWED)),
        ({"values": ["a"]}, wrong("values", "table")),
        ({"values": {"a": "x"}}, wrong("values['a']", "whole number")),
        ({"path": 3}, wrong("path", ALLOWED)),
        ({"hidden": 3}, Problem("setup.unknown_key", "here", {"key": "hidden"})),
        ({"nmae": 3}, Problem("setup.unknown_key", "here", {"key": "nmae"})),
    ],
    ids=str,
)
def test_what_does_not_fit_is_named_with_what_would(values: Mapping[str, Any], expected: Problem) -> None:
    assert problems({"name": "a", **values}) == [expected]


def test_what_is_missing_is_named() -> None:
    assert problems({}) == [Problem("setup.missing_key", "here: name")]


def test_all_faults_are_told_at_once_with_their_paths() -> None:
    found = problems(
        {
            "inner": [{"name": "a", "most": 0, "pairs": 1}, {"nam": "b"}],
            "table": {"x": {"name": 3}},
            "else": 1,
        },
        Nested,
    )

    assert found == [
        wrong("inner[0].most", ">= 1"),
        wrong("inner[0].pairs", ALLOWED),
        Problem("setup.missing_key", "here: inner[1].name"),
        Problem("setup.unknown_key", "here: inner[1]", {"key": "nam"}),
        wrong("table['x'].name", "text"),
        Problem("setup.unknown_key", "here", {"key": "else"}),
    ]


def test_a_table_is_a_table() -> None:
    assert problems({"inner": ["a"]}, Nested) == [wrong("inner[0]", "table")]


def test_a_check_of_the_class_itself_is_told_without_a_path() -> None:
    @define(eq=False)
    class Whole:
        least: int
        most: int = field()

        @most.validator
        def _ordered(self, _: object, value: int) -> None:
            if value < self.least:
                raise ValueError(value)

    found = problems({"least": 3, "most": 1}, Whole)
    assert found == [Problem("setup.wrong_type", "here", {"expected": ALLOWED})]
    assert structure({"least": 1, "most": 3}, Whole, "").most == 3
