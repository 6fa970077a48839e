"""Papers that are handed to people: their own data, and the receipt of an erasure, as JSON and as a page.

A page is one file without scripts and without anything from elsewhere. Neither its name nor its title tells what the
programme is (CORE-2).
"""
