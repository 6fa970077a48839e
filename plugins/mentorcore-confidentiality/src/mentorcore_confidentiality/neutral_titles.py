"""A message must not tell bystanders what the programme is, and goes by a safe way or waits for a person."""

from __future__ import annotations

import unicodedata

from attrs import Attribute, define, field, validators

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.people import SafetyPlan
from mentorcore.hooks.confidentiality import Draft
from mentorcore.hooks.kinds import hookimpl


def folded(text: str) -> str:
    """`text` as a hasty reader sees it: without accents, capitals, invisible characters and odd spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    seen = (sign for sign in decomposed if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join("".join(seen).casefold().split())


def _readable(_: object, attribute: Attribute[str], word: str) -> None:
    if not folded(word):  # it would be found in every title
        raise ValueError(f"{attribute.name}: a word without a letter")


@define(eq=False)
class NeutralTitles:
    """Holds messages with a telling title, and those without a safe way to the person.

    Settings:
        words: what no title may contain, at least one; found inside longer words too, so that ``violence``
            finds its plural. Accents and capitals do not matter.
    """

    words: tuple[str, ...] = field(validator=validators.deep_iterable(_readable, validators.min_len(1)))

    @hookimpl
    def may_send(self, draft: Draft, plan: SafetyPlan) -> Refusal | None:
        """``confidentiality.telling_title``, else ``confidentiality.unsafe_channel``; it repeats no title."""
        title = folded(draft.subject)
        if any(folded(word) in title for word in self.words):
            return Refusal("confidentiality.telling_title", {"template": draft.template})
        if not draft.channel or draft.channel not in plan.channels:
            return Refusal("confidentiality.unsafe_channel", {"template": draft.template})
        return None
