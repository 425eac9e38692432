"""Exemplars of all workers are in the OpenMetrics answer, the newest one of each bucket."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Counter, Histogram, values
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.exporter.prefork.conftest import OPENMETRICS, TEXT, Fleet, let_go

from watchspec import catalogue
from watchspec._internal.prefork import claims, exemplars
from watchspec._internal.prefork.exemplars import MAX_SAMPLES, Noted, note, note_child
from watchspec._internal.prefork.slots import Slots

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from prometheus_client.samples import Exemplar

    from watchspec.testing import LoopbackProvider

LABELS = {"z": "x", "a": "y"}
TRACE = {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"}
NOTE = """
import os, sys
from prometheus_client import Counter, Histogram
from watchspec._internal.prefork.exemplars import note, note_child
took = Histogram("took", "Took", ("z", "a"), buckets=(0.5, 1e7)).labels("x", "y")
took.observe(0.25)
"""


def _do_nothing() -> None:
    pass


@pytest.fixture
def own(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process is a worker: its values are files, and it holds a claim."""
    monkeypatch.setattr(values, "ValueClass", values.MultiProcessValue())  # type: ignore[no-untyped-call]  # it has no types
    monkeypatch.setattr(os, "register_at_fork", lambda **_: None)
    yield
    if claims._Own.lock is not None:
        os.close(claims._Own.lock)
    if exemplars._Own.store is not None:
        exemplars._Own.store.close()
    claims._Own.path = claims._Own.lock = exemplars._Own.store = None
    let_go(values.ValueClass)


def _found(fleet: Fleet) -> dict[tuple[str, str], Exemplar]:
    families = text_string_to_metric_families(fleet.scrape(OPENMETRICS))  # type: ignore[no-untyped-call]  # it has no types
    samples = [sample for family in families for sample in family.samples if sample.exemplar]
    return {(sample.name, sample.labels.get("le", "")): sample.exemplar for sample in samples}


def test_histograms_and_counters(fleet: Fleet, own: None) -> None:
    """The answer parses, carries them where they belong, and is otherwise prometheus_client's."""
    took = Histogram("took", "Took", tuple(LABELS), buckets=(0.5, 1e7), registry=None).labels(**LABELS)
    calls = Counter("calls", "Calls", tuple(LABELS), registry=None).labels(**LABELS)
    took.observe(0.25)
    calls.inc(3)
    assert note("took", LABELS, 0.5, TRACE, 0.25, 1700000000.5)
    assert note("calls_total", LABELS, None, {"trace_id": "ü", "span_id": "1"}, 3)
    found = _found(fleet)
    took_mark: Any = found["took_bucket", "0.5"]
    assert (took_mark.labels, took_mark.value, float(took_mark.timestamp)) == (TRACE, 0.25, 1700000000.5)
    assert found["calls_total", ""].labels == {"trace_id": "ü", "span_id": "1"}
    assert set(found) == {("took_bucket", "0.5"), ("calls_total", "")}
    scraped = fleet.scrape(OPENMETRICS)
    plain = [line.partition(" # ")[0] for line in scraped.splitlines()]
    assert plain == fleet.expected(OPENMETRICS).splitlines()
    assert fleet.scrape(TEXT) == fleet.expected(TEXT)


def test_children(fleet: Fleet, own: None) -> None:
    """The bucket is found for the child, as observing finds it."""
    took = Histogram("took", "Took", tuple(LABELS), buckets=(0.5, 1e7), registry=None).labels(**LABELS)
    calls = Counter("calls", "Calls", registry=None)
    for value in (0.5, 0.6, 1e9):
        took.observe(value)
        assert note_child(took, value, TRACE)
    calls.inc()
    assert note_child(calls, 1, TRACE)
    assert not note_child(took, float("nan"), TRACE)
    found = {key: exemplar.value for key, exemplar in _found(fleet).items()}
    expected = {("took_bucket", "0.5"): 0.5, ("took_bucket", "1e+07"): 0.6, ("took_bucket", "+Inf"): 1e9}
    assert found == {**expected, ("calls_total", ""): 1.0}


