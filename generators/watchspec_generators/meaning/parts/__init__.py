"""Parts of what is generated: one module each, in the order of their names.

Each has `takes(path)`, whether a file is its own, and `changes(before, after, world)`, what differs in words.
"""
