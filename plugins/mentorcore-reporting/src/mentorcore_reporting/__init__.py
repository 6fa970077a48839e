"""Policies of reporting: concerns, distress, and what other systems and reports may know.

A bundle names them as ``reporting.<name>``; each lies in the module of its name. This file is data alone, so that
looking for policies costs nothing.
"""

HOOK_API = 1
POLICIES = {
    "triage": "mentorcore_reporting.triage:Triage",
    "distress_contact": "mentorcore_reporting.distress_contact:DistressContact",
    "event_feed": "mentorcore_reporting.event_feed:EventFeed",
    "small_counts": "mentorcore_reporting.small_counts:SmallCounts",
}