def test_the_newest_of_all_workers(fleet: Fleet) -> None:
    """Whichever worker noted it, also one that is idle since; those of a dead one are gone."""
    script = NOTE + "note('took', {'z': 'x', 'a': 'y'}, 0.5, {'trace_id': sys.argv[1]}, 0.25, float(sys.argv[1]))\n"
    script += "print('noted', flush=True)\nsys.stdin.read()\n"
    processes = []
    for moment in ("200", "300", "100"):
        process = subprocess.Popen(
            [sys.executable, "-c", script, moment],
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(fleet.folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "noted\n"
        processes.append(process)
    seen = []
    for number in (None, 1, 0, 2):
        if number is not None:
            processes[number].kill()
            processes[number].communicate()
        seen.append([exemplar.labels["trace_id"] for exemplar in _found(fleet).values()])
    assert seen == [["300"], ["200"], ["100"], []]
    assert fleet.names(".exemplars") == set()
    assert 'took_count{a="y",z="x"} 3.0\n' in fleet.scrape()


def test_forked_worker_has_its_own(fleet: Fleet) -> None:
    """A worker that is born of a process which has noted exemplars writes to a file of its own."""
    script = NOTE + (
        "note_child(took, 0.25, {'trace_id': 'parent'})\n"
        "child = os.fork()\n"
        "note_child(took, 1.0, {'trace_id': 'child'}) if not child else os.wait()\n"
        "print(*sorted(n for n in os.listdir(os.environ['PROMETHEUS_MULTIPROC_DIR']) if n.endswith('exemplars')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(fleet.folder)},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stderr == ""
    for line in done.stdout.splitlines():
        assert len({name.split("_")[1] for name in line.split()}) == 2


CALL = """
import os, signal
from openai import OpenAI
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from prometheus_client import REGISTRY, exposition
import watchspec
from watchspec._internal.rendering import encode
from watchspec._internal.serving import shown

trace.set_tracer_provider(TracerProvider())
watchspec.instrument(traces={"rate": 1.0})
watchspec.make_wsgi_app()
read, said = os.pipe()
child = os.fork()
if not child:
    with OpenAI() as client, trace.get_tracer("host").start_as_current_span("request") as span:
        client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
    os.write(said, format(span.get_span_context().trace_id, "032x").encode())
    signal.pause()
trace_id = os.read(read, 32).decode()
print(trace_id)
print(encode(shown(REGISTRY), exposition.choose_encoder("application/openmetrics-text")[0]).decode(), end="")
os.kill(child, signal.SIGKILL)
os.wait()
"""


def test_real_calls(fleet: Fleet, provider: LoopbackProvider) -> None:
    """A worker's call is traced; the answer of another one leads from the latency bucket to that trace."""
    pytest.importorskip("opentelemetry.sdk")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CALL],
        env={
            **os.environ,
            "PROMETHEUS_MULTIPROC_DIR": str(fleet.folder),
            "OPENAI_BASE_URL": provider.url,
            "OPENAI_API_KEY": "none",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    trace_id, _, text = done.stdout.partition("\n")
    families = text_string_to_metric_families(text)  # type: ignore[no-untyped-call]  # it has no types
    found = {
        sample.name: sample.exemplar.labels["trace_id"]
        for family in families
        for sample in family.samples
        if sample.exemplar
    }
    assert found == {f"{catalogue.DURATION.name}_bucket": trace_id}


def test_limits(fleet: Fleet, own: None) -> None:
    """What OpenMetrics does not allow, or would cost too much, is not noted."""
    assert not note("took", LABELS, 0.5, {"trace_id": "x" * 121}, 0.25)
    assert not note("took", LABELS, 0.5, {"trace_id": "ü" * 110}, 0.25)
    assert not note("took", LABELS, 0.5, {"trace-id": "x"}, 0.25)
    assert note("took", LABELS, 0.5, {"trace_id": "x" * 120}, 0.25)
    for number in range(MAX_SAMPLES - 1):
        assert note("took", {"a": str(number)}, 0.5, TRACE, 0.25)
    assert not note("took", {"a": "one more"}, 0.5, TRACE, 0.25)
    assert note("took", LABELS, 0.5, TRACE, 0.3)
    (name,) = fleet.names(".exemplars")
    assert (fleet.folder / name).stat().st_size <= 2 << 20


def test_outside_multiprocess_mode(fleet: Fleet) -> None:
    """prometheus_client has them then."""
    assert not note("took", LABELS, 0.5, TRACE, 0.25)
    assert fleet.names() == set()


noted = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.dictionaries(st.sampled_from("xyz"), st.text(max_size=4)),
        st.sampled_from([0.5, float("inf")]),
        st.dictionaries(st.sampled_from(["trace_id", "span_id"]), st.text(st.characters(codec="utf-8"), max_size=20)),
        st.floats(allow_nan=False),
        st.booleans(),
    ),
    max_size=20,
)


@given(noted)
def test_any_notes(tmp_path_factory: pytest.TempPathFactory, history: list[tuple[Any, ...]]) -> None:
    """Read at any time, each sample has its latest exemplar."""
    path: Path = tmp_path_factory.mktemp("notes") / "file"
    store = exemplars._Store(path)
    reader = Noted(path, Slots())
    expected: dict[Any, Any] = {}
    try:
        for moment, (metric, labels, le, exemplar, value, is_read) in enumerate(history):
            record = exemplars._record(exemplar, value, float(moment))
            assert record is not None
            assert store.put((metric, le, *labels.items()), record)
            expected[metric, tuple(sorted(labels.items())), le] = exemplars._mark(record)
            if is_read:
                _check(reader, expected)
        _check(reader, expected)
    finally:
        store.close()


def _check(reader: Noted, expected: dict[Any, Any]) -> None:
    found: dict[Any, Any] = {(slot.metric, slot.group, slot.edge): mark for slot, mark in reader.read(_do_nothing)}
    assert found == expected


def test_record_that_is_being_written(tmp_path: Path) -> None:
    """The one before is shown until the new one is complete, and a key without a record is none."""
    path = tmp_path / "file"
    store = exemplars._Store(path)
    reader = Noted(path, Slots())
    first, second = (exemplars._record({"trace_id": name}, 1.0, 1.0) or b"" for name in ("first", "second"))
    store.put(("took", 0.5), first)
    assert [mark for _, (_, mark) in reader.read(_do_nothing)] == [' # {trace_id="first"} 1.0 1.0\n']
    store.put(("took", 0.5), first[:30] + second[30:])
    assert [mark for _, (_, mark) in reader.read(_do_nothing)] == [' # {trace_id="first"} 1.0 1.0\n']
    store.put(("took", 0.5), second)
    assert [mark for _, (_, mark) in reader.read(_do_nothing)] == [' # {trace_id="second"} 1.0 1.0\n']
    store.close()
    path.unlink()
    assert list(reader.read(_do_nothing)) == []
