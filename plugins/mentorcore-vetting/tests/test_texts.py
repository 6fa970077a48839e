"""Every code has a text in both languages, its placeholders are parameters, and what is compiled is what was written."""

from mentorcore.testing import check_texts

USED: dict[str, set[str]] = {
    "vetting.acceptance": {"document", "version"},
    "vetting.admission": set(),
    "vetting.age_bound": {"least"},
    "vetting.held": set(),
    "vetting.incomplete": {"fields"},
    "vetting.region": {"trait", "served"},
    "vetting.region_reason": {"trait", "served"},
    "vetting.safe_channel": set(),
}
"""Each code of the package with the parameters that come with it."""


def test_every_code_has_its_words_in_every_language() -> None:
    check_texts("mentorcore_vetting", USED, prefix="vetting.")
