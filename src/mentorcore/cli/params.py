"""Parameters of the command line, made of the fields of a command class or declared by a command of its own.

What a command cannot do without is typed after it, in the order of the class; what has a default is an option.
Personal fields are neither: they are asked for, or read from a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Literal

import attrs
import click
from attrs import frozen

from mentorcore.domain.ids import KINDS

Say = Callable[[str], str]

ON_REQUEST = {
    "RecordEvidence.reason",
    "GiveConsent.recipient",
    "ReviewAccess.note",
    "ResolveConcern.note",
    "ActOnConcern.note",
    "ResolveConcern.agency",
    "ResolveConcern.no_agency",
    "Disclose.legal_basis",
    "Disclose.risk",
    "Disclose.informed",
    "Disclose.words",
    "KeepAgreement.agreement",
    "PlanSession.place",
    "LogSession.place",
    "LogSession.themes",
    "CorrectSession.place",
    "CorrectSession.themes",
}
"""Personal fields that many runs do not need: an option without a value asks for them."""

REPLACED = {"SetSafety.hours", "SetSafety.sender", "SetSafety.places", "SetAvoidList.names"}
"""Personal fields whose absence would wipe out what is there: they are never passed over in silence."""


@frozen
class Param:
    """One parameter.

    Args:
        name: the field's or the function's own name for it.
        help: what it is, in English, which is the message id of its text in other languages.
        place: whether it stands after the command, is an option with a value, or one without.
        many: several can stand there.
        required: whether the command cannot do without it.
        choices: all that is understood, or empty where that is not known here.
        default: shown in help only.
        metavar: what stands for it in help.
        integer: whether it is a whole number.
        option: what stands after the two dashes, where it is not the name.
    """

    name: str
    help: str
    place: Literal["argument", "option", "flag"] = "argument"
    many: bool = False
    required: bool = True
    choices: tuple[str, ...] = ()
    default: str = ""
    metavar: str = ""
    integer: bool = False
    option: str = ""

    @property
    def shown(self) -> str:
        """What stands for it in usage lines and errors."""
        if self.place == "argument":
            return f"{self.metavar or self.name.upper()}{' ...' if self.many else ''}"
        return f"--{self.option or self.name.rstrip('_').replace('_', '-')}"


@frozen
class Asked:
    """A personal field.

    Args:
        name: the field.
        help: what it is, in English; see `Param`.
        required: whether it has to be answered.
        on_request: asked for only where an option says so.
        replaced: never passed over in silence, see `REPLACED`.
    """

    name: str
    help: str
    required: bool = True
    on_request: bool = False
    replaced: bool = False


def of_class(cls: type) -> tuple[tuple[Param, ...], tuple[Asked, ...]]:
    """Parameters and personal fields of a command class."""
    params: list[Param] = []
    asked: list[Asked] = []
    for field in attrs.fields(cls):
        if not field.metadata.get("personal"):
            params.append(_param(field))
            continue
        key = f"{cls.__name__}.{field.name}"
        personal = Asked(
            field.name,
            field.metadata["help"],
            field.default is attrs.NOTHING,
            key in ON_REQUEST,
            key in REPLACED,
        )
        asked.append(personal)
        if personal.on_request:
            params.append(Param(field.name, personal.help, "flag", required=False, default="ask"))
    return tuple(params), tuple(asked)


def _param(field: attrs.Attribute[Any]) -> Param:
    meta, default = field.metadata, field.default
    required = default is attrs.NOTHING
    choices = tuple(str(member.value) for member in meta.get("choices", ()))
    metavar = KINDS[meta["id"]].upper() if "id" in meta and not required else ""
    if default is False:
        return Param(field.name, meta["help"], "flag", required=False)
    if required and not field.kw_only:
        many = "id" in meta and str(field.type).startswith("tuple")
        needed = not meta.get("may_be_none", False)
        return Param(field.name, meta["help"], many=many, required=needed, choices=choices)
    return Param(
        field.name,
        meta["help"],
        "option",
        many=meta.get("many", False),
        required=required,
        choices=choices,
        default=_text(default),
        metavar=metavar or meta.get("metavar", "") or ("YYYY-MM-DD" if "yyyy-mm-dd" in meta["help"] else ""),
        integer=isinstance(default, int) or meta.get("integer", False),
        option=meta.get("option", ""),
    )


def _text(default: Any) -> str:
    if default in (attrs.NOTHING, None, ()):
        return ""
    return str(default.value if isinstance(default, Enum) else default)


def to_click(param: Param, say: Say) -> click.Parameter:
    """A parameter as click wants it. Choices are left to the command, whose fault names what is understood."""
    kind = click.INT if param.integer else click.STRING
    if param.place == "argument":
        return click.Argument(
            [param.name],
            nargs=-1 if param.many else 1,
            required=param.required,
            type=kind,
            metavar=param.shown if param.required else f"[{param.shown}]",
        )
    return click.Option(
        [param.shown, param.name],
        is_flag=True if param.place == "flag" else None,  # False would let the value be left out
        required=param.required,
        multiple=param.many,
        type=None if param.place == "flag" else kind,
        help=say(param.help),
        metavar=param.metavar or None,
    )


def records(params: Sequence[Param], say: Say, words: Callable[[str], str]) -> list[tuple[str, str]]:
    """Lines of a help page: each parameter with what it is.

    Args:
        params: the parameters.
        say: English help to hers.
        words: the words of help pages by name.
    """
    return [(_head(param), _body(param, say, words)) for param in params]


def _head(param: Param) -> str:
    if param.place != "option":
        return param.shown
    return f"{param.shown} {param.metavar or ('NUMBER' if param.integer else 'TEXT')}"


def _body(param: Param, say: Say, words: Callable[[str], str]) -> str:
    body = say(param.help)
    if param.default == "ask":
        return f"{words('on-request')} {body}"
    if param.choices:
        body += f"; {words('choices')} {', '.join(param.choices)}"
    if param.default:
        body += f" ({words('default')} {param.default})"
    return body
