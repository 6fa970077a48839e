"""Looking for what must not be there: everything counts, whether an answer shows it or not."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from mentorcore import Refused
from mentorcore.domain.decisions import Refusal
from mentorcore.testing import held_in, traces


class _Colour(StrEnum):
    RED = "red"


@frozen
class _Inner:
    secret: str = field(repr=False)
    colour: _Colour = _Colour.RED


def test_what_a_repr_leaves_out_is_found() -> None:
    value = {"list": [_Inner("hidden")], "pair": ("a", {"deep": _Inner("deeper")})}

    assert traces(["hidden", "deeper", "deep", "red", "absent"], held_in(value)) == [
        "hidden",
        "deeper",
        "deep",
        "red",
    ]
    assert traces(["hidden", "deeper"], repr(value)) == []


def test_errors_are_taken_apart() -> None:
    error = Refused([Refusal("mine.no", {"person": "P-1"})])

    assert traces(["mine.no", "P-1"], held_in(error)) == ["mine.no", "P-1"]


def test_capitals_make_no_difference() -> None:
    assert traces(["Zoë"], "ZOË was here") == ["Zoë"]
