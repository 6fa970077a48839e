"""Pages about safety plans, avoid-lists and distress."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Page
from mentorcore.desk.safety import DistressAnswer, SafetyCard
from mentorcore.domain.people import SafetyPlan


def _show(page: Page, card: SafetyCard) -> None:
    avoid = ", ".join(card.avoid)
    page.pairs(
        [
            (page.text("head.person"), card.person),
            *common.plan(page, card.plan),
            (page.text("head.avoid"), avoid),
        ]
    )


def _set(page: Page, plan: SafetyPlan) -> None:
    page.pairs(common.plan(page, plan))
    page.then("messages list --state held")


def _avoid(page: Page, count: int) -> None:
    page.say("page.avoid", count=count)


def _distress(page: Page, answer: DistressAnswer) -> None:
    common.recorded(page, answer.record)
    common.documents(page, answer.documents)
    page.then("agenda")


SHAPES = {
    "safety.show": ("", _show),
    "safety.set": ("plan", _set),
    "safety.avoid": ("names", _avoid),
    "safety.distress": ("", _distress),
}
