"""Commands check ids and choices when they are made, and never show what is personal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast, get_type_hints

import pytest
from attrs import fields, has

from mentorcore.desk.desk import FACETS, facet_class
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import RaiseConcern, SetAvoidList
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties, WaiveDuties
from mentorcore.domain.commands.fields import LONGEST
from mentorcore.domain.commands.matches import ListMatches
from mentorcore.domain.commands.participants import Apply, Find
from mentorcore.domain.commands.sessions import LogSession
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.engine.verbs import verbs_of

DUTY = "D-00000001"
COMMANDS = sorted(
    {get_type_hints(verb.body)["command"] for name in FACETS for verb in verbs_of(facet_class(name))},
    key=lambda cls: cls.__name__,
)


def problem(make: Callable[[], Any]) -> Problem:
    with pytest.raises(InputFault) as caught:
        make()
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize("cls", COMMANDS, ids=lambda cls: cls.__name__)
def test_a_command_says_what_each_of_its_fields_is(cls: Any) -> None:
    assert has(cls)
    shown = [found for found in fields(cls) if cls.__module__.startswith("mentorcore.domain")]
    assert [found.name for found in shown if not found.metadata.get("help")] == []
    assert [found.name for found in shown if found.metadata.get("personal") and found.repr] == []


def test_ids_are_checked_and_a_single_one_is_a_list_of_one() -> None:
    text: Any = "d-o0000000"  # what an embedding service may hand over
    made = DoneDuties(text)

    assert made.duties == ("D-00000000",)
    assert problem(lambda: DoneDuties(("D-00000001",))).code == "id.check"
    assert problem(lambda: DoneDuties(("P-00000000",))).code == "id.form"
    assert ListMatches().person == ""
    assert problem(lambda: ListMatches(person="x")).code == "id.form"


@pytest.mark.parametrize(
    ("text", "code"),
    [("20250203", "date.form"), ("2025-W06-1", "date.form"), ("3.2.2025", "date.form"), ("", "date.form"),
     (datetime(2025, 2, 3), "date.form"), ("2025-02-30", "date.impossible")],  # noqa: DTZ001  # wrong on purpose
)  # fmt: skip
def test_days_are_written_in_one_way(text: Any, code: str) -> None:
    assert problem(lambda: DeferDuties(("D-00000000",), until=text)).code == code


def test_a_day_may_be_a_date() -> None:
    assert ShowAgenda(until="2025-02-03") == ShowAgenda(until=date(2025, 2, 3))  # type: ignore[arg-type]  # the converter takes texts
    assert ShowAgenda().until is None


def test_choices_are_those_of_their_enumeration() -> None:
    act: Any = "act"
    other: Any = "revenge"
    made = RaiseConcern(wish=act, about=())

    assert (made.wish, made.kind) == (ConcernWish.ACT, ConcernKind.WORRY)
    allowed = "undecided, listen-only, protect-silently, act"
    assert problem(lambda: RaiseConcern(wish=other, about=())) == Problem(
        "choice.unknown", "wish", {"allowed": allowed}
    )


def test_personal_words_are_bounded_texts_that_never_show() -> None:
    duty, number = ("D-00000000",), cast(Any, 7)
    assert repr(WaiveDuties(duty, "Coralie moved")) == "WaiveDuties(duties=('D-00000000',))"
    assert repr(Apply("mentee", {"called": "Coralie"})) == (
        "Apply(form='mentee', shown=False, person='', distinct=False)"
    )
    assert problem(lambda: WaiveDuties(duty, "  ")).code == "answer.required"
    assert problem(lambda: Find(number)).code == "text.expected"
    too_long = problem(lambda: SetAvoidList("P-00000000", "x" * (LONGEST + 1)))
    assert too_long == Problem("text.too_long", "names", {"most": LONGEST})


def test_plain_values_have_defaults() -> None:
    assert LogSession("M-00000000") == LogSession("M-00000000", "", None, "", ())
