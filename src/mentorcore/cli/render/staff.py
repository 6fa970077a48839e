"""Pages about staff."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Page
from mentorcore.domain.people import Person

_HEADS = ("head.person", "head.roles", "head.registered", "head.language")


def _added(page: Page, person: Person) -> None:
    page.table(common.person_lines([person], page), _HEADS)
    page.then(f"staff bind {person.id} ACCOUNT")


def _ended(page: Page, person: Person) -> None:
    page.table(common.person_lines([person], page), _HEADS)


def _bound(page: Page, account: str) -> None:
    page.say("page.bound", account=account)


def _list(page: Page, found: tuple[Person, ...]) -> None:
    page.table(common.person_lines(found, page), _HEADS)


SHAPES = {
    "staff.add": ("person", _added),
    "staff.end": ("person", _ended),
    "staff.bind": ("account", _bound),
    "staff.list": ("staff", _list),
}
