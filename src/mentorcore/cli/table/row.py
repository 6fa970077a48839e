"""What the table says about a command."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One command.

    Args:
        en, fr: what it does.
        example: a line to type, without the leading ``mentorcore``.
        verb: the verb of the desk behind it, or empty.
        command: where the verb's command class stands, below `mentorcore.domain.commands`.
        own: where the command stands below `mentorcore.cli.commands`, for those that are more than their verb.
    """

    en: str
    fr: str
    example: str
    verb: str = ""
    command: str = ""
    own: str = ""


PERSON, OTHER, MATCH = "P-7K3F9Q2H", "P-4T8W2NXX", "M-7K3F9Q2H"
CONCERN, DUTY, MESSAGE = "C-7K3F9Q2H", "D-7K3F9Q2H", "G-7K3F9Q2H"
FOR = f"--on-behalf-of {PERSON} --how phone"
"""What examples are made of."""
