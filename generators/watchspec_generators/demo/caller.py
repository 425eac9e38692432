"""Steady traffic on a service that runs elsewhere, as docker-compose.yml has it.

    python -m watchspec_generators.demo.caller

Environment: WATCHSPEC_SERVICE, its `host:port`; WATCHSPEC_CONFIG, whose models and features are called;
CALLS_PER_SECOND. With OPENAI_BASE_URL, a provider that may cost money, it ends at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from watchspec_generators.demo.traffic import Traffic

_CALLS_PER_SECOND = "2"


def main() -> None:
    """Call until SIGTERM or Ctrl-C."""
    if os.environ.get("OPENAI_BASE_URL"):
        sys.stdout.write("the service has a provider of yours: calling nobody\n")
        return
    config = json.loads(Path(os.environ["WATCHSPEC_CONFIG"]).read_text(encoding="utf-8"))
    models = [model["name"] for model in config["models"] if "chat" in model["operations"]]
    ended = {signal.SIGTERM, signal.SIGINT}
    # Before any thread starts, so that each inherits it and the signal waits for us.
    signal.pthread_sigmask(signal.SIG_BLOCK, ended)
    per_second = float(os.environ.get("CALLS_PER_SECOND", _CALLS_PER_SECOND))
    with Traffic(os.environ["WATCHSPEC_SERVICE"], models, config["features"], per_second):
        signal.sigwait(ended)


if __name__ == "__main__":
    main()
