"""Settings say of what kind the names in them are."""

from attrs import define, field, fields

from mentorcore.hooks.settings import NAMES, names


@define(eq=False)
class Policy:
    document: str = field(metadata=names("document"))
    days: int = 1


def test_a_setting_carries_the_kind_of_its_names() -> None:
    assert [found.metadata.get(NAMES) for found in fields(Policy)] == ["document", None]
