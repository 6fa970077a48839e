"""Drafts released at the same moment by several processes: each seat is taken once, whoever comes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorcore import Programme
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.drafts import ListDrafts, ProposeDraft, ShowDraft
from mentorcore.domain.commands.matches import ListMatches
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.drafts import DraftState
from mentorcore.storage import matches
from mentorcore.testing import Trial

if TYPE_CHECKING:
    from tests.storage.conftest import AtOnce

pytestmark = pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)

RELEASE = """
import json, sys
from mentorcore import Programme, Refused
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.drafts import ReleaseDraft
from datetime import datetime

url, keys, at, staff, draft = sys.argv[1:]
with Programme.open("vps", url, keys, clock=ManualClock(datetime.fromisoformat(at))) as programme:
    go()
    try:
        report = programme.desk(staff).drafts.release(ReleaseDraft(draft=draft))
    except Refused as refused:
        print(json.dumps({"refused": [found.code for found in refused.refusals]}))
    else:
        print(json.dumps({"pairs": [match.parties for match in report.proposed], "fallen": len(report.fallen)}))
"""


@pytest.fixture
def office(url: str, tmp_path: Path, clock: ManualClock) -> Trial:
    """A programme with four mentees and three mentors who all fit one another."""
    database = url.removeprefix("sqlite:///")
    programme, first = Programme.create(
        "vps", database, tmp_path / "office.keys", first_staff="Anne", clock=clock
    )
    trial = Trial(programme, first, clock)
    for side, count in (("mentee", 4), ("mentor", 3)):
        for _ in range(count):
            trial.participant(side, experience="physical")
    return trial


def released(
    at_once: AtOnce, office: Trial, url: str, tmp_path: Path, drafts: list[str]
) -> list[dict[str, object]]:
    database, at = url.removeprefix("sqlite:///"), office.clock.now().isoformat()
    keys = str(tmp_path / "office.keys")
    return [
        json.loads(line)
        for line in at_once(RELEASE, *[[database, keys, at, office.staff, draft] for draft in drafts])
    ]


def holds_together(office: Trial) -> None:
    """Every proposal has its two seats, and nobody has more than they can have."""
    found = office.desk().matches.list(ListMatches())
    with office.programme.context.store.read() as tx:
        seats = [matches.seats_taken(tx, role) for role in ("mentee", "mentor")]
    assert [set(taken) for taken in seats] == [{m.mentee for m in found}, {m.mentor for m in found}]
    assert [sum(map(len, taken.values())) for taken in seats] == [len(found), len(found)]
    told = [m for m in office.desk().messages.list(ListMessages()) if m.template == "message.proposal"]
    assert sorted(m.recipient for m in told) == sorted(person for m in found for person in m.parties)


def test_a_draft_released_by_four_at_once_is_released_by_one(
    office: Trial, at_once: AtOnce, url: str, tmp_path: Path
) -> None:
    draft = office.desk().drafts.propose(ProposeDraft()).draft

    outcomes = released(at_once, office, url, tmp_path, [draft.id] * 4)

    done = [outcome for outcome in outcomes if "pairs" in outcome]
    assert [outcome["fallen"] for outcome in done] == [0]
    assert [outcome["refused"] for outcome in outcomes if outcome not in done] == [["draft.released"]] * 3
    assert len(office.desk().matches.list(ListMatches())) == 3
    holds_together(office)
    office.programme.close()


def test_of_different_drafts_released_at_once_one_wins_each_seat(
    office: Trial, at_once: AtOnce, url: str, tmp_path: Path
) -> None:
    drafts = [office.desk().drafts.propose(ProposeDraft(seed=seed)).draft.id for seed in range(4)]

    outcomes = released(at_once, office, url, tmp_path, drafts)

    won = [outcome for outcome in outcomes if "pairs" in outcome]
    lost = [outcome for outcome in outcomes if outcome not in won]
    assert won
    assert {code for outcome in lost for code in outcome["refused"]} <= {"draft.nothing_left"}  # type: ignore[attr-defined]  # a list of codes
    assert len(office.desk().matches.list(ListMatches())) == 3
    states = [draft.state for draft in office.desk().drafts.list(ListDrafts())]
    assert (states.count(DraftState.RELEASED), states.count(DraftState.OPEN)) == (len(won), len(lost))
    assert all(office.desk().drafts.show(ShowDraft(draft=draft)).pairs for draft in drafts)
    holds_together(office)
    office.programme.close()
