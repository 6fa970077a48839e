"""Names in the settings of policies: whatever a policy calls by name has to be in the bundle."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mentorcore.domain.bundle import Bundle
from mentorcore.domain.disclosure import CONTENTS
from mentorcore.domain.errors import Problem
from mentorcore.hooks.settings import NAMES, OF


def unknown_names(bundle: Bundle, policy_id: str, policy: object) -> Iterator[Problem]:
    """What a policy names that the bundle does not have, each with the setting's path.

    Args:
        bundle: the bundle.
        policy_id: the policy's id in it.
        policy: the policy, built with its settings; see `mentorcore.hooks.settings.names`.
    """
    known, cls = _known(bundle), type(policy)
    for found in attrs.fields(cls) if attrs.has(cls) else ():
        part = found.metadata.get(NAMES)
        if part == "option":
            known = {**known, "option": _options(bundle, getattr(policy, found.metadata[OF]))}
        value = getattr(policy, found.name) if part in known else ()
        if value == "" == found.default:  # left out
            continue
        for name in (value,) if isinstance(value, str) else value:
            if name not in known[part]:
                params = {"found": str(name), "known": ", ".join(sorted(known[part]))}
                yield Problem("setup.unknown_name", f"policy {policy_id} settings: {found.name}", params)


def _options(bundle: Bundle, question: str) -> frozenset[str]:
    asked = bundle.question(question)
    return frozenset(asked.option_ids if asked is not None else ())


def _known(bundle: Bundle) -> dict[str, frozenset[str]]:
    asked = [question for question in bundle.questions if question.kind != "acceptance"]
    return {
        "document": frozenset(document.id for document in bundle.documents),
        "tier": frozenset((*(tier.id for tier in bundle.tiers), *CONTENTS)),
        "question": frozenset(question.id for question in asked),
        "trait": frozenset(question.id for question in asked if question.trait),
        "compared": frozenset(question.id for question in bundle.compared),
        "role": frozenset(role.id for role in bundle.roles),
        "staff-role": frozenset(role.id for role in bundle.roles if role.kind == "staff"),
        "purpose": frozenset(bundle.all_purposes),
        "channel": frozenset(channel.id for channel in bundle.channels),
    }
