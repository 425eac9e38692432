"""The spec's own cases hold on both promtools, or it is told where the one stands that does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.proofs.spec_cases import prove

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
SPEC = Path(__file__).parents[3] / "monitoring.yaml"


def only(monitoring: Monitoring, name: str) -> Monitoring:
    """The spec with one alert."""
    return replace(monitoring, alerts=tuple(alert for alert in monitoring.alerts if alert.name == name))


def test_a_case_that_fails_is_told_where_it_stands(
    edited: Callable[..., Monitoring], write: Callable[..., Path]
) -> None:
    """File, line and column, its name, and what became of it; the others are counted."""
    monitoring = only(edited(("with 3 calls, then: quiet", "with 3 calls, then: pending")), "LLMHighLatency")
    folder = write(monitoring, "rules")
    proofs = list(prove(folder, monitoring))
    assert [(proof.ok, proof.count, proof.tool) for proof in proofs] == [
        (False, 3, "promtool 3.5"),
        (False, 3, "promtool 2.42"),
    ]
    place, _, told = proofs[0].detail.partition(": LLMHighLatency: three slow calls: ")
    line = next(number for number, text in enumerate(SPEC.read_text("utf-8").split("\n"), 1) if "three slow" in text)
    assert place == f"monitoring.yaml:{line}:9"
    assert told.startswith("expected pending, but it never fires; at the end latency_p95 is 60s (limit: above 10s)")


def test_nothing_to_prove(shipped: Monitoring, tmp_path: Path) -> None:
    """Without cases there is no proof."""
    assert list(prove(tmp_path, only(shipped, "Watchdog"))) == []
