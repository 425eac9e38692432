"""What the recorded rules cost a real Prometheus, and what they save whoever looks at a dashboard.

    scripts/bench evaluation

Seven replicas, each with the series of a day that `fleet_series` counts, are scraped by a Prometheus that runs the
shipped rules: a hundred thousand series. Recorded is how long it takes to evaluate all rules once, against the interval
at which that is done. Then each recorded series is asked for, as a dashboard would, over the time that there is: by its
name, and by the expression behind it.
"""

from __future__ import annotations

import json
import tempfile
import time
import urllib.parse
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import yaml
from benchmarks.fleet_series import lived
from benchmarks.shared.estimates import median_of, ratio
from benchmarks.shared.report import Report, command, limit
from benchmarks.shared.scrape import scrape

from watchspec_generators.edge.http import get_json, open_directly
from watchspec_generators.edge.processes import free_port
from watchspec_generators.edge.servers import start_prometheus
from watchspec_generators.spec import load
from watchspec_generators.steps import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import Monitoring

SIZES = {"replicas": 7, "models": 5, "features": 10, "users": 1_000, "seconds": 330, "interval": 15, "rounds": 5}
TINY = {"replicas": 2, "models": 1, "features": 1, "users": 2, "seconds": 6, "interval": 1, "rounds": 1}
MOST_OF_INTERVAL, MOST_TO_RAW = 0.2, 0.5
SPEC = Path(__file__).parents[1] / "monitoring.yaml"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
SUMS = ("prometheus_rule_group_duration_seconds_sum", "prometheus_rule_group_iterations_total")


@contextmanager
def served(body: bytes) -> Iterator[str]:
    """Address of a server that answers every scrape with `body`."""

    class Answer(BaseHTTPRequestHandler):
        """Always the same."""

        def do_GET(self) -> None:
            """The metrics."""
            self.send_response(200)
            self.send_header("Content-Type", OPENMETRICS)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def configured(folder: Path, monitoring: Monitoring, replicas: int, target: str, interval: str) -> Path:
    """The generated rules beside a configuration that scrapes `target` once for each replica."""
    for artefact in rules.build(monitoring):
        place = folder / artefact.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(artefact.text, encoding="utf-8")
    job = {
        "job_name": "checkout",
        "static_configs": [{"targets": [f"replica-{number}" for number in range(replicas)]}],
        "relabel_configs": [
            {"source_labels": ["__address__"], "target_label": "instance"},
            {"target_label": "__address__", "replacement": target},
        ],
    }
    whole = {
        "global": {"scrape_interval": interval, "evaluation_interval": interval},
        "rule_files": ["*.rules.yml"],
        "scrape_configs": [job],
    }
    file = folder / "rules" / "prometheus.yml"
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def metric(url: str, name: str) -> float:
    """The sum of a metric of Prometheus itself."""
    lines = open_directly(f"{url}/metrics", timeout=30).read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))


def seconds_for(url: str, expr: str, start: float, end: float) -> float:
    """How long Prometheus takes to answer a panel's query, its step as Grafana would choose it."""
    query = urllib.parse.urlencode({"query": expr, "start": start, "end": end, "step": "15s"})
    before = time.perf_counter()
    open_directly(f"{url}/api/v1/query_range?{query}", timeout=60).read()
    return time.perf_counter() - before


def recordings(folder: Path) -> list[tuple[str, str]]:
    """Name and expression of what is recorded from raw series."""
    files = [yaml.safe_load(file.read_text()) for file in sorted(folder.glob("rules/*.rules.yml"))]
    every = [rule for file in files for group in file["groups"] for rule in group["rules"]]
    found = [(rule["record"], rule["expr"]) for rule in every if "record" in rule]
    return [(name, expr) for name, expr in found if not any(other in expr for other, _ in found)]


def run(replicas: int, seconds: int, interval: int, rounds: int, *, peers: bool = True, **fleet: int) -> Report:  # noqa: ARG001 - all benchmarks are called alike
    """Lets a Prometheus run for a while, then asks it."""
    report = Report("What recorded rules cost and save", {"replicas": replicas, "seconds": seconds, "rounds": rounds})
    monitoring = load(SPEC.read_bytes(), file=SPEC.name)
    body = scrape(lived(**fleet)[1]).encode()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        target = stack.enter_context(served(body))
        config = configured(folder, monitoring, replicas, target, f"{interval}s")
        url, began = stack.enter_context(start_prometheus(config, folder / "data", free_port())).url, time.time()
        time.sleep(seconds / 2)
        before = [metric(url, name) for name in SUMS]
        time.sleep(seconds / 2)
        after = [metric(url, name) for name in SUMS]
        evaluated(report, interval, len(list(folder.glob("rules/*.rules.yml"))), before, after)
        series = metric(url, "prometheus_tsdb_head_series")
        report.notes.append(f"{series:.0f} series in Prometheus, recorded ones included")
        asked(report, url, recordings(folder), (began, time.time()), rounds)
    return report


def evaluated(report: Report, interval: int, groups: int, before: list[float], after: list[float]) -> None:
    """Seconds that one evaluation of everything takes, against the interval."""
    spent, times = (later - earlier for earlier, later in zip(before, after, strict=True))
    once = spent / times * groups
    report.rows.append({"what": "all rules, once", "milliseconds": median_of([once]).scaled(1e3)})
    report.limits.append(limit("evaluation to its interval", MOST_OF_INTERVAL, median_of([once / interval]), 4))


def asked(report: Report, url: str, pairs: list[tuple[str, str]], span: tuple[float, float], rounds: int) -> None:
    """Each recorded series by its name and by its expression, in turns."""
    by_name: list[float] = []
    by_expr: list[float] = []
    for _ in range(rounds):
        by_name.append(sum(seconds_for(url, name, *span) for name, _ in pairs) / len(pairs))
        by_expr.append(sum(seconds_for(url, expr, *span) for _, expr in pairs) / len(pairs))
    for what, found in (("a panel's query, recorded", by_name), ("the same, raw", by_expr)):
        report.rows.append({"what": what, "milliseconds": median_of(found).scaled(1e3)})
    report.limits.append(limit("a query on recorded series to one on raw", MOST_TO_RAW, ratio(by_name, by_expr), 3))
    assert get_json(f"{url}/api/v1/query", query=pairs[0][0])["status"] == "success"  # noqa: S101 - or nothing was measured


if __name__ == "__main__":
    command("evaluation", __doc__, SIZES, TINY, run)
