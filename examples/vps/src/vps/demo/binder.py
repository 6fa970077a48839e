"""What was there before the year: last year's edition of the programme, and the three people of Anne's binder.

All three are invented, as everybody in the files is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from attrs import evolve

from mentorcore import digest_of
from mentorcore.domain.bundle import Bundle

OLD_CODE: Final = "2023-1"

_EVERYBODY: Final = {
    "safe_channels": "sms",
    "canton": "VD",
    "languages": "fr",
    "meeting_forms": "phone,messages",
    "code": "yes",
    "role": "yes",
    "complement": "yes",
    "consent": "yes",
}

BINDER: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "judith": (
        "mentee",
        {
            **_EVERYBODY,
            "called": "Judith",
            "family_name": "Tressalin",
            "given_name": "Judith",
            "born_on": "1988-03-11",
            "street": "Chemin du Grand-Hêtre 2",
            "postcode": "1005",
            "town": "Lausanne",
            "phone": "079 555 01 01",
        },
    ),
    "solange": (
        "mentor",
        {
            **_EVERYBODY,
            "called": "Solange",
            "family_name": "Aubrevin",
            "given_name": "Solange",
            "born_on": "1966-08-23",
            "street": "Rue du Vieux-Four 9",
            "postcode": "1110",
            "town": "Morges",
            "phone": "079 555 01 02",
            "capacity": "2",
            "free": "yes",
        },
    ),
    "agathe": (
        "mentor",
        {
            **_EVERYBODY,
            "called": "Agathe",
            "family_name": "Montverdan",
            "given_name": "Agathe",
            "born_on": "1971-12-05",
            "street": "Avenue des Trois-Puits 14",
            "postcode": "1400",
            "town": "Yverdon-les-Bains",
            "phone": "079 555 01 03",
            "capacity": "1",
            "free": "yes",
        },
    ),
}
"""Part in the story to form and answers. What they lived through is left unanswered: nobody has to tell."""


ADDRESS: Final = {"street": "Rue de la Source-Claire 3", "postcode": "2000", "town": "Neuchâtel"}
"""What somebody who sent the form without an address says on the phone."""


def last_years(bundle: Bundle) -> Bundle:
    """The programme as it was before the code of conduct got its present version.

    The installed bundle holds the present text alone, so the earlier one is told apart by its version and an
    invented digest.
    """
    old_text = hashlib.sha256(OLD_CODE.encode()).hexdigest()
    documents = tuple(
        evolve(document, version=OLD_CODE, digest=old_text) if document.id == "code" else document
        for document in bundle.documents
    )
    older = evolve(bundle, programme=evolve(bundle.programme, version="2023.1"), documents=documents)
    return evolve(older, digest=digest_of(older))
