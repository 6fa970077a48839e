"""Every code has a text in both languages, its placeholders are parameters, and what is compiled is what was written."""

from mentorcore.testing import check_texts

USED: dict[str, set[str]] = {
    "cadence.no_sessions": set(),
    "cadence.session_length": {"least", "longest"},
    "duty.agreement-later": {"match", "points"},
    "duty.agreement-missing": {"match"},
    "duty.task": {"task", "match"},
    "duty.check-in": {"match"},
    "duty.closing": {"match"},
    "duty.closing-survey": {"match", "survey", "occasion"},
    "duty.digest": set(),
    "duty.end-or-go-on": {"match"},
    "duty.neutral-call": {"person", "match"},
    "duty.review": {"match", "survey", "occasion"},
    "duty.session-record": {"match", "session"},
    "duty.sessions": {"match", "sessions", "minutes"},
    "duty.staff-duty": {"subject"},
    "guidance": set(),
    **{
        f"duty_name.{rule}": set()
        for rule in (
            "check-in",
            "closing",
            "closing-survey",
            "digest",
            "end-or-go-on",
            "review",
            "session-record",
            "sessions",
            "staff-duty",
        )
    },
}
"""Each code of the package with the parameters that come with it."""


def test_every_code_has_its_words_in_every_language() -> None:
    check_texts("mentorcore_cadence", USED, prefix="cadence.")
