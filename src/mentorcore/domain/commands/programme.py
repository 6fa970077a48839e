"""Commands of the facet `programme`."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import flag


@frozen
class ShowProgramme:
    """The programme's figures, as far as they may be shown."""


@frozen
class AdoptBundle:
    """The database goes on with the installed bundle.

    Args:
        dry_run: only show the difference.
    """

    dry_run: bool = flag("only show the difference")
