"""In multiprocess mode all ways to serve the metrics show those of all workers, without further ado."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SETUP = """
import asyncio, os
from urllib.request import urlopen
from wsgiref.util import setup_testing_defaults
import prometheus_client
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
import watchspec
from watchspec import catalogue
from watchspec._internal.collectors import collectors_for

made = collectors_for(REGISTRY, {})
labels = ("openai", "gpt-4o", "chat", "unset", "success")

def wsgi(app, **request):
    environ = {}
    setup_testing_defaults(environ)
    answered = []
    body = b"".join(app({**environ, **request}, lambda *started: answered.extend(started)))
    return [*answered, body]

def all_merged():
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry

app = watchspec.make_wsgi_app()
made[catalogue.REQUESTS].labels(*labels).inc()
if os.fork():
    os.wait()
else:
    made[catalogue.REQUESTS].labels(*labels).inc(4)
    os._exit(0)
expected = b'outcome="success",provider="openai"} 5.0'
"""
CASES = {
    "wsgi": """
for request in ({}, {"HTTP_ACCEPT": "application/openmetrics-text"}, {"REQUEST_METHOD": "OPTIONS"},
                {"REQUEST_METHOD": "POST"}):
    answer = wsgi(app, **request)
    assert answer == wsgi(prometheus_client.make_wsgi_app(all_merged()), **request), answer
    assert expected in answer[2] or "REQUEST_METHOD" in request
few = wsgi(app, QUERY_STRING="name[]=" + catalogue.REQUESTS.name)[2].splitlines()
assert len(few) == 3 and few[2].endswith(expected), few
assert wsgi(app, QUERY_STRING="name[]=none")[2] == b""
""",
    "asgi": """
sent = []
async def receive():
    return {"type": "http.request"}
async def send(message):
    sent.append(message)
scope = {"type": "http", "method": "GET", "query_string": b"", "headers": []}
asyncio.run(watchspec.make_asgi_app()(scope, receive, send))
assert expected in sent[1]["body"]
""",
    "http server": """
server, thread = watchspec.start_http_server(0)
with urlopen(f"http://127.0.0.1:{server.server_port}/metrics", timeout=5) as answer:
    assert expected in answer.read()
server.shutdown()
server.server_close()
thread.join()
""",
    "a registry that merges already": """
registry = all_merged()
class Own:
    def collect(self):
        yield prometheus_client.metrics_core.GaugeMetricFamily("own", "Own", value=7)
registry.register(Own())
body = wsgi(watchspec.make_wsgi_app(registry))[2]
assert expected in body and b"own 7.0" in body
assert body == prometheus_client.generate_latest(registry)
""",
    "what was counted last": """
from watchspec._internal import serving
class Waiting:
    def count(self, tally):
        tally.inc(made[catalogue.REQUESTS].labels(*labels), 10)
for served, query, counted in (
    (app, "", b" 15.0"),
    (app, "name[]=" + catalogue.REQUESTS.name, b" 25.0"),
    (watchspec.make_wsgi_app(all_merged()), "", b" 35.0"),
):
    serving.ledger_of(REGISTRY).dropped(Waiting())
    assert counted in wsgi(served, QUERY_STRING=query)[2]
""",
    "a damaged file": """
from pathlib import Path
path = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]) / "counter_5000000.db"
path.write_bytes((9999).to_bytes(4, "little") + bytes(9995))
assert expected in wsgi(app)[2]
body = wsgi(app)[2]
assert (catalogue.INTERNAL_ERRORS.name + '{place="prefork"} 1.0').encode() in body, body
""",
}


@pytest.mark.parametrize("case", CASES)
def test_all_workers_are_served(tmp_path: Path, case: str) -> None:
    """In a process of its own, as prometheus_client decides on the mode when it is imported."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SETUP + CASES[case]],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
