"""The metrics of a registry of each test's own, and a salt that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.exporter.spending.readings import metrics_on

from watchspec._internal.spending import hashing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_client import CollectorRegistry

    from watchspec import catalogue
    from watchspec._internal.collectors import Wrapper

SALT = "pepper"


@pytest.fixture(autouse=True)
def salt(monkeypatch: pytest.MonkeyPatch) -> str:
    """The process's salt; forgotten afterwards."""
    monkeypatch.setenv(hashing.ENVIRONMENT_VARIABLE, SALT)
    monkeypatch.setattr(hashing._Settings, "salt", None)
    monkeypatch.setattr(hashing._Settings, "secret", None)
    return SALT


@pytest.fixture
def metrics(registry: CollectorRegistry) -> Mapping[catalogue.Metric, Wrapper]:
    return metrics_on(registry)
