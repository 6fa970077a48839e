"""Every hook, family by family."""

from __future__ import annotations

from typing import Any

from mentorcore.hooks.cadence import may_log_session, may_plan_session, plan_duties, planned_end
from mentorcore.hooks.closure import closing_guidance, may_match_again
from mentorcore.hooks.confidentiality import grants, may_disclose, may_send
from mentorcore.hooks.indicators import indicators, survey_figures
from mentorcore.hooks.intake import guidance, may_apply
from mentorcore.hooks.kinds import Hook
from mentorcore.hooks.matching import pair_rules, solver
from mentorcore.hooks.reporting import happened, may_act_on_concern, may_resolve_concern
from mentorcore.hooks.vetting import may_admit, requirements

ALL: tuple[Hook[Any, Any], ...] = (
    guidance,
    may_apply,
    requirements,
    may_admit,
    pair_rules,
    solver,
    grants,
    may_disclose,
    may_send,
    may_act_on_concern,
    may_resolve_concern,
    happened,
    plan_duties,
    planned_end,
    may_log_session,
    may_plan_session,
    closing_guidance,
    may_match_again,
    indicators,
    survey_figures,
)
