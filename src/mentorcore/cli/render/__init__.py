"""What people read: a module per facet, each with `SHAPES` (verb to its name in JSON and its page)."""
