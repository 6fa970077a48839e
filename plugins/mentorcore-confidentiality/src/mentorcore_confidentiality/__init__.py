"""Policies of confidentiality: who may read what for which purpose, and what a message may tell.

A bundle names them as ``confidentiality.<name>``; each lies in the module of its name. This file is data alone,
so that looking for policies costs nothing.
"""

HOOK_API = 1
POLICIES = {
    "by_agreement": "mentorcore_confidentiality.by_agreement:ByAgreement",
    "purpose_bound": "mentorcore_confidentiality.purpose_bound:PurposeBound",
    "third_party": "mentorcore_confidentiality.third_party:ThirdParty",
    "hidden_from_parties": "mentorcore_confidentiality.hidden_from_parties:HiddenFromParties",
    "subject_access": "mentorcore_confidentiality.subject_access:SubjectAccess",
    "tell_readings": "mentorcore_confidentiality.tell_readings:TellReadings",
    "neutral_titles": "mentorcore_confidentiality.neutral_titles:NeutralTitles",
}
