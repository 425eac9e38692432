"""`watchspec who` and `watchspec schedule` as people run them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("watchspec")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, run at the root of the repository."""
    return subprocess.run([PROGRAM, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_who() -> None:
    """A moment, a label and another alert; data for machines."""
    asked = ("--at", "2026-11-24T10:00 Europe/Berlin", "--label", "model=gpt-4o-mini", "--firing", "LLMHighErrorRate")
    finished = run("who", "LLMErrorRateElevated", *asked, "--json")
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert found["labels"]["model"] == "gpt-4o-mini"
    assert found["ways"][0]["inhibited_by"][0]["alertname"] == "LLMHighErrorRate"


def test_who_now() -> None:
    """Without a moment it is about now, in the zone of the spec's windows."""
    finished = run("who", "Watchdog")
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.splitlines()[-1].endswith("Europe/Berlin, at once")


def test_who_of_an_alertmanager_file(tmp_path: Path) -> None:
    """No spec is needed, and what Alertmanager would not load is told with its place."""
    file = tmp_path / "alertmanager.yml"
    file.write_text("route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{}]}]\n")
    finished = run("who", "DiskFull", "--alertmanager", str(file), "--firing", "Other", "--at", "2026-11-24T10:00Z")
    assert "a (webhook), by the root" in finished.stdout
    file.write_text("route: {receiver: b}\nreceivers: [{name: a}]\n")
    refused = run("who", "DiskFull", "--alertmanager", str(file))
    assert (refused.returncode, "route.receiver: there is no receiver `b`" in refused.stderr) == (2, True)
    assert run("who", "DiskFull", "--alertmanager", str(tmp_path / "none")).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("who", "Wachdog"), "there is no alert `Wachdog`; did you mean `Watchdog`?"),
        (("who", "Watchdog", "--label", "model"), "`model` is no label; write name=value"),
        (("who", "LLMHighLatency", "--label", "modle=x"), "there is no label of LLMHighLatency `modle`"),
        (("who", "Watchdog", "--at", "2026-03-29T02:30 Europe/Berlin"), "does not exist in Europe/Berlin"),
        (("schedule", "--week", "13"), "`13` is no week; write year and number, such as 2026-W13"),
        (("schedule", "--week", "2026-W54"), "`2026-W54` is no week"),
        (("schedule", "--timezone", "Nowhere"), "there is no time zone `Nowhere`"),
        (("schedule", "--html", "/nonexistent/x.html"), "can't write /nonexistent/x.html"),
    ],
)
def test_what_can_not_be_asked(arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2 and a sentence."""
    finished = run(*arguments)
    assert finished.returncode == 2
    assert message in finished.stderr


def test_schedule(tmp_path: Path) -> None:
    """A week as text, and as a page beside it."""
    html = tmp_path / "week.html"
    finished = run("schedule", "--week", "2026-W13", "--timezone", "Europe/Berlin", "--html", str(html))
    assert finished.returncode == 0, finished.stderr
    assert "Sun 29 Mar" in finished.stdout
    assert "<title>Who is told when: checkout, week 13 of 2026 (Europe/Berlin)</title>" in html.read_text()
