"""Every code has a text in both languages, its placeholders are parameters, and what is compiled is what was written."""

from mentorcore.testing import check_texts

USED: dict[str, set[str]] = {
    "cadence.no_sessions": set(),
    "cadence.session_length": {"least", "longest"},
    "duty.agreement-later": {"match", "points"},
    "duty.agreement-missing": {"match"},
    "duty.neutral-call": {"person", "match"},
    "duty.task": {"task", "match"},
    "guidance": set(),
}
"""Each code of the package with the parameters that come with it."""


def test_every_code_has_its_words_in_every_language() -> None:
    check_texts("mentorcore_cadence", USED, prefix="cadence.")
