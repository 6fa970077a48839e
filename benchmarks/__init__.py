"""Benchmarks: ours and the named peer side by side, in one run, as ratios."""
