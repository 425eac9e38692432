"""The example in examples/ runs as written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from watchspec import catalogue

EXAMPLE = Path(__file__).parents[2] / "examples" / "quickstart.py"


def test_quickstart_shows_its_metrics() -> None:
    """Three calls of one feature, with tokens, cost, times and scores."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLE)], capture_output=True, text=True, check=True, timeout=60
    )
    labels = 'feature="support_chat",model="gpt-4o-mini",operation="chat"'
    lines = [line for line in done.stdout.splitlines() if labels in line]
    for metric, value in (
        (catalogue.REQUESTS.name, "3.0"),
        (catalogue.TIME_TO_FIRST_TOKEN.name + "_count", "3.0"),
        (catalogue.EVALUATION_SCORE.name + "_count", "3.0"),
        (catalogue.COST.name, ""),
    ):
        assert any(line.startswith(metric + "{") and line.endswith(value) for line in lines), metric
    assert done.stderr == ""
