"""A tour through the machine: each rule once where it succeeds, and the refusals that guard somebody.

Programs drawn at random reach some rules rarely. The tour is one more program, written down, so that every run has
seen all of them at work. What is checked of each step is the same; what is tried out in copies besides is tried in turn.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

from tests.machine.machine import KINDS, Core

from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernRisk, ConcernWish
from mentorcore.domain.forms import LATER
from mentorcore.domain.holds import HoldGround
from mentorcore.domain.matches import EndKind
from mentorcore.domain.passes import Verdict
from mentorcore.domain.sessions import CancelledBy, Process

Stop = tuple[str, dict[str, Any]]
ACT, WORRY, NONE = ConcernWish.ACT, ConcernKind.WORRY, ConcernRisk.NONE
NO_MORE: dict[str, Any] = {"agency": "", "again": None, "by": "", "odd": False}
OWN = {"odd": False, "behalf": False}

MEETINGS: tuple[Stop, ...] = (
    *(
        (
            "plan_session",
            {"pick": 0, "days": days, "at": at, "minutes": minutes, "odd": False, "behalf": behalf},
        )
        for days, at, minutes, behalf in (
            (7, "18:30", 60, False),
            (7, "18:30", 60, True),
            (0, "", 60, True),
            (40, "", 60, False),
            (40, "", 60, False),
            (-1, "", 60, False),
            (7, "", 600, False),
        )
    ),
    *(("a_policy_objects", {"pick": 0, "veto": veto}) for veto in ("may_log_session", "may_plan_session")),
    ("move_session", {"pick": 0, "days": 1, "at": "02:30", "odd": False, "behalf": False}),
    (
        "end_session",
        {"pick": 0, "by": CancelledBy.MENTEE, "process": Process.AGREED, "odd": False, "behalf": False},
    ),
    ("propose_agreement", {"pick": 0, "level": LATER, "odd": False, "behalf": False}),
    *(("accept_agreement", {"pick": 0, "own": own, "behalf": True}) for own in (True, False)),
    ("plan_session", {"pick": 0, "days": 1, "at": "", "minutes": 60, "odd": False, "behalf": False}),
    (
        "end_session",
        {"pick": 0, "by": CancelledBy.MENTEE, "process": Process.AGREED, "odd": False, "behalf": True},
    ),
    *(
        ("end_session", {"pick": pick, "by": None, "process": Process.AGREED, "odd": False, "behalf": False})
        for pick in range(2)
    ),
    *(("log_session", {"pick": 0, "planned": planned}) for planned in (True, False, False)),
    ("end_session", {"pick": 1, "by": None, "process": Process.AGREED, "odd": False, "behalf": False}),
    *(("correct_session", {"pick": 0, "days": days, "minutes": 90, "odd": False}) for days in (0, 1)),
    *(
        ("record_session", {"pick": 0, "by_email": mail, "mentor": mentor, "odd": False, "behalf": behalf})
        for mail, mentor, behalf in (
            (True, False, True),
            (False, True, False),
            (False, False, False),
            (False, False, False),
        )
    ),
    *(
        ("agree_task", {"pick": 0, "owner": owner, "days": days, "odd": False})
        for owner, days in ((0, 3), (1, None), (0, -1))
    ),
    *(
        ("end_task", {"pick": 0, "drop": drop, "other": other, "odd": False})
        for drop, other in ((False, True), (False, False), (True, True))
    ),
    *(
        ("draft_survey", {"pick": 0, "forget": forget, "odd": False, "behalf": forget})
        for forget in (False, True)
    ),
    *(
        ("answer_survey", {"pick": pick, "survey": survey, "wrong": wrong, "odd": False, "behalf": True})
        for pick, survey, wrong in (
            (0, "review", False),
            (0, "review", False),
            (0, "mentor-review", False),
            (0, "mentor-review", True),
        )
    ),
    *(("correct_survey", {"pick": 0, "other": other, "behalf": False}) for other in (True, False)),
    ("draft_survey", {"pick": 0, "forget": True, "odd": False, "behalf": False}),
)
"""What a pair does, where the programme keeps it."""
DRAFTS: tuple[Stop, ...] = (
    *(("apply", {"form": form, "minor": False, "twice": False}) for form in ("mentee", "mentor")),
    *(("admit", {"pick": pick, "committee": False}) for pick in range(4)),
    ("draft", {"seed": 1, "weight": 0, "pick": None}),
    *(
        ("decide_pair", {"pick": 0, "what": what, "two": two, "odd": False})
        for what in ("lock", "reject", "unlock", "unlock", "reject", "lock", "unlock", "lock")
        for two in (0, 3, 6)
    ),
    ("draft", {"seed": 1, "weight": 1000, "pick": 0}),
    ("discard_draft", {"pick": 1, "odd": False}),
    ("release_draft", {"pick": 0, "odd": False}),
)
"""What a coordinator thinks of before anybody is told."""
STANDING: tuple[Stop, ...] = (
    *(
        ("block", {"pick": 0, "other": other, "by": by, "odd": odd})
        for other, by, odd in (
            (0, "staff", False),
            (0, "behalf", False),
            (1, "self", True),
            (2, "named", True),
        )
    ),
    *(
        ("unblock", {"pick": 0, "by": by, "odd": odd})
        for by, odd in (("named", True), ("self", False), ("self", False), ("named", False))
    ),
    *(
        ("decide_standing", {"pick": pick, "what": what, "by": by, "odd": False})
        for pick, what, by in (
            (3, "suspend", "committee"),
            (3, "suspend", "staff"),
            (3, "suspend", "named"),
            (0, "lift", "named"),
            (4, "suspend", "named"),
            (4, "terminate", "staff"),
            (0, "readmit", "staff"),
            (0, "readmit", "named"),
        )
    ),
)
"""Who is kept out, and kept apart."""
AGAIN: tuple[Stop, ...] = (
    ("change_bundle", {"later": True}),
    ("adopt", {"dry_run": False}),
    ("close", {"pick": 0, "told": "self", "as_": EndKind.PURPOSE_ACHIEVED, "odd": False, "behalf": True}),
    *(("reflect", {"pick": pick, "way": way, "words": words, "odd": False, "behalf": behalf})
      for pick, way, words, behalf in ((0, ReflectionHow.SEPARATELY, "It did me good.", False), (1, ReflectionHow.DECLINED, "", True),
                                       (1, ReflectionHow.DECLINED, "It did me good.", False))),
    *(("reopen", {"pick": 0, "side": side, "take_back": back, "odd": False, "behalf": behalf})
      for side, back, behalf in ((0, False, True), (0, True, False), (0, False, False), (1, False, False))),
    *(("refer", {"pick": 0, "by": by, "odd": False}) for by in ("mentor", "mentee", "staff")),
    *(("announce", {"days": days}) for days in (0, 7)),
    *(("attend", {"pick": 0, "other": other, "self_": self_, "behalf": False}) for other in range(2) for self_ in (True, False)),
    ("wish", {"pick": 0, "count": 2, "odd": False, "behalf": True}),
    ("wish", {"pick": 0, "count": 0, "odd": False, "behalf": False}),
    ("change_bundle", {"later": False}),
)  # fmt: skip
"""A match ends where that is looked after, and goes on."""
CLOSING: tuple[Stop, ...] = (
    *(("reflect", {"pick": pick, "way": ReflectionHow.TOGETHER, "words": "We laughed.", "odd": False, "behalf": False})
      for pick in range(2)),
    *(("reopen", {"pick": 0, "side": side, "take_back": False, "odd": False, "behalf": False}) for side in range(2)),
)  # fmt: skip
"""What surrounds the end of a match."""
TOUR: tuple[Stop, ...] = (
    *AGAIN,
    ("propose", {"seed": 0}),
    ("introduce", {"pick": 0, "odd": False}),
    ("accept", {"pick": 0, "odd": False, "behalf": False, "confidential": False}),
    ("accept", {"pick": 0, "odd": False, "behalf": True, "confidential": True}),
    ("decline", {"pick": 1, **OWN}),
    ("send", {"pick": 0, "odd": False}),
    ("resend", {"pick": 0, "odd": False}),
    ("keep", {"pick": 0, "odd": False, "text": "", "forget": False}),
    ("log_session", {"pick": 0, "planned": False}),
    ("suspend", {"pick": 0, "odd": False, "committee": False}),
    ("duty", {"pick": 0, "what": "defer", "by": "staff", "odd": False, "days": 3}),
    ("duty", {"pick": 0, "what": "done", "by": "staff", "odd": False, "days": 0}),
    ("duty", {"pick": 0, "what": "waive", "by": "staff", "odd": False, "days": 0}),
    ("resume", {"pick": 0, "odd": False}),
    ("distress", {"pick": 0, "contact": True, "behalf": True}),
    ("contact", {"pick": 0, "failed": False, "note": "She is well.", "odd": False}),
    *(("break_glass", {"pick": pick, "by": by, "second": second, "hours": hours, "wrong": wrong})
      for pick, by, second, hours, wrong in (
          (6, "committee", "staff", 24, False), (5, "committee", "staff", 25, False), (5, "staff", "staff", 1, False),
          (7, "named", "committee", 1, False), (5, "staff", "committee", 1, True))),
    *(("read_in_an_emergency", {"pick": 0, "passed": passed}) for passed in (True, False)),
    *(("review_access", {"pick": 0, "by": by, "verdict": Verdict.JUSTIFIED, "odd": False})
      for by in ("committee", "staff", "named")),
    *(("ask_access", {"pick": 0, "by": "staff"}) for _ in range(2)),
    *(("approve", {"pick": 0, "by": by, "odd": False}) for by in ("staff", "named")),
    ("end_access", {"pick": 0, "by": "committee"}),
    ("read_in_an_emergency", {"pick": 0, "passed": True}),
    ("set_safety", {"pick": 0, "channels": "sms", "hours": "", "self_": True}),
    ("avoid", {"pick": 0, "numbers": [5]}),
    ("raise_concern", {"pick": 0, "other": 1, "wish": ConcernWish.UNDECIDED, "kind": ConcernKind.ACCUSATION,
                       "risk": NONE, "unnamed": False, "behalf": False, "odd": False, "talked": None}),
    *(("act_on_concern", {"pick": 0, "act": act, "note": note, "by": ""})
      for act, note in ((ConcernAct.SUSPENSION, ""), (ConcernAct.ACKNOWLEDGEMENT, ""), (ConcernAct.AGREEMENT, ""),
                        (ConcernAct.HEARING, ""), (ConcernAct.HEARING, "As agreed."), (ConcernAct.PROTECTION, ""),
                        (ConcernAct.AUTHORITIES, ""), (ConcernAct.NOTE, "We talked."), (ConcernAct.SUSPENSION, ""),
                        (ConcernAct.LIFTING, ""), (ConcernAct.TERMINATION, ""))),
    ("disclose", {"pick": 0, "tier": "contact", "consented": False, "by_law": True, "taken_back": False,
                  "in_file": True}),
    *(("pair", {"one": 0, "other": other, "odd": False}) for other in range(3)),
    ("raise_in_secret", {"pick": 1, "wish": ACT, "kind": WORRY, "risk": NONE, "unnamed": True, "every": False}),
    ("raise_in_secret", {"pick": 2, "wish": ACT, "kind": WORRY, "risk": ConcernRisk.SELF, "unnamed": False, "every": True}),
    *(("break_glass", {"pick": pick, "by": "committee", "second": "staff", "hours": 1, "wrong": False}) for pick in (1, 2)),
    *(("read_in_an_emergency", {"pick": pick, "passed": True}) for pick in range(4)),
    *(("hold", {"pick": 2, "ground": HoldGround.CLAIMS, "months": 6, "by": by}) for by in ("staff", "named")),
    *(("act_on_concern", {"pick": pick, "act": ConcernAct.NOTE, "note": "We talked.", "by": "named"}) for pick in (1, 2)),
    *(("duty", {"pick": pick, "what": "done", "by": "named", "odd": False, "days": 0}) for pick in range(4)),
    ("resolve_concern", {"pick": 0, "outcome": "unfounded", **NO_MORE}),
    ("resolve_concern", {"pick": 0, "outcome": "resolved", **NO_MORE, "odd": True}),
    ("apply", {"form": "mentee", "minor": False, "twice": True}),
    ("apply", {"form": "mentor", "minor": True, "twice": False}),
    ("apply_again", {"form": "mentor", "pick": 0}),
    ("take_in", {"rows": 2, "whole": False, "same": False}),
    ("take_in", {"rows": 2, "whole": True, "same": False}),
    ("admit", {"pick": 0, "committee": False}),
    *(("together", {"one": one, "other": other}) for one in range(4) for other in range(3)),
    *(("decide", {"pick": 7, "kind": kind, "reason": reason, "other": other})
      for kind, reason, other in (("rejection", "", False), ("hold", "", False), ("review", "", True),
                                  ("rejection", "Not now.", False), ("review", "Yes.", True))),
    ("edit", {"pick": 1, "field": "safe_channels", "self_": False, "value": 2}),
    ("edit", {"pick": 1, "field": "phone", "self_": True, "value": 1}),
    *(("edit", {"pick": pick, "field": "phone", "self_": True, "value": 1}) for pick in range(6)),
    *(("release", {"pick": pick, "channel": channel, "odd": False})
      for pick, channel in ((0, "signal"), (0, "sms"), (1, "sms"))),
    *(("send", {"pick": pick, "odd": True}) for pick in range(8)),
    ("disclose", {"pick": 0, "tier": "contact", "consented": True, "by_law": False, "taken_back": False, "in_file": False}),
    ("disclose", {"pick": 0, "tier": "contact", "consented": True, "by_law": False, "taken_back": True, "in_file": False}),
    *(("consent", {"pick": 0, "purpose": purpose, "outside": False, "days": days, "behalf": False})
      for purpose, days in (("support", None), ("pastime", None), ("support", -1))),
    *(("take_back", {"pick": 0, "other": other, "behalf": False}) for other in (True, False)),
    *(("hold", {"pick": pick, "ground": HoldGround.CLAIMS, "months": 6, "by": by})
      for pick, by in ((1, "staff"), (1, "named"), (8, "staff"))),
    *(("release_hold", {"pick": 0, "by": by, "odd": odd}) for by, odd in (("named", False), ("staff", True))),
    ("rotate_keys", {}),
    ("export", {"pick": 0}),
    *(("a_policy_objects", {"pick": pick, "veto": veto})
      for pick, veto in ((0, "may_disclose"), (0, "may_admit"), (3, "may_admit"), (0, "may_apply"),
                         (0, "may_act_on_concern"), (0, "may_resolve_concern"))),
    ("the_software_stumbles", {"pick": 0}),
    ("add_staff", {"role": "coordinator", "pick": 0, "new": True}),
    ("end_staff", {"pick": 0, "role": "coordinator"}),
    ("end_staff", {"pick": 0, "role": "committee"}),
    *(("bind", {"pick": pick, "account": "anne"}) for pick in range(6)),
    ("look_at_the_audit", {}),
    ("days_pass", {"days": 200}),
    *(("change_bundle", {"later": True}) for _ in range(3)),
    ("adopt", {"dry_run": True}),
    ("adopt", {"dry_run": False}),
    *MEETINGS,
    *STANDING,
    ("pair", {"one": 0, "other": 0, "odd": True}),
    ("rematch", {"pick": 0, "told": "self", "again": False, "behalf": True}),
    *(("together", {"one": one, "other": other}) for one in range(3) for other in range(2)),
    ("end", {"pick": 0, "odd": False}),
    *(("together", {"one": one, "other": other}) for one in range(3) for other in range(2)),
    ("close", {"pick": 0, "told": "staff", "as_": EndKind.LEFT, **OWN}),
    ("close", {"pick": 0, "told": "self", "as_": EndKind.AGREED, "odd": True, "behalf": False}),
    *CLOSING,
    ("withdraw", {"pick": 2, "told": "staff", "self_": True}),
    ("erase", {"pick": 0, "self_": False}),
    ("erase", {"pick": 3, "self_": True}),
    ("look_up_receipt", {"pick": 0}),
    ("days_pass", {"days": 200}),
    ("retention", {"dry_run": True, "pick": 0}),
    *(("resolve_concern", {"pick": 0, "outcome": "resolved", **NO_MORE, "agency": "told"}) for _ in range(3)),
    *(("release_hold", {"pick": 0, "by": "staff", "odd": False}) for _ in range(4)),
    ("retention", {"dry_run": False, "pick": 0}),
    ("days_pass", {"days": 200}),
    ("retention", {"dry_run": False, "pick": 0}),
    *DRAFTS,
    ("anything", {"verb": "participants.show", "actor": 0, "picks": (0,) * len(KINDS), "purpose": "", "odd": True}),
)  # fmt: skip


def travel(machine: Core) -> None:
    """Stop everywhere, and look at one thing in turn after each stop; the programs of chance look at all of them each time.

    Args:
        machine: a new one.
    """
    looks = cycle(found.function.__name__ for found in machine.invariants)
    for stop, arguments in TOUR:
        getattr(machine, stop)(**arguments)
        getattr(machine, next(looks))()
