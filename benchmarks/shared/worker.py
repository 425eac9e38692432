"""A process that measures on command: JSON lines in, JSON lines out. Started by `benchmarks.shared.workers`."""

from __future__ import annotations

import json
import os
import sys

from benchmarks.shared.machine import versions
from benchmarks.shared.turns import Turns, variant


def main() -> None:
    """Makes the variants that the first line names, then calls a method of `Turns` for each further line."""
    # What a library prints must not end up among the answers.
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    named = json.loads(sys.stdin.readline())
    turns = Turns([variant(name, options) for name, options in named])
    replies.write(json.dumps(versions()) + "\n")
    for line in sys.stdin:
        method, arguments = json.loads(line)
        replies.write(json.dumps(getattr(turns, method)(*arguments)) + "\n")


if __name__ == "__main__":
    main()
