"""Policies of time: what is shown when, who is called, and what a programme leaves to the pair.

A bundle names them as ``cadence.<name>``; each lies in the module of its name. This file is data alone, so that
looking for policies costs nothing.
"""

HOOK_API = 1
POLICIES = {
    "guidance": "mentorcore_cadence.guidance:ShownAt",
    "goodbye": "mentorcore_cadence.goodbye:Goodbye",
    "neutral_call": "mentorcore_cadence.neutral_call:NeutralCall",
    "no_sessions": "mentorcore_cadence.no_sessions:NoSessions",
    "reflection": "mentorcore_cadence.reflection:Reflection",
}
