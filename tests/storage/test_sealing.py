"""Envelopes open in their own place only; indexes and pseudonyms tell equal from different and nothing else."""

import math
import unicodedata
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentorcore.domain.errors import SealBroken, StoreError, WrongKey
from mentorcore.domain.secret import Secret
from mentorcore.storage.sealing import blind_index, comparable, open_sealed, pseudonym, seal

KEY = bytes(range(32))
OTHER = bytes(32)
HERE = {"dossier": "P-7K3F9Q2X", "tier": "identity"}
PAYLOAD = {"name": "Aïcha Dupont", "languages": ["fr", "sq"], "born": "1990-01-01", "flat": None, "n": 3}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


def broken(key: bytes, blob: bytes, **place: str) -> dict[str, Any]:
    """Check that the envelope does not open, and return what the error says."""
    with pytest.raises(SealBroken) as caught:
        open_sealed(key, **(HERE | place), blob=blob)
    assert caught.value.code == "seal.broken"
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return dict(caught.value.params)


@given(st.dictionaries(st.text(), values), st.text(), st.text())
def test_what_is_sealed_comes_back(payload: dict[str, Any], dossier: str, tier: str) -> None:
    blob = seal(KEY, dossier=dossier, tier=tier, payload=payload)
    assert open_sealed(KEY, dossier=dossier, tier=tier, blob=blob) == payload


def test_the_format_is_version_nonce_and_compact_json_with_a_tag() -> None:
    blob = seal(KEY, **HERE, payload={"a": ["é", 1]})
    assert blob[:1] == b"\x01"
    assert len(blob) == 1 + 12 + len('{"a":["é",1]}'.encode()) + 16


def test_the_same_values_never_look_the_same() -> None:
    first, second = (seal(KEY, **HERE, payload=PAYLOAD) for _ in range(2))
    assert first[1:13] != second[1:13]
    assert first[13:] != second[13:]


def test_every_flipped_bit_breaks_the_seal() -> None:
    blob = seal(KEY, **HERE, payload={"name": "Aïcha"})
    for position in range(len(blob) * 8):
        tampered = bytearray(blob)
        tampered[position // 8] ^= 1 << position % 8
        assert broken(KEY, bytes(tampered)) == HERE


def test_every_cut_breaks_the_seal() -> None:
    blob = seal(KEY, **HERE, payload={"name": "Aïcha"})
    for length in range(len(blob)):
        assert broken(KEY, blob[:length]) == HERE
    assert broken(KEY, blob + b"\x00") == HERE


def test_an_envelope_does_not_open_elsewhere() -> None:
    blob = seal(KEY, **HERE, payload=PAYLOAD)
    assert broken(KEY, blob, dossier="P-0000000X") == HERE | {"dossier": "P-0000000X"}
    assert broken(KEY, blob, tier="contact") == HERE | {"tier": "contact"}
    assert broken(OTHER, blob) == HERE


def test_dossier_and_tier_do_not_run_into_each_other() -> None:
    blob = seal(KEY, dossier="P-1a", tier="b", payload=PAYLOAD)
    assert broken(KEY, blob, dossier="P-1", tier="ab") == {"dossier": "P-1", "tier": "ab"}


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, b"Dupont", {"Dupont"}, "Dupont \ud800", f"{Secret('Dupont')}", [10**5000]]
)
def test_what_json_cannot_hold_is_refused_without_being_shown(value: Any) -> None:
    with pytest.raises(StoreError) as caught:
        seal(KEY, **HERE, payload={"Dupont": value})
    assert str(caught.value) == "seal.not_json(dossier=P-7K3F9Q2X, tier=identity)"
    assert caught.value.__suppress_context__


def test_endless_nesting_is_refused() -> None:
    nest: list[Any] = []
    for _ in range(100_000):
        nest = [nest]
    with pytest.raises(StoreError) as caught:
        seal(KEY, **HERE, payload={"a": nest})
    assert caught.value.code == "seal.not_json"


@pytest.mark.parametrize("length", [0, 16, 24, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    blob = seal(KEY, **HERE, payload=PAYLOAD)
    for use in (
        lambda: seal(bytes(length), **HERE, payload=PAYLOAD),
        lambda: open_sealed(bytes(length), **HERE, blob=blob),
    ):
        with pytest.raises(WrongKey) as caught:
            use()
        assert caught.value.code == "seal.key_length"
        assert caught.value.params == HERE | {"expected": 32, "found": length}


def test_blind_index_is_stable_and_short() -> None:
    assert blind_index(KEY, "mobile", "+33612345678") == "41ff94fd0505ee5e68fbcf65b3510f82"


@pytest.mark.parametrize(
    "spelling",
    [
        "Éloïse Dupont",
        "ELOISE DUPONT",
        "  éloïse \t\u00a0dupont\n",
        unicodedata.normalize("NFD", "Éloïse Dupont"),
    ],
)
def test_spellings_of_one_name_share_an_index(spelling: str) -> None:
    assert blind_index(KEY, "name", spelling) == blind_index(KEY, "name", "eloise dupont")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße", "strasse"),
        ("Çelik Gjonë", "celik gjone"),
        ("İstanbul", "istanbul"),
        ("ΆΛΦΑΣ", "αλφασ"),
        ("مُحَمَّد", "محمد"),
        ("कि", "कि"),
        ("O'Neill-d\u2019Arc", "o'neill-d\u2019arc"),
        ("", ""),
    ],
)
def test_comparable_form(text: str, expected: str) -> None:
    assert comparable(text) == unicodedata.normalize("NFC", expected)


@given(st.text())
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_cut_for_ascii_gives_the_same(text: str) -> None:
    accented = comparable(text + " é")
    assert accented == f"{comparable(text)} e".strip()


@given(st.lists(st.text("ab", max_size=3)), st.lists(st.text("ab", max_size=3)))
def test_parts_cannot_be_cut_differently(one: list[str], two: list[str]) -> None:
    assume(one != two)
    assert blind_index(KEY, "name", *one) != blind_index(KEY, "name", *two)


def test_index_depends_on_key_and_kind_and_takes_any_text() -> None:
    indexes = {
        blind_index(KEY, "mobile", "1"),
        blind_index(OTHER, "mobile", "1"),
        blind_index(KEY, "landline", "1"),
        blind_index(KEY, "mobile", "1", ""),
        blind_index(KEY, "mobile", "\ud800"),
        pseudonym(KEY, "mobile"),
        pseudonym(KEY, "1"),
    }
    assert sorted(map(len, indexes)) == [32] * 7


def test_pseudonym_takes_ids_as_they_are() -> None:
    assert pseudonym(KEY, "P-7K3F9Q2X") == pseudonym(KEY, "P-7K3F9Q2X")
    assert pseudonym(KEY, "P-7K3F9Q2X") != pseudonym(KEY, "p-7k3f9q2x")
    assert pseudonym(KEY, "P-7K3F9Q2X") != pseudonym(OTHER, "P-7K3F9Q2X")
