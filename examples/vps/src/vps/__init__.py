"""Victime pas seule (VPS): the bundle of a peer mentoring programme in French-speaking Switzerland."""
