"""Pages about messages: what to send to whom, by which channel and in which words."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.messages import Message, MessageState, MessageText

_HEADS = ("head.message", "head.due", "head.recipient", "head.channel", "head.state", "head.what")


def _next(page: Page, found: MessageText | None) -> None:
    if found is None:
        page.say("page.no_message")
        return
    message = found.message
    page.pairs(
        [
            (page.text("head.message"), message.id),
            (page.text("head.recipient"), message.recipient),
            (page.text("head.channel"), page.label("channel", message.channel)),
            (page.text("head.address"), found.address),
            (page.text("head.hours"), found.hours),
            (page.text("head.sender"), found.sender),
            (page.text("head.voicemail"), page.text("word.yes" if found.voicemail else "word.no")),
            (page.text("head.subject"), found.subject),
        ]
    )
    page.blank()
    page.write(found.body)
    page.blank()
    page.then(f"messages sent {message.id}")


def lines(page: Page, found: tuple[Message, ...]) -> list[Line]:
    """Messages without their words."""
    return [
        Line(
            (
                message.id,
                page.day(message.due_on),
                message.recipient,
                page.label("channel", message.channel) if message.channel else "",
                page.label("state", message.state.value),
                page.text(message.held_for) if message.held_for else page.text(f"{message.template}.subject"),
            ),
            (f"messages release {message.id} CHANNEL",) if message.state is MessageState.HELD else (),
        )
        for message in found
    ]


def _list(page: Page, found: tuple[Message, ...]) -> None:
    if not found:
        page.say("page.no_message")
        return
    page.table(lines(page, found), _HEADS)
    page.then("messages next")


def _sent(page: Page, found: tuple[Message, ...]) -> None:
    page.table(lines(page, found), _HEADS)
    page.then("messages next")


def _released(page: Page, message: Message) -> None:
    _sent(page, (message,))


SHAPES = {
    "messages.next": ("next", _next),
    "messages.list": ("messages", _list),
    "messages.sent": ("messages", _sent),
    "messages.release": ("message", _released),
}
