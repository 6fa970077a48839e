"""Commands: what each verb of the desk takes, one file per facet.

A command's fields carry what the command line, the JSON Schema and the reference are made of.
"""
