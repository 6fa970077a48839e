"""The command `mentorcore`: a static table of commands, parameters made of the command classes, words at the edge.

`main` holds the entry point, `table` every command, `boundary` what becomes of errors, `run` one run of a
command, `render` the tables that people read. Personal values never come as arguments.
"""
