"""Every code has a text in both languages, its placeholders are parameters, and what is compiled is what was written."""

from attrs import fields

from mentorcore.hooks.indicators import Counts
from mentorcore.testing import check_texts

USED: dict[str, set[str]] = {
    "duty.acknowledge": {"concern"},
    "duty.contact-after-distress": {"person"},
    "duty.follow-up": {"concern"},
    "duty.resolve": {"concern"},
    "reporting.agency_or_reason": {"outcome"},
    "reporting.consent_first": {"act"},
    **{f"indicator.{count.name}": set() for count in fields(Counts)},
}
"""Each code of the package with the parameters that come with it."""


def test_every_code_has_its_words_in_every_language() -> None:
    check_texts("mentorcore_reporting", USED, prefix="reporting.")
