"""A bundle finds its parts by name."""

from mentorcore import load_bundle
from mentorcore.domain import bundle as public
from mentorcore.domain import forms


def test_parts_are_found_by_their_names() -> None:
    vps = load_bundle("vps")

    for find, parts in (
        (vps.role, vps.roles),
        (vps.document, vps.documents),
        (vps.form, vps.forms),
        (vps.question, vps.questions),
        (vps.channel, vps.channels),
    ):
        assert [find(part.id) for part in parts] == list(parts)
        assert find("nothing") is None
    assert vps.meaning("born-on") == vps.question("born_on")
    assert vps.meaning("capacities") is None
    assert [vps.role_of_side(side).id for side in ("mentee", "mentor")] == ["mentee", "mentor"]
    asked = [question.id for question in vps.questions_of("mentee")]
    assert asked == [question.id for question in vps.questions if "mentee" in question.forms]
    assert "capacity" not in asked


def test_forms_are_part_of_the_bundles_room() -> None:
    assert public.Question is forms.Question
    assert sorted(public.__all__) == sorted({*public.__all__, "Form", "ImportMap", "Option", "Question"})
