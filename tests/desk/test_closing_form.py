"""Looking back with a form of the programme: the same validation as any other form."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.closings import REFLECTION, closing_site, make_two

from mentorcore import InputFault
from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.commands.closing import Reflect
from mentorcore.domain.commands.matches import ShowMatch


def test_the_form_of_the_programme_is_asked_where_it_has_one(tmp_path: Path) -> None:
    with closing_site(tmp_path, forms=REFLECTION):
        two = make_two()
        with two.trial:
            reflect = two.desk("mentee").matches.reflect
            for answers, words in (({}, "x"), ({"learned": ""}, ""), ({"learned": "a", "phone": "1"}, "")):
                with pytest.raises(InputFault):
                    reflect(Reflect(two.match, ReflectionHow.SEPARATELY, answers, words))
            reflect(Reflect(two.match, ReflectionHow.SEPARATELY, {"learned": " Patience "}))
            shown = two.desk("mentee").matches.show(ShowMatch(match=two.match)).reflections.words["mentee"]

    assert shown == {
        "written_on": "2025-02-03",
        "form": "back",
        "form_version": "3",
        "answers": {"learned": "Patience"},
    }
