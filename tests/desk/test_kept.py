"""What somebody types and what they are shown is kept: whatever prints a command or an answer prints a mask."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import attrs
import pytest
from tests.support.canaries import MARK
from tests.support.histories import History, without_waiting_for_the_disk
from tests.support.verbs import UNKNOWN, VERBS, call, command_for

from mentorcore.domain.errors import InputFault, Refused
from mentorcore.domain.ids import CONCERN, MATCH, PERSON
from mentorcore.domain.secret import Secret, SecretMap, revealed
from mentorcore.storage.sealing import seal


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    with without_waiting_for_the_disk():
        lived = History(tmp_path_factory.mktemp("kept"), 20_250_203)
        for number in range(8):
            lived.apply(("mentee", "mentor")[number % 2])
        people = list(lived.people)
        for mentee, mentor in zip(people[::2], people[1::2], strict=True):
            lived.pair(mentee, mentor)
        for match in lived.matches[:2]:
            lived.worry(match)
        yield lived
        lived.trial.close()


def shown(value: Any) -> Iterator[str]:
    """Every text in an answer that is not kept; errors are taken apart."""
    if isinstance(value, (Secret, SecretMap)):
        return
    if isinstance(value, BaseException):
        yield from (*map(str, value.args), repr(value))
        yield from shown(vars(value))
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from shown(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from (text for part in value.items() for text in shown(part))
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from (text for part in value for text in shown(part))
    elif isinstance(value, str):
        yield str(value.value if isinstance(value, Enum) else value)


def kept(value: Any) -> Iterator[str]:
    """Every text in an answer that is kept."""
    if isinstance(value, SecretMap):
        yield from (text for part in value.values() for text in kept(part))
    elif isinstance(value, Secret):
        yield value.reveal()
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from kept(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in kept(part))
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from (text for part in value for text in kept(part))


def readings(history: History) -> Iterator[tuple[str, object]]:
    """What staff and both parties get from every verb that reads, about two pairs."""
    programme = history.trial.programme
    for match in history.matches[:2]:
        for person in match.parties:
            ids = {
                **UNKNOWN,
                PERSON: person,
                MATCH: match.id,
                **dict.fromkeys((CONCERN,), concern_of(history)),
            }
            for name in [name for name, verb in VERBS.items() if not verb.spec.writes]:
                for actor in (history.trial.staff, history.committee, person):
                    for purpose in ("", "protection", "vetting", "matching", "subject-access"):
                        try:
                            command = command_for(VERBS[name], ids)
                            yield name, call(programme, name, actor, command, purpose=purpose)
                        except (Refused, InputFault) as fault:
                            yield name, fault


def concern_of(history: History) -> str:
    return next(iter(history.concerns), UNKNOWN[CONCERN])


def test_every_personal_word_of_every_answer_is_kept(history: History) -> None:
    bare: dict[str, set[str]] = {}
    found: dict[str, int] = {}
    for name, answer in readings(history):
        bare.setdefault(name, set()).update(text for text in shown(answer) if MARK in text)
        found[name] = found.get(name, 0) + sum(MARK in text for text in kept(answer))
        assert MARK not in f"{answer!r} {answer}"

    assert {name: texts for name, texts in bare.items() if texts} == {}
    told = {name for name, count in found.items() if count}
    assert told >= {"participants.show", "concerns.show", "safety.show", "messages.next", "agenda.show"}


@pytest.mark.parametrize("name", VERBS)
def test_every_personal_field_of_a_command_is_kept(name: str) -> None:
    command = command_for(VERBS[name], UNKNOWN)
    personal = [field.name for field in attrs.fields(type(command)) if field.metadata.get("personal")]
    values = {field: getattr(command, field) for field in personal}

    assert {f: type(v) for f, v in values.items() if not isinstance(v, Secret | SecretMap)} == {}
    for value in values.values():
        with pytest.raises(TypeError, match="cannot be copied or pickled"):
            pickle.dumps(value)


def test_a_mask_is_never_sealed_in_place_of_a_value() -> None:
    from mentorcore.domain.errors import StoreError

    printed = f"{Secret('Aïcha')}"
    for payload in ({"name": printed}, {"names": ["x", printed]}):
        with pytest.raises(StoreError) as caught:
            seal(b"k" * 32, dossier="P-1", tier="identity", payload=payload)
        assert caught.value.code == "seal.not_json"
    assert revealed(Secret("•••")) == "•••"
    seal(b"k" * 32, dossier="P-1", tier="identity", payload={"name": Secret("•••")})
