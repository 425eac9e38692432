"""The real programs, started as docker-compose.yml starts them in its containers: same flags, same mounted files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from watchspec import catalogue
from watchspec_generators.edge import http
from watchspec_generators.edge.processes import Server, free_port, run_tool
from watchspec_generators.edge.tools import find_tool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.edge.tools import ToolName

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.binary


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services as docker-compose itself understands the file, whatever the user's environment holds."""
    ours = {"OPENAI_BASE_URL": "", "WATCHSPEC_SECRETS": "", "WATCHSPEC_ALERTMANAGER": ""}
    argv: list[str | Path] = [find_tool("docker-compose"), "-f", ROOT / "docker-compose.yml", "--profile=demo"]
    argv += ["config", "--format=json"]
    composed = run_tool(argv, env=ours)
    assert composed.code == 0, composed.output
    read: dict[str, Any] = json.loads(composed.stdout)["services"]
    return read


def _outside(service: Mapping[str, Any], volumes: Path, value: str) -> str:
    """A flag's value with each path of the container replaced by what is mounted there."""
    for mount in sorted(service["volumes"], key=lambda each: len(each["target"]), reverse=True):
        source = mount["source"] if mount["type"] == "bind" else str(volumes / mount["source"])
        flag, equals, path = value.partition("=")
        if path == mount["target"] or path.startswith(mount["target"] + "/"):
            return flag + equals + source + path[len(mount["target"]) :]
    return value


def _health_path(service: Mapping[str, Any]) -> str:
    """Path of the page that the container's health check asks for, on the container's own port."""
    urls: list[str] = re.findall(r"http://[^ ']+", " ".join(service["healthcheck"]["test"]))
    (url,) = set(urls)
    (port,) = [port["target"] for port in service["ports"]]
    start = f"http://127.0.0.1:{port}"
    assert url.startswith(start + "/")
    return url.removeprefix(start)


def _start(service: Mapping[str, Any], name: ToolName, folder: Path) -> Server:
    port = free_port()
    flags = [_outside(service, folder, flag) for flag in service["command"]]
    argv: list[str | Path] = [find_tool(name), *flags, f"--web.listen-address=127.0.0.1:{port}"]
    # Healthy comes before ready: queries are answered only after the latter.
    server = Server(argv, log=folder / f"{name}.log", ready_url=f"http://127.0.0.1:{port}/-/ready").start()
    http.get_json(server.url + _health_path(service))
    return server


def test_prometheus_loads_the_mounted_rules(services: dict[str, Any], tmp_path: Path) -> None:
    """The flags are known, the rule files are found, and the page of the health check answers."""
    with _start(services["prometheus"], "prometheus", tmp_path) as server:
        groups = http.get_json(f"{server.url}/api/v1/rules")["data"]["groups"]
        files = {Path(group["file"]) for group in groups}
        assert files == set((ROOT / "rules").glob("*.rules.yml"))
        targets = http.get_json(f"{server.url}/api/v1/status/config")["data"]["yaml"]
        assert "service:8000" in targets


def test_prometheus_can_not_be_reloaded_over_http(services: dict[str, Any], tmp_path: Path) -> None:
    """Whoever reaches the port may ask, not administer."""
    with (
        _start(services["prometheus"], "prometheus", tmp_path) as server,
        pytest.raises(http.Unreachable, match="answered 403"),
    ):
        http.reload(server.url)


def test_alertmanager_starts_without_secrets(services: dict[str, Any], tmp_path: Path) -> None:
    """Without secrets Alertmanager runs all the same; the notification fails, and the log names the file."""
    generated = tmp_path / "generated"
    shutil.copytree(ROOT / "alertmanager", generated)
    configuration = generated / "alertmanager.yml"
    # Never the folder of the real machine: its secrets, if there are any, reach real people.
    configuration.write_text(configuration.read_text().replace("/etc/alertmanager/secrets", str(tmp_path / "secrets")))
    mounts = [
        {**each, "source": str(generated)} if each["source"] == str(ROOT / "alertmanager") else each
        for each in services["alertmanager"]["volumes"]
    ]
    with _start({**services["alertmanager"], "volumes": mounts}, "alertmanager", tmp_path) as server:
        labels = {"alertname": "Watchdog", "service": "checkout", "severity": "none"}
        http.post_json(f"{server.url}/api/v2/alerts", [{"labels": labels}])
        deadline = time.monotonic() + 20
        complaint = f"{tmp_path}/secrets/dead_mans_switch_url: no such file"
        while complaint not in server.log.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert complaint in server.log.read_text()
        (alert,) = http.alertmanager_alerts(server.url)
        assert alert["receivers"] == [{"name": "dead_mans_switch"}]
        assert server.alive


def test_service_answers_its_health_check(services: dict[str, Any], tmp_path: Path) -> None:
    """The service runs with the mounted file of buckets, without a key, and the check tells alive from dead."""
    port = free_port()
    (mount,) = services["service"]["volumes"]
    assert services["service"]["environment"]["WATCHSPEC_CONFIG"] == mount["target"]
    env = {
        **services["service"]["environment"],
        # Nobody listens there, as when the collector is down: the service must not mind.
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{free_port()}",
        "WATCHSPEC_CONFIG": mount["source"],
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    (_, _, *words) = services["service"]["healthcheck"]["test"]
    check = [sys.executable, *(word.replace(":8000/", f":{port}/") for word in words)]
    argv = [sys.executable, "-m", "watchspec_generators.demo.service"]
    url = f"http://127.0.0.1:{port}"
    with Server(argv, log=tmp_path / "log", ready_url=f"{url}/healthz", env=env, cwd=tmp_path):
        question = {"question": "Where is my parcel?", "feature": "support_chat", "model": "gpt-4o"}
        assert http.post_json(f"{url}/ask", question)["answer"]
        assert catalogue.REQUESTS.name in http.get_json(f"{url}/metrics")
        assert run_tool(check).code == 0
    assert run_tool(check).code != 0


@pytest.mark.parametrize("name", ["grafana", "viewer"])
def test_health_check_of_grafana_asks_its_own_port(services: dict[str, Any], name: str) -> None:
    """Grafana can't be started here; its check at least names the port that it listens on."""
    assert _health_path(services[name]) == "/api/health"


def test_health_check_of_the_sink(services: dict[str, Any], tmp_path: Path) -> None:
    """The sink runs by its container's environment, and the check tells alive from dead."""
    sink, (web, mail) = services["sink"], (free_port(), free_port())
    ports = {"9099": web, "9025": mail}
    env = {name: str(ports.get(value, value)) for name, value in sink["environment"].items()}
    (_, _, *words) = sink["healthcheck"]["test"]
    check = [sys.executable, *(word.replace("9099, 9025", f"{web}, {mail}") for word in words)]
    with subprocess.Popen([sys.executable, *sink["command"][1:]], env={**os.environ, **env}) as running:
        try:
            deadline = time.monotonic() + 60
            while run_tool(check).code != 0 and time.monotonic() < deadline:
                time.sleep(0.1)
            assert run_tool(check).code == 0
        finally:
            running.terminate()
    assert run_tool(check).code != 0


def test_containers_have_no_privileges(services: dict[str, Any]) -> None:
    """No capability, no way to gain one, a root that can't be written to; what serves is started again."""
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["read_only"], name
        ends = name in {"init", "traffic"}
        assert service["restart"].startswith("on-failure" if ends else "unless-stopped")
