"""Matching: a pool of derived values in, proposals with their reasons out. The only user of NumPy and SciPy.

- `pool`: the members in columns; `columns`: how answers become numbers
- `judge`: asks the rules and checks each answer; `candidates`: the pairs that no rule stops, with scores
- `assignment`: what a solver gets and gives back; `components` and `solver`: the exact one
- `stable` and `greedy`: other ones, by deferred `acceptance`; `sides`: what each side thinks of a pair
- `groups`: people who stand together as one
- `unmatched`: why somebody got no proposal; `reasons`: every rule's word on a pair
- `rounds`: the entrance: `run_round`, `explain_pair`, `check_pair`
- `python_rule`: a rule about one pair at a time, in plain Python
"""
