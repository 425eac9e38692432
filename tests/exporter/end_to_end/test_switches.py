"""What switches traces on and off, and what they never do to the service."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.end_to_end.conftest import KEEP_NONE
from tests.exporter.tracing.receiver import Receiver

import watchspec
from watchspec import catalogue
from watchspec._internal.collectors import ledger_of

if TYPE_CHECKING:
    from pathlib import Path

    import openai
    from tests.exporter.end_to_end.conftest import Scene

    from watchspec.testing import LoopbackProvider


def _run(script: str, provider: LoopbackProvider, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    whole = {**base, "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": provider.url, **environment}
    done = subprocess.run(
        [sys.executable, "-c", script], env=whole, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done


def test_off_loads_nothing(provider: LoopbackProvider) -> None:
    """Without traces OpenTelemetry is not imported, whatever is measured."""
    script = """
import sys, watchspec
from openai import OpenAI
watchspec.instrument(capture_content=True)
client = OpenAI()
with watchspec.span("answer"), watchspec.context(feature="f", user_id="u", session_id="s", prompt="p"):
    client.chat.completions.create(model="gpt-4o", messages=[])
    list(client.chat.completions.create(model="gpt-4o", messages=[], stream=True))
    watchspec.score("relevance", 1.0)
from prometheus_client import REGISTRY
from watchspec.testing import total
assert total(REGISTRY, watchspec.catalogue.REQUESTS.name, outcome="success", feature="f") == 2
print([name for name in sys.modules if name.startswith("opentelemetry")])
"""
    assert _run(script, provider).stdout == "[]\n"


@pytest.mark.parametrize("traces", [True, {"slow_seconds": 30.0}])
def test_sampling_of_the_spec(
    scene: Scene, client: openai.OpenAI, tmp_path: Path, traces: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The spec's `sampling`, as it is in exporter.json, holds where `traces` says nothing else."""
    path = tmp_path / "exporter.json"
    path.write_text(json.dumps({"version": 1, "service": "checkout", "sampling": {"rate": 1.0}}), encoding="utf-8")
    monkeypatch.setenv("WATCHSPEC_CONFIG", str(path))
    scene.instrument(traces)
    client.chat.completions.create(model="gpt-4o", messages=[])
    (span,) = scene.spans(1)
    assert span.attributes["watchspec.sample.reason"] == "rate"
    assert span.resource["service.name"] == "checkout"


def test_argument_wins_over_the_spec(scene: Scene, client: openai.OpenAI) -> None:
    """What `traces` names is taken from there, the rest from the spec."""
    sampling = {"rate": 1.0, "slow_seconds": 0.0, "new_user_calls": 0}
    scene.instrument({"rate": 0.0}, config={"sampling": sampling})
    client.chat.completions.create(model="gpt-4o", messages=[])
    (span,) = scene.spans(1)
    assert span.attributes["watchspec.sample.reason"] == "slow"


def test_switched_off_again(scene: Scene, client: openai.OpenAI) -> None:
    """A later `instrument()` without traces ends them; metrics go on."""
    scene.instrument()
    client.chat.completions.create(model="gpt-4o", messages=[])
    scene.spans(1)
    watchspec.instrument(registry=scene.registry)
    client.chat.completions.create(model="gpt-4o", messages=[])
    assert scene.meter.total(catalogue.REQUESTS) == 2
    assert scene.decisions() == {"rate": 1}


@pytest.mark.parametrize("traces", ["yes", 3])
def test_nonsense(scene: Scene, client: openai.OpenAI, traces: Any) -> None:
    """What cannot be used is counted, and the call measured without a trace."""
    scene.instrument(traces)
    client.chat.completions.create(model="gpt-4o", messages=[])
    assert scene.meter.total(catalogue.INTERNAL_ERRORS, place="config") == 1
    assert scene.meter.total(catalogue.REQUESTS) == 1


