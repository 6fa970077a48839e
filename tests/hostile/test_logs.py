"""Logs and errors are walked through: whatever was done, refused or broken, they hold nothing that anybody told."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator

import pytest
from tests.hostile.actions import ACTIONS, prepared
from tests.hostile.kinds import AT_OPENING, CANARY, KINDS
from tests.hostile.test_pairs import hooks_with
from tests.support.town import Town
from tests.support.verbs import VERBS, call, command_for

from mentorcore import MentorcoreError
from mentorcore.domain.errors import Incident
from mentorcore.domain.log import FIELDS, LOG, JsonLines
from mentorcore.engine.door import Door
from mentorcore.storage import sealed
from mentorcore.storage.transaction import Tx
from mentorcore.testing.leaks import held_in, traces

TOLD = [
    CANARY,
    "Testli",
    "in the evening",
    "the library",
    "not at home",
    "+41",
    "example.org",
    "He shouted",
    "We talked",
]
"""What people told, and what plugins repeat."""


@pytest.fixture
def crowd() -> Iterator[Town]:
    """Somebody for every action."""
    town = prepared()
    yield town
    town.trial.close()


def told(caplog: pytest.LogCaptureFixture, *more: str) -> list[str]:
    """What stands in the logs, in either form, although it must not: words, and ids of people, matches or concerns."""
    records = [record for record in caplog.records if record.name == LOG.name]
    lines = [JsonLines().format(record) for record in records]
    for record in records:
        assert set(record.__dict__["fields"]) <= set(FIELDS)
    return traces([*TOLD, *more], caplog.text, *lines)


def shown(error: BaseException) -> str:
    """Everything that an error reporter would send, with the local values of every frame of ours."""
    found = traceback.TracebackException.from_exception(error, capture_locals=True)
    own = [frame for frame in found.stack if "/mentorcore/" in frame.filename]
    return "\n".join([str(error), repr(error), held_in(error), *(repr(frame.locals) for frame in own)])


def error_of(do: Callable[..., object], *arguments: object) -> BaseException | None:
    """What was raised, or None."""
    try:
        do(*arguments)
    except (MentorcoreError, KeyboardInterrupt) as error:
        return error
    return None


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_no_verb_writes_anything_down_that_somebody_told(
    town: Town, level: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(level, LOG.name):
        for name, verb in VERBS.items():
            for actor in (town.trial.staff, town.mentee, town.committee):
                error = error_of(call, town.trial.programme, name, actor, command_for(verb, town.ids))
                if error is not None:
                    assert traces(TOLD, shown(error)) == [], name
                    assert (error.__cause__, error.__context__) == (None, None), name

    assert told(caplog, *town.ids.values(), town.trial.staff, town.committee) == []
    assert bool(caplog.records) == (level in ("DEBUG", "INFO"))


@pytest.mark.usefixtures("same_world")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in AT_OPENING])
def test_no_hostile_policy_gets_a_word_into_the_logs(
    crowd: Town, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    crowd.trial.programme.context.hooks = hooks_with([kind])
    with caplog.at_level(logging.DEBUG, LOG.name):
        for action in ACTIONS.values():
            error = error_of(action.do, crowd)
            assert not isinstance(error, KeyboardInterrupt) or kind == "interrupts"
            if isinstance(error, MentorcoreError):
                assert traces(TOLD, shown(error)) == []

    assert told(caplog, *crowd.ids.values()) == []


@pytest.mark.parametrize("name", ["show a card", "accept", "export", "disclose by law", "close", "erase"])
def test_what_nobody_foresaw_comes_out_as_a_number(
    crowd: Town, name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Storage breaks in the middle, with the values in its hands, and says them all."""

    def broken(tx: Tx, *found: object, **more: object) -> None:
        raise KeyError(f"{CANARY} {found} {more}")

    for function in ("put", "get", "get_many", "drop"):
        monkeypatch.setattr(sealed, function, broken)
    caught: Incident | None = None
    with caplog.at_level(logging.DEBUG, LOG.name):
        try:
            ACTIONS[name].do(crowd)
        except Incident as error:
            caught = error

    assert told(caplog, *crowd.ids.values()) == []
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert failures
    assert {record.__dict__["fields"]["fault"] for record in failures} == {"KeyError"}
    if name != "close":  # leaving stands, and what follows it is noted
        assert caught is not None
        assert traces(TOLD, shown(caught)) == []
        assert caught.params == {"number": caught.number, "fault": "KeyError"}
        assert failures[0].__dict__["fields"]["incident"] == caught.number
        assert (caught.__cause__, caught.__context__) == (None, None)


def test_the_same_fault_at_the_same_place_has_the_same_number(
    crowd: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(door: Door, *_: object) -> None:
        raise KeyError(CANARY)

    monkeypatch.setattr(Door, "_open", broken)
    numbers = []
    for name in ("export", "export", "show a card"):
        with pytest.raises(Incident) as caught:
            ACTIONS[name].do(crowd)
        numbers.append(caught.value.number)

    assert numbers[0] == numbers[1] == numbers[2]
    assert caught.value.trail.split()[-1].startswith("broken:")
