"""Prometheus and Alertmanager for a spec on this machine, without containers: up, and down again."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import PATH as ALERTMANAGER_CONFIG
from watchspec_generators.edge.daemons import Daemon, birth, keep, kept, stop
from watchspec_generators.edge.locks import alone
from watchspec_generators.edge.processes import ServerFailed
from watchspec_generators.edge.servers import start_alertmanager, start_prometheus
from watchspec_generators.steps.prometheus import PATH as PROMETHEUS_CONFIG

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from watchspec_generators.edge.processes import Server
    from watchspec_generators.values import Duration

HOST = "127.0.0.1"
PROMETHEUS, ALERTMANAGER = "prometheus", "alertmanager"
PORTS: Mapping[str, int] = {PROMETHEUS: 9090, ALERTMANAGER: 9093}
"""The ports of docker-compose.yml."""
_CONFIGS = {PROMETHEUS: PROMETHEUS_CONFIG, ALERTMANAGER: ALERTMANAGER_CONFIG}
_START_ORDER = (ALERTMANAGER, PROMETHEUS)
"""What Prometheus finds on its first evaluation must find somebody to be told."""
_COMMAND = "`watchspec up` or `down`"


class Otherwise(Exception):  # noqa: N818 - reads as how things are
    """Something else is being served from the same state folder; the message says what."""


@dataclass(frozen=True, slots=True)
class Native:
    """The stack of one folder: `generated` is served, `state` holds data, logs and pids."""

    generated: Path
    beside: Path
    """What relative paths in the configuration start from: the spec's folder."""
    state: Path
    retention: Duration
    ports: Mapping[str, int]

    def running(self) -> Mapping[str, Daemon]:
        """What an earlier `up` started and still runs, by name."""
        return kept(self.state)

    def up(self) -> tuple[Mapping[str, Daemon], tuple[str, ...]]:
        """Everything that runs now, and the names of what was not running before.

        Raises:
            Otherwise: other files are served from the same state folder.
            ServerFailed: a port is taken, or a server did not start; then nothing more runs than before.
            Taken: another `up` or `down` is at work.
            ToolMissing: a program is not installed.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        with alone(self.state, _COMMAND):
            there = kept(self.state)
            self._refuse_others(there)
            started = self._start([name for name in _START_ORDER if name not in there])
            return kept(self.state), started

    def _start(self, names: list[str]) -> tuple[str, ...]:
        for name in names:
            _refuse_taken(name, self.ports[name])
        with ExitStack() as undo:
            servers = {name: undo.enter_context(self._server(name)) for name in names}
            for name, server in servers.items():
                keep(self.state, self._daemon(name, server))
            for server in servers.values():
                # Until here each ends with us, however we end: no server is left whose pid nobody knows.
                server.leave()
        return tuple(servers)

    def _server(self, name: str) -> Server:
        start = start_prometheus if name == PROMETHEUS else start_alertmanager
        port = self.ports[name]
        flags = [f"--web.external-url=http://{HOST}:{port}"]
        if name == PROMETHEUS:
            flags += [f"--storage.tsdb.retention.time={self.retention}", "--enable-feature=exemplar-storage"]
        return start(self._config(name), self.state / name, port, flags=flags, cwd=self.beside)

    def _daemon(self, name: str, server: Server) -> Daemon:
        born = birth(server.pid)
        if born is None:
            raise ServerFailed(f"{name} ended by itself; its last words:\n{server.log_tail()}")
        return Daemon(name, server.pid, born, server.url, str(server.log), str(self._config(name)))

    def _config(self, name: str) -> Path:
        return self.generated / _CONFIGS[name]

    def _refuse_others(self, there: Mapping[str, Daemon]) -> None:
        for daemon in there.values():
            if daemon.serves != str(self._config(daemon.name)):
                raise Otherwise(f"{daemon.name} serves {daemon.serves} already; stop it with `watchspec down`")


def down(state: Path) -> tuple[Daemon, ...]:
    """Stop what `up` started from this state folder and still runs; data and logs stay. Taken as for `up`."""
    if not state.is_dir():
        return ()
    with alone(state, _COMMAND):
        running = kept(state)
        for name in reversed(_START_ORDER):
            if name in running:
                stop(state, running[name])
    return tuple(running.values())


def _refuse_taken(name: str, port: int) -> None:
    # Else whatever listens there would answer in our server's place.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise ServerFailed(
                f"port {port}, for {name}, is taken by another program; choose another with --{name}-port"
            ) from None
