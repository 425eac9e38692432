"""How long `import watchspec` takes, against `import prometheus_client`, and what it leaves unloaded.

    scripts/bench import_time

Each import is timed inside a fresh interpreter; the modules take turns. The host imports neither openai nor
OpenTelemetry, so Watchspec must not either.
"""

from __future__ import annotations

import json
import subprocess
import sys
from random import Random

from benchmarks.shared.estimates import median_of, ratio
from benchmarks.shared.report import Report, command, exactly, limit

SIZES = {"rounds": 60}
TINY = {"rounds": 2}
MOST_TO_CLIENT = 1.3
MODULES = ("prometheus_client", "watchspec")
UNWANTED = ("openai", "opentelemetry", "genai_prices", "httpx", "httpx2", "pydantic", "asyncio")
# Processor time: the files are cached, so an import never waits for the disk.
CHILD = """
import sys, time
start = time.process_time()
import {module}
seconds = time.process_time() - start
import json
print(json.dumps([seconds, [name for name in {unwanted} if name in sys.modules]]))
"""


def imported(module: str) -> tuple[float, list[str]]:
    """Seconds that the import takes, and which unwanted modules it brings."""
    code = CHILD.format(module=module, unwanted=UNWANTED)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    seconds, loaded = json.loads(done.stdout)
    return seconds, loaded


def run(rounds: int, *, peers: bool = True) -> Report:  # noqa: ARG001 - all benchmarks are called alike
    """Measures both in interleaved rounds."""
    report = Report("What an import costs", {"rounds": rounds})
    dice = Random(0)  # noqa: S311 - the same turns in every run
    taken: dict[str, list[float]] = {module: [] for module in MODULES}
    loaded: dict[str, list[str]] = {}
    for module in MODULES:
        imported(module)  # compiles what is not compiled yet
    for _ in range(rounds):
        for module in dice.sample(MODULES, len(MODULES)):
            seconds, loaded[module] = imported(module)
            taken[module].append(seconds)
    report.rows = [
        {"module": name, "milliseconds": median_of(seconds).scaled(1e3, 1), "also_loads": ", ".join(loaded[name])}
        for name, seconds in taken.items()
    ]
    to_client = ratio(taken["watchspec"], taken["prometheus_client"])
    brought = set(loaded["watchspec"]) - set(loaded["prometheus_client"])
    report.limits = [
        limit("import watchspec to import prometheus_client", MOST_TO_CLIENT, to_client),
        exactly("heavy modules that only watchspec loads", 0, len(brought)),
    ]
    return report


if __name__ == "__main__":
    command("import_time", __doc__, SIZES, TINY, run)
