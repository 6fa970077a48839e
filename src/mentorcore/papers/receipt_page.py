"""The receipt of an erasure as a page: the same form and the same words for everybody."""

from __future__ import annotations

from mentorcore.desk.erasing import Receipt
from mentorcore.domain.bundle import Bundle
from mentorcore.engine.texts import Texts
from mentorcore.papers.sheet import Grid, Part, Sheet
from mentorcore.papers.words import words_for


def receipt_sheet(receipt: Receipt, bundle: Bundle, texts: Texts) -> Sheet:
    """A receipt as a sheet in its person's language.

    Args:
        receipt: what `desk.privacy.erase` or `desk.privacy.receipt` gave.
        bundle: the programme's values.
        texts: its words.
    """
    words = words_for(texts, bundle, receipt.language)
    rows = (
        (words.say("receipt.code"), receipt.code),
        (words.say("receipt.day"), words.day(receipt.day)),
        (words.say("own.id"), receipt.person),
    )
    heads = (words.say("own.what_it_is"), words.say("own.answer"))
    return Sheet(
        words.language,
        words.say("receipt.title"),
        (words.say("receipt.what"),),
        (
            Part(words.say("receipt.about"), grid=Grid(words.say("receipt.caption"), heads, rows)),
            Part(words.say("receipt.destroyed"), points=[words.reason(one) for one in receipt.destroyed]),
            Part(words.say("receipt.kept"), points=[words.reason(one) for one in receipt.kept]),
            Part(words.say("receipt.later"), (words.say("receipt.ask"),)),
        ),
    )
