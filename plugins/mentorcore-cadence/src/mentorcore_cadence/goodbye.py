"""Whoever leaves is asked to tell the other kindly, unless it is better not to."""

from __future__ import annotations

from attrs import define, field

from mentorcore.domain.decisions import Guidance
from mentorcore.hooks.closure import Closure
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_cadence.settings import NAME


@define(eq=False)
class Goodbye:
    """Shows a hint to the one who left; never to the other, and never where a concern touches the match.

    Settings:
        document: id of a document of the bundle.
    """

    document: str = field(validator=NAME, metadata=names("document"))

    @hookimpl
    def closing_guidance(self, closure: Closure) -> list[Guidance]:
        """The document, for the one who left."""
        if not closure.left or closure.after_concern:
            return []
        return [Guidance("guidance", {}, document=self.document)]
