"""Pages about safety plans, avoid-lists and distress."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.blocks import Separations
from mentorcore.desk.safety import DistressAnswer, SafetyCard
from mentorcore.domain.people import SafetyPlan
from mentorcore.storage.blocks import Blocked


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


def _block(page: Page, found: Blocked) -> None:
    page.say("page.blocked", person=found.person, other=found.other)
    page.then(f"safety blocks {found.person}")


def _unblock(page: Page, found: Blocked) -> None:
    page.say("page.unblocked", person=found.person, other=found.other)
    page.then(f"safety blocks {found.person}")


def _blocks(page: Page, found: Separations) -> None:
    if not found.blocks:
        page.say("page.no_block")
    else:
        lines = [
            Line((b.other, page.day(b.since), page.text("word.by_staff" if b.by_staff else "word.own_wish")))
            for b in found.blocks
        ]
        page.table(lines, ("head.kept_away", "head.since", "head.by"))
    if found.avoided:
        page.blank()
        page.say("page.avoided")


def _distress(page: Page, answer: DistressAnswer) -> None:
    common.recorded(page, answer.record)
    common.documents(page, answer.documents)
    page.then("agenda")


SHAPES = {
    "safety.show": ("", _show),
    "safety.set": ("plan", _set),
    "safety.avoid": ("names", _avoid),
    "safety.block": ("block", _block),
    "safety.unblock": ("block", _unblock),
    "safety.blocks": ("", _blocks),
    "safety.distress": ("", _distress),
}
