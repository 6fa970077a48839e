"""A Secret shows its value to nobody who does not ask for it by name."""

import copy
import json
import logging
import operator
import pickle
import pprint
import string
from collections.abc import Hashable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.secret import Secret

NAME = "Aïcha Dupont"


@attrs.frozen
class Holder:
    name: Secret


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_reveal_returns_what_was_put_in(value: str) -> None:
    assert Secret(value).reveal() == value


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (repr(Secret(NAME)), "Secret(…)"),
        (str(Secret(NAME)), "•••"),
        (f"{Secret(NAME)}", "•••"),
        (f"{Secret(NAME)!r:>12}", "   Secret(…)"),
        (f"{Secret(NAME):.3}{Secret(NAME):>40}", "••••••"),
        ("%s %r" % (Secret(NAME), Secret(NAME)), "••• Secret(…)"),  # noqa: UP031, the old way is tested
        (string.Template("$name").substitute(name=Secret(NAME)), "•••"),
        (repr(Holder(Secret(NAME))), "Holder(name=Secret(…))"),
        (pprint.pformat([Secret(NAME)]), "[Secret(…)]"),
        (str(ValueError(Secret(NAME))), "•••"),
    ],
)
def test_no_way_of_printing_shows_the_value(shown: str, expected: str) -> None:
    assert shown == expected


def test_a_log_record_does_not_show_the_value(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("somewhere").error("cannot reach %s", Secret(NAME))
    assert caplog.messages == ["cannot reach •••"]


def test_attrs_leaves_the_value_in_its_wrapper() -> None:
    secret = Secret(NAME)
    assert attrs.asdict(Holder(secret)) == {"name": secret}
    assert attrs.asdict(Holder(secret))["name"] is secret


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling_is_refused(protocol: int) -> None:
    with pytest.raises(TypeError, match="cannot be copied or pickled"):
        pickle.dumps(Secret(NAME), protocol)


def test_copying_is_refused() -> None:
    for way in (
        copy.copy,
        copy.deepcopy,
        operator.methodcaller("__reduce__"),
        operator.methodcaller("__getstate__"),
    ):
        with pytest.raises(TypeError, match="cannot be copied or pickled"):
            way(Secret(NAME))


def test_json_refuses_it() -> None:
    with pytest.raises(TypeError, match=r"^Object of type Secret is not JSON serializable$"):
        json.dumps({"name": Secret(NAME)})


def test_it_cannot_be_changed() -> None:
    secret = Secret(NAME)
    with pytest.raises(TypeError, match="cannot be changed"):
        secret._value = "x"
    with pytest.raises(TypeError, match="cannot be changed"):
        del secret._value
    assert secret.reveal() == NAME
    assert not hasattr(secret, "__dict__")


def test_equality_is_by_value_and_only_among_secrets() -> None:
    assert Secret(NAME) == Secret(NAME)
    assert Secret(NAME) != Secret("Aïcha Dupond")
    assert Secret(NAME) != NAME
    assert Secret("\ud800") == Secret("\ud800")


def test_it_is_not_hashable() -> None:
    assert not isinstance(Secret(NAME), Hashable)
    with pytest.raises(TypeError, match=r"^unhashable type: 'Secret'$"):
        hash(Secret(NAME))


def test_only_text_is_taken_and_the_refusal_does_not_show_it() -> None:
    with pytest.raises(TypeError) as caught:
        Secret(612345678)  # type: ignore[arg-type]  # what is tested
    assert str(caught.value) == "a Secret holds a str, not int"
