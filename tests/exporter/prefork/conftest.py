"""Workers that write prometheus_client's files, all within the test's process unless it is about processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Summary, exposition, values
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

from watchspec import catalogue
from watchspec._internal.collectors import collectors_for
from watchspec._internal.prefork import workers
from watchspec._internal.rendering import encode
from watchspec._internal.safety import forget_logged
from watchspec.testing import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GONE = 5_000_000
"""Larger than any process id of Linux: processes from here on have certainly ended."""
MODES = ("all", "liveall", "min", "livemin", "max", "livemax", "sum", "livesum", "mostrecent", "livemostrecent")
CALLS = 'calls_total{a="y",z="x"}'
"""The sample that `busy` workers count in."""
TEXT = ""
OPENMETRICS = "application/openmetrics-text;version=1.0.0"
FORMATS = (TEXT, OPENMETRICS)


def let_go(kind: Any) -> None:
    """Closes the files of a process's values, as its end would; newer versions of prometheus_client have a way."""
    for cell in kind._MmapedValue__check_for_pid_change.__closure__:
        found = cell.cell_contents
        for file in list(found.values()) if isinstance(found, dict) else ():
            if isinstance(file, MmapedDict):
                file.close()  # type: ignore[no-untyped-call]  # it has no types
                found.clear()


class Worker:
    """A process with metrics of each kind, which it begins in an order of its own."""

    def __init__(self, pid: int, **options: Any) -> None:
        before = values.ValueClass
        values.ValueClass = self.values = values.MultiProcessValue(lambda: pid)  # type: ignore[no-untyped-call]  # it has no types
        try:
            self.pid = pid
            self.registry = CollectorRegistry()
            self.counter = self._made(Counter, "calls", "Calls \\ of\nany kind")
            self.histogram = self._made(Histogram, "took", "Took", buckets=options.get("buckets", (-1, 0.5, 1e7)))
            self.summary = self._made(Summary, "sizes", "Sizes")
            self.gauges = {mode: self._made(Gauge, f"level_{mode}", "Level", multiprocess_mode=mode) for mode in MODES}
            self.single = Counter("single", "No labels", registry=self.registry)
        finally:
            values.ValueClass = before

    def _made(self, kind: Any, name: str, text: str, **options: Any) -> Any:
        metric = kind(name, text, ("z", "a"), registry=self.registry, **options)
        # Children are made while this process's values are in place; those of labels() come later.
        return _Late(self, metric)

    def end(self) -> None:
        """Lets go of the files; what is in them stays."""
        let_go(self.values)


@dataclass
class _Late:
    """A metric whose children write as their worker, whenever they are made."""

    worker: Worker
    metric: Any

    def labels(self, *labels: str) -> Any:
        before = values.ValueClass
        values.ValueClass = self.worker.values
        try:
            return self.metric.labels(*labels)
        finally:
            values.ValueClass = before


@dataclass
class Fleet:
    """A directory and the workers that write there."""

    folder: Path
    workers: list[Worker] = field(default_factory=list)
    own: CollectorRegistry = field(default_factory=CollectorRegistry)
    """Where our failures are counted, in this process alone."""

    def __post_init__(self) -> None:
        collectors_for(self.own, {})

    def worker(self, pid: int, **options: Any) -> Worker:
        """Begins a worker."""
        made = Worker(pid, **options)
        self.workers.append(made)
        return made

    def dies(self, worker: Worker) -> None:
        """Ends a worker without a word; a claim that nobody holds is left."""
        worker.end()
        self.workers.remove(worker)
        (self.folder / f"watchspec_{worker.pid}_1.alive").touch()

    def registry(self) -> CollectorRegistry:
        """What the host would serve with prometheus_client alone."""
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(self.folder))  # type: ignore[no-untyped-call]  # it has no types
        return registry

    def scrape(self, accepted: str = TEXT) -> str:
        """Our answer."""
        return encode(self.registry(), exposition.choose_encoder(accepted)[0], self.own).decode()

    def failures(self) -> dict[str, float]:
        """Our failures by place, without the zeros."""
        found = samples(self.own, catalogue.INTERNAL_ERRORS.name)
        return {labels[0][1]: value for labels, value in found.items() if value}

    def expected(self, accepted: str = TEXT) -> str:
        """The answer of prometheus_client."""
        encoder: Callable[[Any], bytes] = exposition.choose_encoder(accepted)[0]
        return encoder(self.registry()).decode()

    def value(self, line: str) -> float:
        """The value of the sample whose line begins like this."""
        (found,) = (text for text in self.scrape().splitlines() if text.startswith(f"{line} "))
        return float(found.removeprefix(f"{line} "))

    def names(self, ending: str = "") -> set[str]:
        """Names of the files there are."""
        return {path.name for path in self.folder.iterdir() if path.name.endswith(ending)}

    def end(self) -> None:
        """Ends all workers and forgets what was read."""
        for worker in self.workers:
            worker.end()
        workers.workers_in(self.folder).forget()
        workers._known.pop(self.folder, None)
        getattr(values, "_multi_process_cleanups", []).clear()


def busy(worker: Worker, amount: float = 1.0) -> Worker:
    """Lets it count something of each kind that outlives it."""
    worker.counter.labels("x", "y").inc(amount)
    worker.histogram.labels("x", "y").observe(amount)
    worker.summary.labels("x", "y").observe(amount)
    return worker


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fleet]:
    """Nothing has been counted yet."""
    forget_logged()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    made = Fleet(tmp_path)
    yield made
    made.end()
