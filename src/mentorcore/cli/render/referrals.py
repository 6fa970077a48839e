"""Pages about referrals."""

from __future__ import annotations

from collections.abc import Sequence

from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.referrals import Referral


def referrals(page: Page, found: Sequence[Referral]) -> None:
    """Referrals, oldest first; in words, where the reader may read them."""
    lines = [Line((one.id, page.day(one.on), one.to, one.why)) for one in found]
    page.table(lines, ("head.id", "head.day", "head.sent_on_to", "head.why"))


def _note(page: Page, found: Referral) -> None:
    referrals(page, [found])


SHAPES = {"referrals.note": ("referral", _note)}
