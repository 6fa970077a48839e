"""Commands of the facet `audit`."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, name, value
from mentorcore.domain.ids import PERSON


@frozen
class ShowAudit:
    """Who did and read what.

    Args:
        person: only what concerned this person; empty for all.
        last: how many entries, the newest.
    """

    person: str = an_id(PERSON, "only what concerned this person", optional=True)
    last: int = value("how many entries, the newest", 50)


@frozen
class VerifyAudit:
    """See whether the chain is whole.

    Args:
        anchor: an anchor kept elsewhere, as `audit anchor` printed it; empty for none.
    """

    anchor: str = name("an anchor kept elsewhere", default="")


@frozen
class AnchorAudit:
    """The head of the chain, to be kept elsewhere."""
