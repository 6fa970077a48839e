"""Ordinary matching policies: what two people share, offer and need, who waits, and no pair twice.

- `policies`, `policies_pairs`, `policies_places`, `policies_texts`: what a bundle names and sets
- `rules`: the pair rules that they hand over
- `optimal`, `stable`, `greedy`: how a round is solved
"""

HOOK_API = 1
POLICIES = {
    "shared": "mentorcore_matching.policies:SharedSetPolicy",
    "same": "mentorcore_matching.policies:SameChoicePolicy",
    "offers": "mentorcore_matching.policies_pairs:OffersPolicy",
    "availability": "mentorcore_matching.policies_pairs:AvailabilityPolicy",
    "phase": "mentorcore_matching.policies_pairs:PhasePolicy",
    "network": "mentorcore_matching.policies_pairs:NetworkPolicy",
    "reverse_age": "mentorcore_matching.policies_pairs:ReverseAgePolicy",
    "capacity": "mentorcore_matching.policies_pairs:CapacityPolicy",
    "distance": "mentorcore_matching.policies_places:DistancePolicy",
    "similar_text": "mentorcore_matching.policies_texts:SimilarTextPolicy",
    "wishes": "mentorcore_matching.policies_pairs:WishesPolicy",
    "waiting": "mentorcore_matching.policies:WaitingPriorityPolicy",
    "again_if_both": "mentorcore_matching.policies:AgainIfBothPolicy",
    "optimal": "mentorcore_matching.optimal:Optimal",
    "stable": "mentorcore_matching.stable:StablePolicy",
    "greedy": "mentorcore_matching.greedy:GreedyPolicy",
}
