"""`watchspec preview` as people run it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.edge.preview.pictures import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
MAIN = "from watchspec_generators.cli import main; main()"
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.binary


def run(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command, run at the root of the repository."""
    command = [sys.executable, "-c", MAIN, "preview", *arguments]
    given = {**os.environ, **(env or {})}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False, env=given)


def small(folder: Path, panels: Mapping[int, str]) -> Path:
    """A folder with one dashboard of numbers, by the panels' id and query."""
    written: list[dict[str, Any]] = [
        {
            "id": number,
            "type": "stat",
            "title": f"Panel {number}",
            "gridPos": {"x": 0, "y": 0, "w": 12, "h": 4},
            "targets": [{"refId": "A", "expr": expr, "instant": True}],
        }
        for number, expr in panels.items()
    ]
    folder.mkdir()
    text = json.dumps({"uid": "small", "title": "Small", "panels": written})
    (folder / "small.json").write_text(text)
    return folder


def test_a_made_up_day(tmp_path: Path) -> None:
    """Without a Prometheus one is started for the while; raw and recorded series of the spec have values."""
    error_ratio = 'service_model:llm_errors:ratio_rate5m{service="checkout",model="gpt-4o"}'
    new = small(tmp_path / "new", {1: f"max_over_time({error_ratio}[6h]) > 0.05", 2: "sum(up)", 3: "vector(7)"})
    old = small(tmp_path / "old", {1: f"{error_ratio}", 2: "sum(up)"})
    page = tmp_path / "page.html"
    finished = run("--dashboards", str(new), "--against", str(old), "-o", str(page))
    assert finished.returncode == 0, finished.stderr
    assert "2 panels differ" in finished.stderr
    text = page.read_text()
    assert "Panel 1" in text
    assert "Panel 2" not in text
    assert "No data" not in text
    assert text.count("not there</div>") == 1


def test_what_can_not_be_drawn(tmp_path: Path) -> None:
    """Files that are no dashboards, commits that do not exist, servers that do not answer: each is said."""
    (tmp_path / "broken.json").write_text("[]")
    broken = run("--dashboards", str(tmp_path))
    assert (broken.returncode, "broken.json is no Grafana dashboard" in broken.stderr) == (2, True)
    empty = run("--dashboards", str(tmp_path / "none"))
    assert (empty.returncode, "no dashboard in" in empty.stderr) == (2, True)
    commit = run("--against", "no-such-commit")
    assert (commit.returncode, "neither a folder nor a commit" in commit.stderr) == (2, True)
    silent = run("--prometheus", "http://127.0.0.1:9", "-o", str(tmp_path / "page.html"))
    assert (silent.returncode, "did not answer" in silent.stderr) == (3, True)


def test_no_pictures_without_a_browser(tmp_path: Path) -> None:
    """Before anything else is done it says what is missing, and ends with 3."""
    finished = run("--png", str(tmp_path), env={"WATCHSPEC_CHROMIUM": "no-such-browser"})
    assert finished.returncode == 3
    assert "--png needs a Chromium" in finished.stderr


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is here: pictures can't be taken")
def test_a_picture(tmp_path: Path) -> None:
    """Chromium takes a picture of a page, as wide and as high as it was asked for."""
    from watchspec_generators.edge.preview.pictures import WIDTH, take

    take("<!doctype html><title>x</title><body style='background:#0072B2'>", tmp_path / "sub" / "x.png", 300)
    head = (tmp_path / "sub" / "x.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert (int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")) == (WIDTH, 300)
