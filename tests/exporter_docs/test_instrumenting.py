"""Each example in docs/instrumenting.md runs as written, and measures what the page says."""

from __future__ import annotations

import inspect
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.exporter.tracing.receiver import Receiver

import watchspec
from watchspec import catalogue
from watchspec._internal import parking, surfaces
from watchspec.testing import LoopbackProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[2] / "docs" / "instrumenting.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)

SHOW = """
from prometheus_client import generate_latest
print(generate_latest().decode())
"""
STREAM = """
import asyncio
async def listen():
    return [word async for word in words("Who are you?")]
assert asyncio.run(listen())
"""
FETCH = """
from urllib.request import urlopen
print(urlopen("http://127.0.0.1:8000/metrics", timeout=5).read().decode())
"""
ASGI = """
import asyncio
async def get(path):
    sent = []
    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}
    async def send(message):
        sent.append(message)
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "",
             "scheme": "http", "http_version": "1.1", "query_string": b"", "headers": [(b"host", b"test")]}
    await app(scope, receive, send)
    return sent[0]["status"], sent[0]["headers"], sent[1]["body"].decode()
status, headers, _ = asyncio.run(get("/metrics"))
assert status == 307 and (b"location", b"http://test/metrics/") in headers, (status, headers)
status, _, body = asyncio.run(get("/metrics/"))
assert status == 200
print(body)
"""
WSGI = """
from wsgiref.util import setup_testing_defaults
def get(path):
    environ = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    answered = []
    body = b"".join(served(environ, lambda status, headers, *rest: answered.append(status)))
    return answered[0], body.decode()
assert get("/other")[0].startswith("404")
status, body = get("/metrics")
assert status == "200 OK"
print(body)
"""
DJANGO = """
import sys, types
from django.conf import settings
settings.configure(ROOT_URLCONF="urls", ALLOWED_HOSTS=["*"], SECRET_KEY="x")
sys.modules["urls"] = types.ModuleType("urls")
sys.modules["urls"].urlpatterns = []
"""


def sample(metric: str, value: float, **labels: str) -> str:
    """The line of a sample, as prometheus_client writes it."""
    inside = ",".join(f'{name}="{text}"' for name, text in sorted(labels.items()))
    return f"{metric}{{{inside}}} {value}"


def chat(metric: catalogue.Metric, value: float, feature: str = "unset", suffix: str = "", **labels: str) -> str:
    """The line of a sample of the examples' chat calls."""
    base = {"provider": "openai", "model": "gpt-4o-mini", "operation": "chat", "feature": feature}
    return sample(metric.name + suffix, value, **base, **labels)


HELP = f"# HELP {catalogue.REQUESTS.name} {catalogue.REQUESTS.help}"
ONE = chat(catalogue.REQUESTS, 1.0, outcome="success")
EMBEDDED = sample(
    catalogue.REQUESTS.name,
    1.0,
    provider="openai",
    model="text-embedding-3-small",
    operation="embeddings",
    feature="unset",
    outcome="success",
)
CHECKS: dict[str, tuple[str, str, list[str]]] = {
    # part of the example: code before it, code after it, lines that are then printed
    "instrument()\n\nclient = OpenAI()\nclient.chat": ("", SHOW, [ONE]),
    "instrument(client)": ("", SHOW, [EMBEDDED]),
    "MonitoredOpenAI(": ("", SHOW, [EMBEDDED]),
    "user_id=": (
        "",
        SHOW,
        [
            "ce4af7ff400f",
            chat(catalogue.REQUESTS, 1.0, "support_chat", outcome="success"),
            sample(catalogue.SESSION_COST.name + "_count", 1.0, feature="support_chat"),
            sample(
                catalogue.PROMPT_REQUESTS.name, 1.0, prompt="support/v12", feature="support_chat", outcome="success"
            ),
            sample(catalogue.USER_REQUESTS.name, 1.0, user=catalogue.OTHER),
        ],
    ),
    "copy_context": ("", SHOW, [chat(catalogue.REQUESTS, 2.0, "search_summary", outcome="success")]),
    "@watchspec.observe": (
        "",
        STREAM + SHOW,
        [
            sample(catalogue.STEP_DURATION.name + "_count", 2.0, step="answer", outcome="success"),
            sample(catalogue.STEP_DURATION.name + "_count", 2.0, step="document_retrieval", outcome="success"),
            sample(catalogue.STEP_DURATION.name + "_count", 1.0, step="stream_answer", outcome="success"),
            sample(catalogue.STEP_TOKENS.name, 16.0, step="answer", feature="unset", type="output"),
            sample(catalogue.STEP_TOKENS.name, 0.0, step="document_retrieval", feature="unset", type="output"),
            sample(catalogue.STEP_TOKENS.name, 8.0, step="stream_answer", feature="unset", type="output"),
        ],
    ),
    "traces=": (
        "",
        SHOW,
        [
            chat(catalogue.REQUESTS, 1.0, outcome="success"),
            sample(catalogue.STEP_DURATION.name + "_count", 1.0, step="answer", outcome="success"),
            chat(catalogue.EVALUATION_SCORE, 1.0, suffix="_count", evaluator="relevance"),
        ],
    ),
    "hallucination_check": (
        "",
        SHOW,
        [
            chat(catalogue.EVALUATION_SCORE, 1.0, suffix="_count", evaluator="relevance"),
            chat(catalogue.HALLUCINATION_CHECKS, 1.0, verdict="supported"),
            chat(catalogue.TOXICITY_CHECKS, 1.0, verdict="clean"),
            chat(catalogue.FEEDBACK, 1.0, rating="positive"),
        ],
    ),
    "request_ref": (
        "",
        SHOW,
        [
            chat(catalogue.FEEDBACK, 1.0, "support_chat", rating="positive"),
            chat(catalogue.EVALUATION_SCORE, 1.0, "support_chat", "_count", evaluator="groundedness"),
        ],
    ),
    "start_http_server(": ("", FETCH, [HELP]),
    "FastAPI()": ("", ASGI, [HELP]),
    "Starlette(": ("", ASGI, [HELP]),
    "Flask(": ("", "served = app" + WSGI, [HELP]),
    "get_wsgi_application()": (DJANGO, "served = application" + WSGI, [HELP]),
}


