"""What docker-compose.yml's `init` writes before the servers start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from watchspec_generators.demo.first_start import PASSWORD, SINK, put
from watchspec_generators.demo.sink.http import respond

ROOT = Path(__file__).parents[2]
CONFIGURATION = yaml.safe_load((ROOT / "alertmanager/alertmanager.yml").read_text())


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """Where a user puts secrets."""
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


def test_the_password_is_made_once(given: Path, tmp_path: Path) -> None:
    """It is long, differs between machines, and stays over restarts."""
    written = tmp_path / "secrets/grafana" / PASSWORD
    list(put(CONFIGURATION, given, tmp_path / "secrets"))
    first = written.read_text()
    list(put(CONFIGURATION, given, tmp_path / "secrets"))
    list(put(CONFIGURATION, given, tmp_path / "other"))
    assert (written.read_text(), len(first) >= 24) == (first, True)
    assert (tmp_path / "other/grafana" / PASSWORD).read_text() != first


def test_what_is_given_is_used_and_what_is_taken_away_is_not(given: Path, tmp_path: Path) -> None:
    """A key arrives as it is; without its file the next start removes it, and says who can't be told."""
    (given / "pagerduty_routing_key").write_text("k" * 32)
    key = tmp_path / "secrets/alertmanager/pagerduty_routing_key"
    assert not any("pagerduty" in line for line in put(CONFIGURATION, given, tmp_path / "secrets"))
    assert key.read_text() == "k" * 32
    (given / "pagerduty_routing_key").unlink()
    told = list(put(CONFIGURATION, given, tmp_path / "secrets"))
    assert "pagerduty_routing_key: not given; pagerduty_critical can't be told" in told
    assert not key.exists()


def test_an_address_that_is_not_given_is_the_sinks(given: Path, tmp_path: Path) -> None:
    """Nothing leaves the machine: each stand-in is an address that the sink answers for that kind."""
    list(put(CONFIGURATION, given, tmp_path))
    addresses = {path.name: path.read_text() for path in (tmp_path / "alertmanager").iterdir()}
    assert addresses["slack_ml_webhook_url"] == f"{SINK}/slack/slack_ml_team"
    assert len(addresses) == 3
    for address in addresses.values():
        protocol, _ = respond(address.removeprefix(SINK), b"{}", 0)
        assert protocol == address.removeprefix(SINK).split("/")[1]


def test_only_owner_and_group_may_read(given: Path, tmp_path: Path) -> None:
    """Nobody else, and nobody may write."""
    list(put(CONFIGURATION, given, tmp_path / "secrets"))
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").rglob("*_*") if path.is_file()} == {0o440}


def test_it_runs_as_the_container_runs_it(given: Path, tmp_path: Path) -> None:
    """With paths on the command line; no secret is printed."""
    argv = [sys.executable, "-m", "watchspec_generators.demo.first_start"]
    argv += [str(ROOT / "alertmanager/alertmanager.yml"), str(given), str(tmp_path / "secrets")]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True)
    assert "not given" in done.stdout
    assert (tmp_path / "secrets/grafana" / PASSWORD).read_text() not in done.stdout + done.stderr
