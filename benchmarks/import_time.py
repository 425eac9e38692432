"""How long `import watchspec` takes, against `import prometheus_client`, and what it leaves unloaded.

    scripts/bench import_time

Each import is timed inside a fresh interpreter; they take turns. Parts of the package are loaded at first use, so the
import is also timed together with the names that every service uses. The host imports neither openai nor
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
CLIENT, OURS = "import prometheus_client", "import watchspec"
USED = "from watchspec import context, instrument, start_http_server"
CODES = (CLIENT, OURS, USED)
UNWANTED = ("openai", "opentelemetry", "genai_prices", "httpx", "httpx2", "pydantic", "asyncio")
# Processor time: the files are cached, so an import never waits for the disk.
CHILD = """
import sys, time
start = time.process_time()
{code}
seconds = time.process_time() - start
import json
print(json.dumps([seconds, [name for name in {unwanted} if name in sys.modules]]))
"""


def imported(code: str) -> tuple[float, list[str]]:
    """Seconds that the import takes, and which unwanted modules it brings."""
    child = [sys.executable, "-c", CHILD.format(code=code, unwanted=UNWANTED)]
    seconds, loaded = json.loads(subprocess.check_output(child, text=True))  # noqa: S603 - our own code
    return seconds, loaded


def run(rounds: int, *, peers: bool = True) -> Report:  # noqa: ARG001 - all benchmarks are called alike
    """Measures all in interleaved rounds."""
    report = Report("What an import costs", {"rounds": rounds})
    dice = Random(0)  # noqa: S311 - the same turns in every run
    taken: dict[str, list[float]] = {code: [] for code in CODES}
    # The first time compiles what is not compiled yet, and is not counted.
    loaded = {code: imported(code)[1] for code in CODES}
    for _ in range(rounds):
        for code in dice.sample(CODES, len(CODES)):
            taken[code].append(imported(code)[0])
    report.rows = [
        {"code": code, "milliseconds": median_of(seconds).scaled(1e3, 1), "also_loads": ", ".join(loaded[code])}
        for code, seconds in taken.items()
    ]
    report.limits = [
        limit(f"{code} to {CLIENT}", MOST_TO_CLIENT, ratio(taken[code], taken[CLIENT])) for code in CODES[1:]
    ]
    brought = {name for code in CODES[1:] for name in loaded[code]} - set(loaded[CLIENT])
    report.limits.append(exactly("heavy modules that only watchspec loads", 0, len(brought)))
    return report


if __name__ == "__main__":
    command("import_time", __doc__, SIZES, TINY, run)
