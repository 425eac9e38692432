"""`watchspec up` and `watchspec down`, with the real Prometheus and Alertmanager."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.edge import http
from watchspec_generators.edge.processes import free_port
from watchspec_generators.starter import starter

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = (sys.executable, "-c", "from watchspec_generators.cli import main; main()")
STATE = ".watchspec/up"


class Project:
    """A starter spec in a folder of its own, whose stack runs on ports of its own."""

    def __init__(self, folder: Path) -> None:
        """Write the spec; `env` has its Alertmanager on our port."""
        self.folder = folder
        self.ports = (free_port(), free_port())
        self.first: subprocess.CompletedProcess[str] | None = None
        (folder / "monitoring.yaml").write_text(starter("checkout")[0].text)

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """The command in the folder."""
        set_by_test = {"WATCHSPEC_ALERTMANAGER": f"127.0.0.1:{self.ports[1]}", **env}
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env={**os.environ, **set_by_test},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done

    def up(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """`watchspec up` on our ports."""
        prometheus, alertmanager = self.ports
        ports = (f"--prometheus-port={prometheus}", f"--alertmanager-port={alertmanager}")
        return self.run("up", *ports, *(arguments or ("--env", "local")), **env)

    def running(self) -> dict[str, dict[str, Any]]:
        """What `up --json` shows, by name."""
        return {each["name"]: each for each in json.loads(self.up("--env", "local", "--json").stdout)}

    def edit(self, old: str, new: str) -> None:
        """Change the spec."""
        path = self.folder / "monitoring.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Is down again afterwards."""
    made = Project(tmp_path)
    yield made
    made.run("down")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Is up with the environment `local`."""
    made = Project(tmp_path_factory.mktemp("served"))
    try:
        made.first = made.up()
        yield made
    finally:
        made.run("down")


@pytest.mark.binary
def test_both_servers_go_on_after_up(served: Project) -> None:
    """They serve the spec when `up` has ended, and a second `up` shows the same."""
    assert served.first is not None
    assert (served.first.returncode, served.first.stdout.count("started")) == (0, 2), served.first.stderr
    assert "there is no .watchspec/secrets/slack_webhook_url: team_chat can't be told" in served.first.stderr
    running = served.running()
    assert [each["started"] for each in running.values()] == [False, False]
    prometheus, alertmanager = running["prometheus"]["url"], running["alertmanager"]["url"]
    configuration = http.get_json(f"{prometheus}/api/v1/status/config")["data"]["yaml"]
    assert alertmanager.removeprefix("http://") in configuration
    assert http.alertmanager_alerts(alertmanager) == []
    flags = http.get_json(f"{prometheus}/api/v1/status/flags")["data"]
    assert flags["storage.tsdb.retention.time"] == "40d"
    assert flags["enable-feature"] == "exemplar-storage"
    assert (served.folder / ".watchspec/.gitignore").read_text() == "*\n"


@pytest.mark.binary
def test_other_files_are_not_served_over_those_that_are(served: Project) -> None:
    """While one environment is served, another is refused, and what it would generate is not written."""
    other = served.up("--env", "staging")
    assert (other.returncode, "watchspec down" in other.stderr) == (1, True)
    assert not (served.folder / "staging").exists()


@pytest.mark.binary
def test_an_edit_is_served_after_a_reload_and_a_bad_one_changes_nothing(served: Project) -> None:
    """`generate` and a reload bring an edit; a bad edit is refused by each command, and the old rules go on."""
    prometheus = served.running()["prometheus"]["url"]
    served.edit("above: 5%", "above: 3%")
    assert "are older than the spec; nothing of what runs was touched" in served.up().stderr
    assert not _has_rule(prometheus, "> 0.03")
    generated = served.run("generate", "--env", "local")
    assert generated.returncode == 0, generated.stderr
    http.reload(prometheus)
    assert _has_rule(prometheus, "> 0.03")
    served.edit("above: 3%", "above: 3 percent")
    assert [served.up().returncode, served.run("generate", "--env", "local").returncode] == [2, 2]
    served.edit("above: 3 percent", "above: 3%")
    http.reload(prometheus)
    assert _has_rule(prometheus, "> 0.03")


def _has_rule(prometheus: str, part: str) -> bool:
    groups = http.get_json(f"{prometheus}/api/v1/rules")["data"]["groups"]
    return any(part in rule["query"] for group in groups for rule in group["rules"])


@pytest.mark.binary
def test_what_has_crashed_is_started_again_alone(served: Project) -> None:
    """After a crash of one, `up` starts that one; the other keeps its process."""
    before = served.running()
    os.kill(before["alertmanager"]["pid"], signal.SIGKILL)
    after = served.running()
    assert (after["alertmanager"]["started"], after["prometheus"]["started"]) == (True, False)
    assert after["prometheus"]["pid"] == before["prometheus"]["pid"]
    assert after["alertmanager"]["pid"] != before["alertmanager"]["pid"]


@pytest.mark.binary
def test_an_alertmanager_that_nobody_tells_is_pointed_out_and_down_ends_all(project: Project) -> None:
    """With the addresses of docker-compose.yml no alert would arrive, so `up` says so; `down` ends what it started."""
    done = project.up("--json")
    assert done.returncode == 0
    assert "this Prometheus tells alertmanager:9093, not the Alertmanager here" in done.stderr
    with subprocess.Popen(["sleep", "60"]) as other:
        down = project.run("down")
        assert (down.returncode, down.stdout.count("stopped")) == (0, 2)
        assert other.poll() is None
        other.kill()
    assert not any(Path(f"/proc/{each['pid']}/exe").exists() for each in json.loads(done.stdout))
    assert "nothing" in project.run("down").stdout


@pytest.mark.binary
def test_a_failed_start_leaves_nothing_behind(project: Project) -> None:
    """What a configuration is refused for is told, and the server that had started already is stopped."""
    (project.folder / STATE).mkdir(parents=True)
    (project.folder / STATE / "prometheus").write_text("in the way of the data")
    done = project.up()
    assert done.returncode == 1
    assert "ended at start" in done.stderr
    assert list((project.folder / STATE).glob("*.pid.json")) == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", project.ports[1]))


def test_a_taken_port_is_said(project: Project) -> None:
    """Whatever listens there is left alone, and is not taken for our server."""
    with socket.create_server(("127.0.0.1", project.ports[0])):
        done = project.up()
    assert done.returncode == 1
    assert f"port {project.ports[0]}, for prometheus, is taken by another program" in done.stderr
    assert list((project.folder / STATE).glob("*.pid.json")) == []


def test_what_can_not_be_served_is_refused(project: Project) -> None:
    """A spec without targets, or on the demo's clock: bad input, and no folder is made."""
    project.edit('targets: ["my-service:8000"]'.replace("my-service", "checkout"), "targets: []")
    done = project.up("--spec", "monitoring.yaml")
    assert (done.returncode, "names no `prometheus.targets`" in done.stderr) == (2, True)
    root = Path(__file__).parents[2] / "monitoring.yaml"
    (project.folder / "monitoring.yaml").write_text(root.read_text())
    done = project.up("--env", "demo")
    assert (done.returncode, "watchspec demo" in done.stderr) == (2, True)
    assert not (project.folder / ".watchspec").exists()


def test_a_missing_program_is_said(project: Project) -> None:
    """Without Prometheus and its kin the exit code is 3, with the way to get them."""
    done = project.up(WATCHSPEC_TOOLS=str(project.folder / "none"), PATH="/nowhere")
    assert (done.returncode, "watchspec tools install" in done.stderr) == (3, True)
