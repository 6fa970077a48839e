"""The forms of a bundle: questions, their options, and how an export of registrations maps onto them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from attrs import field, frozen

QUESTION_KINDS = (
    "text",
    "long-text",
    "choice",
    "choices",
    "number",
    "date",
    "yes-no",
    "email",
    "phone",
    "names",
    "acceptance",
    "scale",
    "place",
)

MEANINGS = (
    "called",
    "given-name",
    "family-name",
    "born-on",
    "phone",
    "email",
    "avoid",
    "channels",
    "hours",
    "voicemail",
    "sender",
    "places",
    "capacity",
    "language",
    "region",
    "grounds",
    "confidentiality",
    "sessions",
    "minutes",
)
"""What the core itself needs to know about an answer; everything else is the programme's own."""


@frozen
class Option:
    """One answer of a choice.

    Args:
        id: what is stored.
        means: what the core reads from it, where the question has a meaning.
    """

    id: str
    means: str = ""


@frozen
class Question:
    """One question of a form.

    Args:
        id: such as ``canton``.
        kind: see `QUESTION_KINDS`.
        forms: the forms that ask it.
        tier: where the answer is sealed; empty only for acceptances.
        required: whether the form is incomplete without it; what is merely needed before matching is a
            policy's business.
        options: for choices.
        means: what the core reads in it, see `MEANINGS`; empty for the programme's own business.
        trait: whether rules of matching and vetting may see the answer.
        compared: for free text, whether the matching may tell how alike two people wrote; no policy and no rule gets a word.
        document: for acceptances, the document.
        most: for numbers and scales, the largest allowed.
        least: for numbers and scales, the smallest allowed.
        later: whether "decide later" is an answer (`LATER`); the question then comes again.
        counted: whether the answers of all are counted for the indicators; for scales, choices and yes or no.
        serves: clauses.
    """

    id: str
    kind: str
    forms: tuple[str, ...]
    tier: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    means: str = ""
    trait: bool = False
    compared: bool = False
    document: str = ""
    least: int = 1
    most: int = 99
    later: bool = False
    counted: bool = False
    serves: tuple[str, ...] = ()

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of its options, in their order."""
        return tuple(option.id for option in self.options)


LATER = "later"
"""The answer that puts a question off, where the question allows it."""

OCCASION = re.compile(r"(day|week|month):[1-9][0-9]{0,2}|closing", re.ASCII)
"""How an occasion is written: a day, week or month of the match, named as the occurrences of duties are, or its end."""


@frozen
class PlacesFile:
    """The table of places that a programme supplies: a CSV file beside its bundle, from codes to coordinates.

    Args:
        file: its name, such as ``places.csv``.
        digest: SHA-256 of the file, made at loading.
    """

    file: str
    digest: str = ""


FormUse = Literal["registration", "survey", "agreement", "session-record", "reflection"]
"""What a form is for: applying for a role, a survey of one party, the pair's working agreement, what the mentee
writes down about a session, or looking back at the end."""


@frozen
class Form:
    """A form: questions that are answered together.

    Args:
        id: such as ``mentee``.
        role: the participant role that fills it in; empty for either of a pair.
        use: see `FormUse`.
        version: of its questions; answers keep the version they were given to.
        occasions: of a survey, when it is answered, such as ``month:3`` or ``closing``, see `OCCASION`.
        draft_days: of a survey, how many days a draft is kept after it was last touched.
        before: id of the document shown before it.
        serves: clauses.
    """

    id: str
    role: str = ""
    use: FormUse = "registration"
    version: str = "1"
    occasions: tuple[str, ...] = ()
    draft_days: int = 14
    before: str = ""
    serves: tuple[str, ...] = ()


@frozen
class ImportMap:
    """How a registration export maps onto the forms.

    Args:
        delimiter: the cell separator.
        date_format: ``dd.mm.yyyy`` or ``yyyy-mm-dd``.
        list_separator: what separates several answers in a cell.
        form_column: header of the column that tells the form.
        forms: cell value to form.
        registered_column: header of the column with the moment of registration, or empty.
        key_column: header of the form tool's own running number, or empty.
        columns: question to header.
        values: per question, cell value to option id, or to ``yes`` and ``no``.
    """

    delimiter: str
    date_format: Literal["dd.mm.yyyy", "yyyy-mm-dd"]
    form_column: str
    forms: Mapping[str, str]
    columns: Mapping[str, str]
    list_separator: str = ","
    registered_column: str = ""
    key_column: str = ""
    ignored: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(factory=dict)
