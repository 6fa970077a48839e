"""Sealing: how personal values look in the database, and how they are found again without being opened.

A sealed envelope holds everything of one dossier (a person, a match, a concern) in one tier, a tier being
what is disclosed together: one byte of format version, a random nonce of 12 bytes, and AES-256-GCM over
compact JSON. Version, dossier and tier are authenticated with it, so that an envelope opens nowhere but in
the place it was made for.

Blind indexes and pseudonyms are HMAC-SHA-256 under keys of the key store: the same value always has the same
index, and without the key nobody can try out values.
"""

import hmac
import json
import os
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mentorcore.domain.errors import SealBroken, StoreError, WrongKey
from mentorcore.domain.secret import MASK

JSON: TypeAlias = "Mapping[str, JSON] | Sequence[JSON] | str | int | float | bool | None"

VERSION: Final = b"\x01"
NONCE: Final = 12  # bytes; the size that GCM is defined for
KEY: Final = 32  # bytes; AES-256
_SHORTEST = len(VERSION) + NONCE + 16  # an envelope around nothing still has the tag
_DIGITS = 32  # hexadecimal digits kept of an HMAC: 128 bits

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode


def seal(key: bytes, *, dossier: str, tier: str, payload: Mapping[str, JSON]) -> bytes:
    """Put values into an envelope.

    Args:
        key: the data key of the dossier, 32 bytes.
        dossier: id of the person, match or concern that the values belong to.
        tier: name of the field tier.
        payload: field names and values, as JSON knows them.

    Raises:
        StoreError: `seal.not_json` when a value cannot be written as JSON, or is the mask of one that was printed on its
            way (it is not named: it is personal).
        WrongKey: `seal.key_length`.
    """
    return seal_tiers(key, dossier, {tier: payload})[0]


def seal_tiers(key: bytes, dossier: str, tiers: Mapping[str, Mapping[str, JSON]]) -> list[bytes]:
    """Put the values of several tiers into an envelope each; arguments and errors are those of `seal`."""
    cipher = _cipher(key, dossier, ", ".join(tiers))
    sealed = []
    for tier, payload in tiers.items():
        try:
            text = _encode(dict(payload))
            if MASK in text:  # a secret was printed on its way here: its value would be lost
                raise ValueError
            plain = text.encode()
        except (TypeError, ValueError, RecursionError):  # UnicodeEncodeError, too, which carries the text
            raise StoreError("seal.not_json", dossier=dossier, tier=tier) from None
        nonce = os.urandom(NONCE)
        sealed.append(VERSION + nonce + cipher.encrypt(nonce, plain, _place(dossier, tier)))
    return sealed


def open_sealed(key: bytes, *, dossier: str, tier: str, blob: bytes) -> dict[str, Any]:
    """Take the values out of an envelope.

    Args:
        key: the data key of the dossier, 32 bytes.
        dossier: id of the dossier in whose row the envelope was found.
        tier: the tier in whose column or row it was found.
        blob: what `seal` returned.

    Raises:
        SealBroken: `seal.broken` when the envelope was changed, cut, moved here from elsewhere, made with
            another key, or is of a version that this release does not know.
        WrongKey: `seal.key_length`.
    """
    cipher = _cipher(key, dossier, tier)
    if len(blob) < _SHORTEST or blob[:1] != VERSION:
        raise SealBroken("seal.broken", dossier=dossier, tier=tier)
    try:
        plain = cipher.decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], _place(dossier, tier))
    except InvalidTag:
        raise SealBroken("seal.broken", dossier=dossier, tier=tier) from None
    opened: dict[str, Any] = _decode(plain.decode())[0]  # authenticated, so it is what `seal` wrote
    return opened


def blind_index(key: bytes, kind: str, *parts: str) -> str:
    """Return what stands for a value in the database so that the same value can be found.

    Case, accents, the way accents are encoded and runs of white space make no difference.

    Args:
        key: the key store's `index_key()`.
        kind: what is indexed, such as ``mobile`` or ``name and birthday``; kinds never meet.
        parts: the value; `("ab", "c")` and `("a", "bc")` differ.

    Returns:
        32 hexadecimal digits.
    """
    return _digest(key, "blind index", kind, *map(comparable, parts))


def pseudonym(key: bytes, subject: str) -> str:
    """Return the name under which the audit trail knows a subject.

    Args:
        key: the key store's `pseudonym_key()`.
        subject: an id, taken as it is.

    Returns:
        32 hexadecimal digits.
    """
    message = framed_name("pseudonym") + framed_one(subject)
    return hmac.digest(key, message, "sha256").hex()[:_DIGITS]


def comparable(text: str) -> str:
    """Return text as it is compared: NFC, case folded, without accents, single spaces.

    Only marks that Unicode lets stack (accents, cedillas, vowel points) go; the vowel signs of Indic scripts,
    without which different names would become one, stay.
    """
    if text.isascii():  # the same result, four times as fast
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _cipher(key: bytes, dossier: str, tier: str) -> AESGCM:
    if len(key) != KEY:  # AESGCM would quietly do with 16 bytes
        raise WrongKey("seal.key_length", dossier=dossier, tier=tier, expected=KEY, found=len(key))
    return AESGCM(key)


def _place(dossier: str, tier: str) -> bytes:
    return VERSION + framed_one(dossier) + framed_name(tier)


def _digest(key: bytes, purpose: str, *parts: str) -> str:
    return hmac.digest(key, framed_name(purpose) + framed(*parts), "sha256").hex()[:_DIGITS]


def framed(*parts: str) -> bytes:
    """Join texts, each after its length, so that no two lists of texts give the same bytes."""
    return b"".join(map(framed_one, parts))


def framed_one(part: str) -> bytes:
    """As `framed`, for one text: there are three for each person of a list."""
    encoded = part.encode("utf-8", "surrogatepass")
    return len(encoded).to_bytes(4, "big") + encoded


@lru_cache(maxsize=256)
def framed_name(name: str) -> bytes:
    """As `framed`, remembered: for names of the code or the bundle, of which there are few, never for a value."""
    return framed(name)
