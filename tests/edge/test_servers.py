"""Tests of watchspec_generators.edge.servers and of the launcher that Debian's Alertmanager needs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_args

import pytest

from watchspec_generators.edge import http
from watchspec_generators.edge.processes import Server, ServerFailed, free_port, run_tool
from watchspec_generators.edge.servers import start_alertmanager, start_prometheus
from watchspec_generators.edge.tools import Line, find_tool

pytestmark = pytest.mark.binary

ALERTMANAGER = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"
LINES = get_args(Line)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The smallest Alertmanager configuration."""
    path = tmp_path / "alertmanager.yml"
    path.write_text(ALERTMANAGER)
    return path


def _program(server: Server) -> str:
    return Path(f"/proc/{server.pid}/exe").readlink().name


@pytest.mark.parametrize("line", LINES)
def test_prometheus_starts_reloads_and_stops(line: Line, tmp_path: Path) -> None:
    """The real server of both lines scrapes nothing, answers queries, and refuses a broken configuration."""
    config = tmp_path / "prometheus.yml"
    config.write_text("global: {scrape_interval: 15s}\n")
    with start_prometheus(config, tmp_path / "data", free_port(), line=line) as server:
        assert http.query(server.url, "vector(1)", at=0)[0]["value"] == [0, "1"]
        assert http.alerts(server.url) == []
        http.reload(server.url)
        config.write_text("nonsense: 1\n")
        with pytest.raises(http.Unreachable, match=r"answered 500: [\s\S]*nonsense"):
            http.reload(server.url)
    assert not server.alive


@pytest.mark.parametrize("line", LINES)
def test_alertmanager_runs_under_the_pid_that_was_started(line: Line, config: Path, tmp_path: Path) -> None:
    """Whatever launches it, the process that we would stop is the server itself."""
    with start_alertmanager(config, tmp_path / "data", free_port(), line=line) as server:
        assert _program(server) in ("alertmanager", "prometheus-alertmanager")
        assert http.alertmanager_alerts(server.url) == []
        assert http.alertmanager_groups(server.url) == []
    with pytest.raises(http.Unreachable):
        http.alertmanager_alerts(server.url)


@pytest.mark.parametrize("line", LINES)
def test_alertmanager_needs_no_root(line: Line, config: Path, tmp_path: Path) -> None:
    """A user without any privilege can start it the same way."""
    # As root we give up being root; a namespace does so without losing access to this very tree.
    lower: list[str | Path] = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
    port = free_port()
    argv = [
        *lower,
        find_tool("alertmanager", line),
        f"--config.file={config}",
        f"--storage.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    server = Server(argv, log=tmp_path / "log", ready_url=f"http://127.0.0.1:{port}/-/ready")
    if lower and run_tool(["unshare", "--user", "true"]).code:
        # This machine forbids user namespaces: then its own words must come through.
        with pytest.raises(ServerFailed, match="Operation not permitted"):
            server.start()
        return
    with server:
        assert _program(server) in ("alertmanager", "prometheus-alertmanager")


def test_broken_configuration_is_in_the_message(config: Path, tmp_path: Path) -> None:
    """A server that refuses its configuration says why, through us."""
    config.write_text("route: {receiver: somebody}\n")
    with pytest.raises(ServerFailed, match=r"ended at start:[\s\S]*undefined receiver"):
        start_alertmanager(config, tmp_path / "data", free_port())
