"""Commands of the facet `agreement`."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from mentorcore.domain.answers import Raw
from mentorcore.domain.commands.fields import a_number, an_id
from mentorcore.domain.commands.participants import answers_field
from mentorcore.domain.ids import MATCH


@frozen
class ProposeAgreement:
    """A party proposes how the two work together; what is not answered stays as it was settled.

    Args:
        match: the match.
        answers: question to answer, ``later`` where the question can be put off; sealed, for the two alone.
    """

    match: str = an_id(MATCH, "the match")
    answers: Mapping[str, Raw] = answers_field()


@frozen
class AcceptAgreement:
    """A party accepts the version that the other proposed.

    Args:
        match: the match.
        version: the version that they have read.
    """

    match: str = an_id(MATCH, "the match")
    version: int = a_number("the version that they have read")


@frozen
class ShowAgreement:
    """The working agreement of a pair, in its versions."""

    match: str = an_id(MATCH, "the match")
