"""Exit codes of every command."""

OK = 0
DIFFERENT = 1
"""A difference was found or a test failed."""
BAD_INPUT = 2
MISSING = 3
"""A tool or a server is missing."""
