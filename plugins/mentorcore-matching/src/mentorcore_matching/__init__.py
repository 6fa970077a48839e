"""Ordinary matching policies: something shared, the same choice, priority for those who wait, no pair twice.

- `policies`: what a bundle names and sets
- `rules`: the pair rules that they hand over
- `optimal`, `stable`, `greedy`: how a round is solved
"""

HOOK_API = 1
POLICIES = {
    "shared": "mentorcore_matching.policies:SharedSetPolicy",
    "same": "mentorcore_matching.policies:SameChoicePolicy",
    "waiting": "mentorcore_matching.policies:WaitingPriorityPolicy",
    "again_if_both": "mentorcore_matching.policies:AgainIfBothPolicy",
    "optimal": "mentorcore_matching.optimal:Optimal",
    "stable": "mentorcore_matching.stable:StablePolicy",
    "greedy": "mentorcore_matching.greedy:GreedyPolicy",
}
