"""The chart library in the package."""

from __future__ import annotations

import subprocess
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_library_is_the_pinned_one() -> None:
    """Its checksum is the one that the script has, and its licence lies beside it."""
    done = subprocess.run([ROOT / "scripts" / "vendor-echarts", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = files("watchspec_generators.preview.html")
    assert "Apache License" in (folder / "echarts.LICENSE").read_text()
    assert "Apache ECharts" in (folder / "echarts.NOTICE").read_text()
