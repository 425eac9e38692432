"""Each example in docs/instrumenting.md runs as written, and measures what the page says."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec import catalogue
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
    "user_id=": ("", SHOW, [chat(catalogue.REQUESTS, 1.0, "support_chat", outcome="success")]),
    "copy_context": ("", SHOW, [chat(catalogue.REQUESTS, 2.0, "search_summary", outcome="success")]),
    "watchspec.span": (
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
    '"relevance"': (
        "",
        SHOW,
        [
            chat(catalogue.EVALUATION_SCORE, 1.0, suffix="_count", evaluator="relevance"),
            chat(catalogue.HALLUCINATION_CHECKS, 1.0, verdict="supported"),
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
    environment = {**os.environ, "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": provider.url}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert set(lines) <= set(done.stdout.splitlines())
