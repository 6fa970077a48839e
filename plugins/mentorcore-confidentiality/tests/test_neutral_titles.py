"""Titles tell nothing, and no message leaves by a way that nobody called safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.people import SafetyPlan
from mentorcore.hooks.confidentiality import Draft
from mentorcore_confidentiality.neutral_titles import NeutralTitles, folded

POLICY = NeutralTitles(("violence", "Procès", "aide aux victimes"))
PLAN = SafetyPlan(channels=("sms", "mail"))
TELLING = Refusal("confidentiality.telling_title", {"template": "message.introduction"})
UNSAFE = Refusal("confidentiality.unsafe_channel", {"template": "message.introduction"})


def draft(subject: str, channel: str = "sms") -> Draft:
    return Draft("message.introduction", subject, "Votre procès pour violence", channel)


@pytest.mark.parametrize("subject", ["", "Bonjour", "Un mot pour vous", "Aide aux devoirs", "Vio-lence"])
def test_a_neutral_title_by_a_safe_way_goes_out(subject: str) -> None:
    assert POLICY.may_send(draft(subject), PLAN) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Votre proces",
        "VOTRE PROCÈS",
        "proce\u0300s",  # the accent as a sign of its own
        "Violences : où trouver conseil",
        "vio\u00adlence",  # a soft hyphen, which most screens hide
        "ＶＩＯＬＥＮＣＥ",  # full-width letters
        "Aide  aux\u00a0victimes",
    ],
)
def test_a_telling_title_is_held_however_it_is_written(subject: str) -> None:
    assert POLICY.may_send(draft(subject), PLAN) == TELLING


@pytest.mark.parametrize("channel", ["", "post", "SMS"])
def test_a_way_that_nobody_called_safe_is_not_taken(channel: str) -> None:
    assert POLICY.may_send(draft("Bonjour", channel), PLAN) == UNSAFE


@pytest.mark.parametrize("channel", ["", "sms"])
def test_without_a_safety_plan_nothing_goes_out(channel: str) -> None:
    assert POLICY.may_send(draft("Bonjour", channel), SafetyPlan()) == UNSAFE


def test_the_refusal_repeats_neither_title_nor_way() -> None:
    shown = repr(POLICY.may_send(draft("Procès de Maya Favre", "post"), PLAN))
    assert shown == repr(TELLING)


@given(st.text(), st.text(), st.sampled_from(["violence", "VIOLENCE", "procès", "Proce\u0300s", "PROCES"]))
def test_no_context_hides_a_word(before: str, after: str, word: str) -> None:
    assert POLICY.may_send(draft(f"{before} {word} {after}"), PLAN) == TELLING


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize("words", [(), ("",), ("violence", " "), ("\u0301",), ("\u00ad",)])
def test_words_that_would_be_in_every_title_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        NeutralTitles(words)
