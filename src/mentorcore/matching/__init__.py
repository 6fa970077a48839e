"""Matching: a pool of derived values in, proposals with their reasons out. The only user of NumPy and SciPy.

- `pool`: the members in columns; `columns`: how answers become numbers; `texts`: how alike texts are
- `tables`: a pool out of arrays; `parts`: pools out of pools; `wishes`: who named whom
- `judge`: asks the rules and checks each answer; `blocking` and `keys`: which pairs have to be looked at at all
- `candidates`: the pairs that no rule stops, with scores, found in `chunks`; `ties`: what decides between equal ones; `sorting`: their order
- `assignment`: what a solver gets and gives back; `locks`: pairs that have to stand
- `solver`: the exact one, group by group (`components`), each with what suits its shape (`graph`), in whole numbers (`worth`)
- `generation`: the exact one where pairs cannot be held, proved by `prices`
- `stable` and `greedy`: other ones, by deferred `acceptance`; `sides`: what each side thinks of a pair
- `groups`: people who stand together as one
- `unmatched`: why somebody got no proposal; `reasons`: every rule's word on a pair
- `solution`: a round in columns; `incremental`: solved again where somebody changed
- `rounds`: the entrance: `run_round`, `explain_pair`, `check_pair`
- `python_rule`: a rule about one pair at a time, in plain Python
"""
