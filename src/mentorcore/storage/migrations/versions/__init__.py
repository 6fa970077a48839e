"""One file for each migration, named after its revision."""
