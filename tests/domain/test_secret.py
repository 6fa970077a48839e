"""A Secret shows its value to nobody who does not ask for it by name."""

import copy
import json
import logging
import operator
import pickle
import pprint
import string

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.secret import MASK, Secret, SecretMap, revealed, secret

NAME = "Aïcha Dupont"


@attrs.frozen
class Holder:
    name: Secret = attrs.field(converter=secret)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_reveal_returns_what_was_put_in(value: str) -> None:
    assert Secret(value).reveal() == value


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (repr(Secret(NAME)), "Secret(…)"),
        (str(Secret(NAME)), MASK),
        (f"{Secret(NAME)}", MASK),
        (f"{Secret(NAME)!r:>12}", "   Secret(…)"),
        (f"{Secret(NAME):.3}{Secret(NAME):>40}", MASK * 2),
        ("%s %r" % (Secret(NAME), Secret(NAME)), f"{MASK} Secret(…)"),  # noqa: UP031, the old way is tested
        (string.Template("$name").substitute(name=Secret(NAME)), MASK),
        (repr(Holder(Secret(NAME))), "Holder(name=Secret(…))"),
        (pprint.pformat([Secret(NAME)]), "[Secret(…)]"),
        (str(ValueError(Secret(NAME))), MASK),
    ],
)
def test_no_way_of_printing_shows_the_value(shown: str, expected: str) -> None:
    assert shown == expected


def test_a_log_record_does_not_show_the_value(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("somewhere").error("cannot reach %s", Secret(NAME))
    assert caplog.messages == [f"cannot reach {MASK}"]


def test_a_converter_keeps_what_is_put_into_a_field() -> None:
    holder = Holder("plain")
    assert (type(holder.name), holder.name) == (Secret, "plain")
    assert repr(attrs.asdict(holder)) == "{'name': Secret(…)}"


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


def test_to_code_it_is_the_text_that_it_is() -> None:
    secret = Secret(NAME)
    assert secret == NAME
    assert secret != "Aïcha Dupond"
    assert {str.__str__(secret)} == {secret}
    assert (secret.split(), secret + "!", "".join([secret])) == (["Aïcha", "Dupont"], f"{NAME}!", NAME)
    assert type(secret.reveal()) is str
    assert json.loads(json.dumps({"name": secret})) == {"name": NAME}
    assert not hasattr(secret, "__dict__") or vars(secret) == {}


VALUES = {"name": NAME, "names": [NAME, ("x",)], "deep": {"town": "Sion"}, "age": 41, "none": None}


def test_a_map_is_asked_value_by_value() -> None:
    found = SecretMap(VALUES)
    assert [repr(found), str(found), f"{found:>9}", "%s" % found] == ["Secret(…)", MASK, MASK, MASK]  # noqa: UP031
    assert repr({**found}) == repr(dict(found.items())) == repr(dict(found)) == repr(dict(found.copy()))
    assert repr(dict(found)) == (
        "{'name': Secret(…), 'names': [Secret(…), (Secret(…),)], 'deep': Secret(…), 'age': 41, 'none': None}"
    )
    assert repr([found.get("name"), found["deep"]["town"], found.get("absent"), *found.values()]) == (
        "[Secret(…), Secret(…), None, Secret(…), [Secret(…), (Secret(…),)], Secret(…), 41, None]"
    )
    assert found == VALUES
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(VALUES))


def test_a_map_is_neither_copied_nor_pickled() -> None:
    for way in (copy.copy, copy.deepcopy, pickle.dumps, operator.methodcaller("__getstate__")):
        with pytest.raises(TypeError, match="cannot be copied or pickled"):
            way(SecretMap(VALUES))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_what_is_kept_is_revealed_as_it_was(value: object) -> None:
    assert revealed(secret(value)) == value
    assert revealed(secret(secret(value))) == value
    assert revealed(value) == value


def test_only_text_is_taken_and_the_refusal_does_not_show_it() -> None:
    with pytest.raises(TypeError) as caught:
        Secret(612345678)  # type: ignore[arg-type]  # what is tested
    assert str(caught.value) == "a Secret holds a str, not int"
