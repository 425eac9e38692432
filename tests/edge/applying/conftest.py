"""Running servers that read what was generated from a small spec, and the command line beside them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from typer.testing import CliRunner, Result

from watchspec_generators.alertmanager import PATH as ROUTING
from watchspec_generators.cli import build_app
from watchspec_generators.edge.http import reload
from watchspec_generators.edge.processes import Server, free_port
from watchspec_generators.edge.servers import start_alertmanager, start_prometheus
from watchspec_generators.steps.prometheus import PATH as SCRAPING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SPEC = """\
version: 1
service: {name: shop, selector: '{job="shop"}', owner: team}
owners: {team: {contact: "#team"}}
models: {gpt-4o: {provider: openai}}
features: {chat: {}}
links: {runbooks: "http://127.0.0.1/runbooks", grafana: "http://127.0.0.1:3000"}
prometheus: {targets: ["127.0.0.1:9"], scrape_interval: 15s}
alerts:
  - name: HighErrors
    signal: error_ratio
    above: 5%
    for: 5m
    severity: critical
    summary: "{value} fail"
    description: "More than {threshold} fail."
    runbook: "Look."
  - name: Watchdog
    signal: watchdog
    severity: none
    summary: "Works"
    description: "Always fires."
    runbook: "Look."
routing:
  receiver: chat
  routes:
    - name: watchdog
      match: {alertname: Watchdog}
      receiver: heartbeat
      group_wait: 0s
      group_interval: 1m
      repeat_interval: 4m
receivers:
  chat: {webhook: [{url_file: chat}]}
  heartbeat: {webhook: [{url_file: heartbeat}]}
windows:
  nights: {timezone: Europe/Berlin, ranges: ["every day 22:00-08:00"]}
"""


@dataclass
class Place:
    """A spec in a folder of its own, and the servers that read what it generates."""

    folder: Path
    prometheus: Server
    alertmanager: Server

    @property
    def spec(self) -> Path:
        """The spec."""
        return self.folder / "monitoring.yaml"

    def run(self, command: str, *arguments: str) -> Result:
        """A command of ours on the spec."""
        return CliRunner().invoke(build_app(), [command, "--spec", str(self.spec), *arguments])

    def data(self, command: str, *arguments: str) -> dict[str, Any]:
        """What a command tells machines."""
        answer = self.run(command, "--json", *arguments)
        found: dict[str, Any] = json.loads(answer.stdout)
        return found

    def edit(self, old: str, new: str, path: str = "monitoring.yaml") -> None:
        """Replace a text of a file that is there."""
        text = (self.folder / path).read_text()
        assert old in text, old
        (self.folder / path).write_text(text.replace(old, new, 1))

    def prints(self) -> dict[str, int]:
        """Checksums of all generated files."""
        return {path: crc32(text.encode()) for path, text in self.texts().items()}

    def texts(self) -> dict[str, str]:
        """All generated files."""
        return {
            str(path.relative_to(self.folder)): path.read_text()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path != self.spec and "data" not in path.parts and path.suffix != ".log"
        }


@pytest.fixture(scope="session")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("applying")
    ports = free_port(), free_port()
    spec = f"{_SPEC}live: {{prometheus: 'http://127.0.0.1:{ports[0]}', alertmanager: 'http://127.0.0.1:{ports[1]}/'}}\n"
    (folder / "monitoring.yaml").write_text(spec)
    written = CliRunner().invoke(build_app(), ["generate", "--spec", str(folder / "monitoring.yaml")])
    assert written.exit_code == 0, (written.output, written.exception)
    with ExitStack() as stack:
        prometheus = stack.enter_context(start_prometheus(folder / SCRAPING, folder / "data" / "p", ports[0]))
        alertmanager = stack.enter_context(start_alertmanager(folder / ROUTING, folder / "data" / "a", ports[1]))
        yield Place(folder, prometheus, alertmanager)


@pytest.fixture
def place(_shared: Place) -> Iterator[Place]:
    """Servers that run what the spec says; afterwards they do so again."""
    spec, texts = _shared.spec.read_text(), _shared.texts()
    yield _shared
    for server in (_shared.prometheus, _shared.alertmanager):
        server.start()
    _shared.spec.write_text(spec)
    for path in _shared.texts().keys() - texts.keys():
        (_shared.folder / path).unlink()
    for path, text in texts.items():
        (_shared.folder / path).write_text(text)
    for server in (_shared.prometheus, _shared.alertmanager):
        reload(server.url)
