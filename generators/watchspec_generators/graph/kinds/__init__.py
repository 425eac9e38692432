"""Kinds of nodes: one module each, found by name, with `nodes(source)` and maybe `edges(source)`."""
