"""When a match ends, both are offered to look back on it; nobody has to."""

from __future__ import annotations

from attrs import define, field, validators

from mentorcore.domain.decisions import Guidance
from mentorcore.domain.matches import BY_A_PARTY
from mentorcore.hooks.closure import Closure
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_cadence.settings import NAME

_ENDS = tuple(kind.value for kind in BY_A_PARTY)


@define(eq=False)
class Reflection:
    """Offers a closing reflection to each of the two, by a document that goes with the goodbye.

    Never after a concern, nor where the programme ended the match, nor where the one who ended it wished for none. All
    of these look alike to whoever receives no offer, and each can look back all the same.

    Settings:
        document: id of a document of the bundle; it says how to look back together, alone, or not at all.
        ends: the ends after which it is offered: ``purpose-achieved``, ``independent``, ``planned``, ``left``,
            ``agreed``; all of them where not set.
    """

    document: str = field(validator=NAME, metadata=names("document"))
    ends: tuple[str, ...] = field(default=_ENDS, validator=validators.deep_iterable(validators.in_(_ENDS)))

    @hookimpl
    def closing_guidance(self, closure: Closure) -> list[Guidance]:
        """The document, where looking back may be offered after such an end."""
        end = closure.match.end
        if not closure.reflection or end is None or end.value not in self.ends:
            return []
        return [Guidance("guidance", {}, document=self.document)]
