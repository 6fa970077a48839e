"""Settings that name a part of the bundle: a policy says of what kind the name is, and the loader looks it up."""

from __future__ import annotations

from typing import Final, Literal

Part = Literal[
    "document",
    "tier",
    "question",
    "trait",
    "compared",
    "role",
    "staff-role",
    "purpose",
    "channel",
    "option",
]

NAMES: Final = "mentorcore.names"
"""Key of a setting's metadata."""
OF: Final = "mentorcore.names.of"
"""Key of the metadata that says of which question an option is."""


def names(part: Part, *, of: str = "") -> dict[str, str]:
    """Metadata of a setting that holds one name, or several, of a part of the bundle.

    A setting such as ``document: str = field(metadata=names("document"))`` is refused, with its place, where the
    bundle has no document of that name.

    Args:
        part: of what kind the names are; a trait is a question that rules may see, a compared one is free text of
            which they are told how alike two are.
        of: for an option, the setting that names its question.

    A setting that may be left out has the empty text as its default, which names nothing.
    """
    return {NAMES: part, OF: of} if of else {NAMES: part}
