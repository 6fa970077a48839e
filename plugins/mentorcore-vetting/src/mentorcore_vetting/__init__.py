"""Policies of vetting: what a participant lacks before the pool, and who decides.

A bundle names them as ``vetting.<name>``; each lies in the module of its name. This file is data alone, so that
looking for policies costs nothing.
"""

HOOK_API = 1
POLICIES = {
    "acceptance": "mentorcore_vetting.acceptance:Acceptance",
    "complete": "mentorcore_vetting.complete:Complete",
    "named_admission": "mentorcore_vetting.named_admission:NamedAdmission",
    "age_bound": "mentorcore_vetting.age_bound:AgeBound",
    "served_region": "mentorcore_vetting.served_region:ServedRegion",
    "safe_channel": "mentorcore_vetting.safe_channel:SafeChannel",
}