def test_without_opentelemetry(provider: LoopbackProvider) -> None:
    """A service without OpenTelemetry is measured all the same, and is told once."""
    script = """
import sys
sys.modules["opentelemetry"] = None
import watchspec
from openai import OpenAI
watchspec.instrument(traces=True)
OpenAI().chat.completions.create(model="gpt-4o", messages=[])
from prometheus_client import REGISTRY
from watchspec.testing import total
assert total(REGISTRY, watchspec.catalogue.REQUESTS.name, outcome="success") == 1
"""
    assert (
        _run(script, provider).stderr == "nothing is traced: OpenTelemetry is missing (pip install 'watchspec[otel]')\n"
    )


BUSY = """
import json, threading, watchspec
from openai import OpenAI
watchspec.instrument(traces={"rate": 1.0})
import socket
waits = []
plain = socket.socket.connect
def connect(self, address):
    if address[1] == PORT:
        waits.append(threading.current_thread() is threading.main_thread())
    return plain(self, address)
socket.socket.connect = connect
client = OpenAI()
for _ in range(40):
    with watchspec.span("answer"):
        client.chat.completions.create(model="gpt-4o", messages=[])
import time
deadline = time.monotonic() + 20
while not waits and time.monotonic() < deadline:
    time.sleep(0.01)
from watchspec import catalogue
from watchspec.testing import total
from prometheus_client import REGISTRY
print(json.dumps([any(waits), len(waits) > 0, total(REGISTRY, catalogue.REQUESTS.name, outcome="success"),
    total(REGISTRY, catalogue.TRACES.name, decision="rate"), total(REGISTRY, catalogue.INTERNAL_ERRORS.name)]))
"""


@pytest.mark.parametrize("mode", ["ok", "error", "hang", "refused"])
def test_receiver_that_is_slow_or_dead(provider: LoopbackProvider, mode: Any) -> None:
    """Whatever the receiver does, all calls and traces are counted, and no calling thread ever talks to it."""
    with Receiver("ok" if mode == "refused" else mode) as receiver:
        url = "http://127.0.0.1:9" if mode == "refused" else receiver.url
        settings = {"OTEL_BSP_SCHEDULE_DELAY": "20", "OTEL_EXPORTER_OTLP_TIMEOUT": "1"}
        script = BUSY.replace("PORT", url.rpartition(":")[2])
        done = _run(script, provider, OTEL_EXPORTER_OTLP_ENDPOINT=url, **settings)
        assert json.loads(done.stdout) == [False, True, 40, 40, 0]
        assert "Traceback" not in done.stderr
        assert len(receiver.spans) == (80 if mode == "ok" else 0)


def test_what_is_left_is_sent_at_exit(provider: LoopbackProvider) -> None:
    """A process that ends with an open step, and a stream and a generator that it has thrown away, sends all of it."""
    script = """
import gc, watchspec
from openai import OpenAI
watchspec.instrument(traces={"rate": 1.0})
client = OpenAI()
span = watchspec.span("open")
span.__enter__()
client.chat.completions.create(model="gpt-4o", messages=[])
@watchspec.observe
def words():
    yield client.chat.completions.create(model="gpt-4o-mini", messages=[], stream=True)
words = words()
stream = next(words)
next(stream)
del stream, words
gc.collect()
"""
    with Receiver() as receiver:
        _run(script, provider, OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url)
        assert sorted(span.name for span in receiver.spans) == ["chat gpt-4o", "chat gpt-4o-mini", "words"]


def test_traces_survive_what_else_is_measured(scene: Scene, client: openai.OpenAI) -> None:
    """A second client on the same registry, without traces, does not take them from the first."""
    import openai

    scene.instrument(KEEP_NONE | {"slow_seconds": 0.0})
    with openai.OpenAI(base_url=client.base_url, api_key="none") as other:
        watchspec.instrument(other, registry=scene.registry)
        client.chat.completions.create(model="gpt-4o", messages=[])
        other.chat.completions.create(model="gpt-4o", messages=[])
        # Counted at once, as each call where traces are kept: nothing waits for a scrape.
        assert not ledger_of(scene.registry).waiting
        assert [span.name for span in scene.spans(1)] == ["chat gpt-4o"]
    assert scene.meter.total(catalogue.REQUESTS) == 2
