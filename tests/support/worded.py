"""A programme that compares what people write, and people who wrote something with a word in it that nobody may see."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from mentorcore.domain.bundle import Bundle, PolicyDef
from mentorcore.loading.bundle import load_bundle
from mentorcore.loading.plugins import programme_package
from mentorcore.testing import Trial, changed

CANARY = "zqvertumnus"
POLICY = "words"
COMPARED = {"trait": "remarks", "weight": 50, "unanswered": "fine"}


def worded_bundle(use: str = "matching.similar_text", **values: Any) -> Bundle:
    """VPS's, whose matching compares the remarks.

    Args:
        use: the policy that is told how alike they are.
        values: settings of the policy, where they are others.
    """
    bundle = load_bundle(programme_package("vps"))
    policy = PolicyDef(POLICY, use, settings={**COMPARED, **values})
    questions = tuple(
        evolve(question, compared=True) if question.id == "remarks" else question
        for question in bundle.questions
    )
    return changed(bundle, questions=questions, policies=(*bundle.policies, policy))


def wrote(trial: Trial, side: str, *remarks: str | None) -> list[str]:
    """People in the pool who fit one another, each with remarks; None for those who wrote nothing."""
    return [trial.participant(side, experience="physical", remarks=said) for said in remarks]
