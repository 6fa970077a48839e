"""Every code has a text in both languages, its placeholders are parameters, and what is compiled is what was written."""

from mentorcore.testing import check_texts

USED: dict[str, set[str]] = {
    "confidentiality.by_agreement": {"tier"},
    "confidentiality.outside": {"tier", "purpose"},
    "confidentiality.parties": {"tier"},
    "confidentiality.purpose": {"tier", "purpose"},
    "confidentiality.telling_title": {"template"},
    "confidentiality.unsafe_channel": {"template"},
    "duty.tell-of-reading": {"person"},
}
"""Each code of the package with the parameters that come with it."""


def test_every_code_has_its_words_in_every_language() -> None:
    check_texts("mentorcore_confidentiality", USED, prefix="confidentiality.")
