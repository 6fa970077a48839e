"""Policies of time: a programme's rhythm, what is shown when, who is called, and what is left to the pair.

A bundle names them as ``cadence.<name>``; each lies in the module of its name. This file is data alone, so that
looking for policies costs nothing.
"""

HOOK_API = 1
POLICIES = {
    "after_session": "mentorcore_cadence.after_session:AfterSession",
    "check_ins": "mentorcore_cadence.check_ins:CheckIns",
    "digest": "mentorcore_cadence.digest:Digest",
    "guidance": "mentorcore_cadence.guidance:ShownAt",
    "first_session": "mentorcore_cadence.first_session:FirstSession",
    "goodbye": "mentorcore_cadence.goodbye:Goodbye",
    "length": "mentorcore_cadence.length:Length",
    "neutral_call": "mentorcore_cadence.neutral_call:NeutralCall",
    "no_sessions": "mentorcore_cadence.no_sessions:NoSessions",
    "session_bounds": "mentorcore_cadence.session_bounds:SessionBounds",
    "tasks": "mentorcore_cadence.tasks:Tasks",
    "reviews": "mentorcore_cadence.reviews:Reviews",
    "sessions_per_period": "mentorcore_cadence.sessions_per_period:SessionsPerPeriod",
    "staff_duty": "mentorcore_cadence.staff_duty:StaffDuty",
    "reflection": "mentorcore_cadence.reflection:Reflection",
}