def test_every_example_has_a_check() -> None:
    """And every check is about exactly one example."""
    assert len(EXAMPLES) == len(CHECKS)
    for part in CHECKS:
        assert sum(part in example for example in EXAMPLES) == 1, part


@pytest.fixture(scope="module")
def provider() -> Iterator[LoopbackProvider]:
    with LoopbackProvider() as running:
        yield running


@pytest.mark.parametrize("part", CHECKS)
def test_example(provider: LoopbackProvider, part: str) -> None:
    """In a process of its own, with a provider on loopback, and on a port that is free."""
    before, after, lines = CHECKS[part]
    example = next(example for example in EXAMPLES if part in example)
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = str(reserved.getsockname()[1])
    script = (before + example + after).replace("8000", port)
    command = [sys.executable, "-c", script]
    with Receiver() as receiver:
        environment = {
            **os.environ,
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": provider.url,
            "WATCHSPEC_USER_SALT": "a salt of this test",
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(lines) <= set(done.stdout.splitlines())


def rows(heading: str) -> list[list[str]]:
    """Cells of the table below a heading."""
    part = PAGE[PAGE.index(f"\n{heading}\n") :]
    lines = re.search(r"^\| --- .*\n((?:\|.*\n)+)", part, re.MULTILINE)
    assert lines is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1].splitlines()]


def test_options() -> None:
    """The table has every option of `instrument()` with its default."""
    told = {
        name: default.strip("`")
        for names, default, _ in rows("## Every client of the process")
        for name in re.findall(r"`(\w+)`", names)
    }
    real = inspect.signature(watchspec.instrument).parameters
    assert {name: str(real[name].default) for name in real if name != "client"}.items() <= told.items()


def test_requests() -> None:
    """The table of requests is that of the code."""
    told = {
        path: operation.strip("`")
        for paths, operation in rows("## What is measured")
        for path in re.findall(r"`POST (\S+)`", paths)
    }
    assert told == {surface.suffix: surface.operation for surface in surfaces._POSTED}
    assert set(told.values()) == set(catalogue.OPERATIONS)
    assert f"{parking.MAX_PARKED:,} newer ones" in PAGE


def test_outcomes() -> None:
    """All outcomes are explained, and which of them count."""
    table = rows("### How a call ends")
    assert tuple(sorted(outcome.strip("`") for outcome, _, _ in table)) == tuple(sorted(catalogue.OUTCOMES))
    assert {row[0].strip("`") for row in table if row[2] == "yes"} == set(catalogue.FAILED_OUTCOMES)
    assert {row[0].strip("`") for row in table if row[2] == "left out"} == set(catalogue.UNJUDGED_OUTCOMES)


def test_names() -> None:
    """Every metric and function that the page names exists, and every public function is on it."""
    metrics = {metric.name for metric in catalogue.METRICS}
    assert set(re.findall(r"`((?:llm|watchspec)_\w+?)(?:\{\w+\})?`", PAGE)) <= metrics
    assert set(re.findall(r"\bwatchspec\.(\w+)\(", PAGE)) <= set(dir(watchspec))
    functions = set(watchspec.__all__) - {"__version__", "uninstrument"}
    assert {name for name in functions if name not in PAGE} == set()


def test_sources_of_usage() -> None:
    """All sources are explained."""
    part = PAGE[PAGE.index("### Tokens, and where they come from") :]
    assert set(re.findall(r"^- `(\w+)`:", part, re.MULTILINE)[:3]) == set(catalogue.USAGE_SOURCES)
