"""Pages about messages: what to send to whom, by which channel and in which words."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.messages import Message, MessageState, MessageText, NotYet, WaitingMessage

_HEADS = ("head.message", "head.due", "head.recipient", "head.channel", "head.state", "head.what")


def _next(page: Page, found: MessageText | NotYet | None) -> None:
    if found is None:
        page.say("page.no_message")
        return
    if isinstance(found, NotYet):
        page.say("page.not_yet", message=found.message, moment=page.moment(found.opens_at))
        page.then("messages list")
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
    for caution in found.cautions:
        page.say(caution)
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
                _what(page, message),
            ),
            (f"messages release {message.id} CHANNEL",) if message.state is MessageState.HELD else (),
        )
        for message in found
    ]


def _what(page: Page, message: Message) -> str:
    """Why a message is held, or its title with what to know about its hours."""
    if message.held_for:
        return page.text(message.held_for)
    words = page.text(f"{message.template}.subject")
    if isinstance(message, WaitingMessage) and message.opens_at is not None:
        return f"{words} ({page.text('word.not_before', moment=page.moment(message.opens_at))})"
    return f"{words} ({page.text('word.outside_hours')})" if message.outside_hours else words


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
