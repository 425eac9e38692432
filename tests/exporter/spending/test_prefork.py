"""Workers of a preloaded service, in prometheus_client's own multiprocess mode: processes, files, merging."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
from tests.exporter.spending import prefork
from tests.exporter.spending.readings import USER_METRICS, by_user

from watchspec import catalogue
from watchspec._internal.spending.hashing import user_label
from watchspec.testing import total

if TYPE_CHECKING:
    from collections.abc import Mapping

Merged = tuple[CollectorRegistry, "Mapping[catalogue.Metric, float]"]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    """The merged metrics of all workers, and what they spent together."""
    values, results = tmp_path_factory.mktemp("values"), tmp_path_factory.mktemp("results")
    done = subprocess.run(
        [sys.executable, "-W", "error", prefork.__file__, str(results)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[3]), *sys.path]),
            "PROMETHEUS_MULTIPROC_DIR": str(values),
            "WATCHSPEC_USER_SALT": "pepper",
        },
    )
    assert done.returncode == 0, done.stderr
    spent = [json.loads(path.read_text(encoding="utf-8")) for path in results.iterdir()]
    assert len(spent) == prefork.WORKERS
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(values))  # type: ignore[no-untyped-call]  # prometheus_client's own gap
    return registry, dict(zip(USER_METRICS, map(sum, zip(*spent, strict=True)), strict=True))


def test_sums_are_exact(merged: Merged) -> None:
    """Over all workers, in each metric; the amounts are binary fractions, so without rounding."""
    registry, spent = merged
    for metric, amount in spent.items():
        assert sum(by_user(registry, metric).values()) == amount


def test_there_are_no_more_series_than_said(merged: Merged) -> None:
    """At most workers x limit + 1; here the workers agree on the heaviest, so there are fewer."""
    registry, _ = merged
    shown = set(by_user(registry, catalogue.USER_COST))
    assert len(shown) <= prefork.WORKERS * prefork.LIMIT + 1
    assert len(shown & {user_label(f"user {number}") for number in range(prefork.HEAVY)}) >= prefork.LIMIT // 2


def test_each_worker_observes_its_own_sessions(merged: Merged) -> None:
    """Its part of the session; what was open in the parent when it forked is not observed once for each worker."""
    registry, spent = merged
    name = catalogue.SESSION_COST.name
    assert total(registry, f"{name}_sum") == spent[catalogue.USER_COST]
    assert total(registry, f"{name}_count") >= prefork.WORKERS * 7
