"""The raiser of a concern is asked first what should happen."""

from datetime import date

import pytest

from mentorcore.domain.concerns import Concern, ConcernAct, ConcernKind, ConcernState, ConcernWish
from mentorcore.domain.decisions import Refusal
from mentorcore_reporting.raiser_first import RaiserFirst

SILENT = (ConcernAct.AGREEMENT, ConcernAct.PROTECTION, ConcernAct.AUTHORITIES, ConcernAct.NOTE)
NOTICED = tuple(act for act in ConcernAct if act not in SILENT)


def concern(wish: ConcernWish, agreed: bool = False) -> Concern:
    raised_on = date(2026, 3, 2)
    return Concern(
        "C-0000003K",
        ConcernKind.ACCUSATION,
        wish,
        ConcernState.OPEN,
        raised_on,
        "P-0000001G",
        ("P-0000002J",),
        agreed=agreed,
    )


@pytest.mark.parametrize("act", SILENT)
@pytest.mark.parametrize("wish", ConcernWish)
def test_what_the_other_cannot_notice_is_always_possible(act: ConcernAct, wish: ConcernWish) -> None:
    assert RaiserFirst().may_act_on_concern(concern(wish), act) is None


@pytest.mark.parametrize("act", NOTICED)
@pytest.mark.parametrize("wish", [wish for wish in ConcernWish if wish is not ConcernWish.ACT])
def test_what_the_other_could_notice_waits_for_an_agreement(act: ConcernAct, wish: ConcernWish) -> None:
    refusal = Refusal("reporting.raiser_first", {"act": act.value})
    assert RaiserFirst().may_act_on_concern(concern(wish), act) == refusal
    assert RaiserFirst().may_act_on_concern(concern(wish, agreed=True), act) is None


@pytest.mark.parametrize("act", ConcernAct)
def test_who_wishes_for_action_has_agreed(act: ConcernAct) -> None:
    assert RaiserFirst().may_act_on_concern(concern(ConcernWish.ACT), act) is None


def test_suspension_and_hearing_are_what_could_be_noticed() -> None:
    assert NOTICED == (ConcernAct.SUSPENSION, ConcernAct.HEARING)
