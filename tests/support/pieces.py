"""What small bundles have in common, as TOML: the programme with its roles, registrations, and parts of the care for pairs.

Every piece is indented as a text in a test is, so that it can be put between others.
"""

from __future__ import annotations


def programme(*, most: int = 0) -> str:
    """The programme ``small``: two sides, two staff roles, a tier and a channel.

    Args:
        most: matches that a mentor can have at once; the default of a role where not said.
    """
    return PROGRAMME.replace(_MENTOR, f"{_MENTOR}    most = {most}\n") if most else PROGRAMME


def both(grant: str) -> str:
    """The same for mentees and for mentors; ``{role}`` stands for the role."""
    return grant.replace("{role}", "mentee") + grant.replace("{role}", "mentor")


def registration(*, most: int) -> str:
    """The forms of both sides; a mentor says how many matches they want, up to so many."""
    return f"""
    [[forms]]
    id = "mentee"
    role = "mentee"

    [[forms]]
    id = "mentor"
    role = "mentor"

    [[questions]]
    id = "channels"
    kind = "choices"
    forms = ["mentee", "mentor"]
    tier = "safety"
    required = true
    means = "channels"
    options = [{{ id = "sms" }}]

    [[questions]]
    id = "phone"
    kind = "phone"
    forms = ["mentee", "mentor"]
    tier = "safety"
    means = "phone"

    [[questions]]
    id = "capacity"
    kind = "number"
    forms = ["mentor"]
    tier = "safety"
    means = "capacity"
    most = {most}
"""


_MENTOR = """
    id = "mentor"
    kind = "participant"
    side = "mentor"
"""
PROGRAMME = """
    [programme]
    id = "small"
    name = "Small"
    version = "1"
    hook_api = 1
    time_zone = "Europe/Zurich"
    languages = ["en"]
    country = "CH"
    handler_role = "coordinator"
    fallback_role = "board"
    registers = ["core"]

    [[roles]]
    id = "mentee"
    kind = "participant"
    side = "mentee"

    [[roles]]
    id = "mentor"
    kind = "participant"
    side = "mentor"

    [[roles]]
    id = "coordinator"
    kind = "staff"

    [[roles]]
    id = "board"
    kind = "staff"

    [[tiers]]
    id = "safety"

    [[channels]]
    id = "sms"
    address = "phone"
"""
ADMITTED = """
    [[documents]]
    id = "code"
    version = "1"

    [[policy]]
    id = "admitted"
    use = "vetting.named_admission"
"""
"""A text, which every bundle needs, and an admission for which nothing has to be handed in."""
SESSIONS = """
    [[policy]]
    id = "length"
    use = "cadence.session_bounds"
    settings = { longest = 180, least = 15 }

    [[policy]]
    id = "taken-on"
    use = "cadence.tasks"
    settings = { days = 30 }

    [[policy]]
    id = "first"
    use = "cadence.first_session"
    settings = { days = 7, later_days = 30 }

    [[policy]]
    id = "as-agreed"
    use = "confidentiality.by_agreement"
    settings = { levels = { open = ["session-details", "session-record"] } }

    [[retention]]
    kind = "session-records"
    counted_from = "ended"
    then = "destroy-words"
    months = 6
"""
"""What looks after sessions, and how long their records are kept."""
ENDS = """
    [closing]
    early_end = "coordinator"
    reopen_days = 90
    serves = ["CORE-10"]

    [[retention]]
    kind = "closing-words"
    counted_from = "ended"
    then = "destroy-words"
    months = 6
"""
"""What looks after ends, and how long words about them are kept."""
