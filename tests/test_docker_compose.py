"""docker-compose.yml: valid to the real docker-compose, and true to the files and the spec that it runs with."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from watchspec_generators.alertmanager.config import configuration
from watchspec_generators.alertmanager.secret_files import secret_files
from watchspec_generators.demo.first_start import PASSWORD
from watchspec_generators.edge.install.release import ARCHIVES
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.tools import find_tool
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

ROOT = Path(__file__).parents[1]
DOCKERFILE = ROOT / "examples/service/Dockerfile"
NOT_IN_THE_TREE = ROOT / ".watchspec/secrets"
"""The one folder that a user brings; compose makes it when it is not there."""
COMPOSE = ("-f", ROOT / "docker-compose.yml")
PROFILES = ((), ("--profile=demo",))


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Every service as docker-compose itself understands the file, whatever the user's environment holds."""
    return _services("--profile=demo")


def _services(*profile: str) -> dict[str, Any]:
    ours = {"OPENAI_BASE_URL": "", "WATCHSPEC_SECRETS": "", "WATCHSPEC_ALERTMANAGER": ""}
    argv: list[str | Path] = [find_tool("docker-compose"), *COMPOSE, *profile, "config", "--format=json"]
    composed = run_tool(argv, env=ours)
    assert composed.code == 0, composed.output
    read: dict[str, Any] = json.loads(composed.stdout)["services"]
    return read


def _ports(service: dict[str, Any]) -> set[int]:
    return {port["target"] for port in service.get("ports", ())}


def _mounts(service: dict[str, Any]) -> dict[str, Path]:
    return {each["target"]: Path(each["source"]) for each in service.get("volumes", ()) if each["type"] == "bind"}


def _volumes(service: dict[str, Any]) -> dict[str, str]:
    """Named volumes, by where the container sees them."""
    return {each["target"]: each["source"] for each in service.get("volumes", ()) if each["type"] == "volume"}


def _flag(service: dict[str, Any], name: str) -> str:
    (value,) = (each.removeprefix(f"--{name}=") for each in service["command"] if each.startswith(f"--{name}="))
    return str(value)


def _on_host(service: dict[str, Any], inside: str) -> Path:
    """The file of the tree that a container sees at `inside`."""
    target, source = max((pair for pair in _mounts(service).items() if inside.startswith(pair[0])), key=str)
    return source / Path(inside).relative_to(target) if inside != target else source


@pytest.mark.parametrize("profile", PROFILES)
def test_compose_finds_no_fault(profile: tuple[str, ...]) -> None:
    """`docker-compose config -q` accepts the file and has nothing to say, in each profile."""
    done = run_tool([find_tool("docker-compose"), *COMPOSE, *profile, "config", "-q"])
    assert (done.code, done.output) == (0, "")


def test_compose_would_find_one(tmp_path: Path) -> None:
    """The check above can fail: a service that depends on nobody's name is refused."""
    broken = (ROOT / "docker-compose.yml").read_text().replace("tempo: {condition", "tmepo: {condition")
    (tmp_path / "docker-compose.yml").write_text(broken)
    done = run_tool([find_tool("docker-compose"), "config", "-q"], cwd=tmp_path)
    assert done.code != 0
    assert "tmepo" in done.output


def test_the_profile_adds_and_changes_nothing_else(services: dict[str, Any]) -> None:
    """Without a profile there is the whole stack; `demo` adds a sink and a Grafana without login."""
    plain = _services()
    assert set(services) - set(plain) == {"sink", "viewer"}
    assert {name: services[name] for name in plain} == plain


def test_each_image_has_a_pinned_version_or_is_built_here(services: dict[str, Any]) -> None:
    """No image is whatever its registry serves today."""
    pulled = {service["image"] for service in services.values() if "build" not in service}
    assert all(re.search(r":v?\d+\.\d+\.\d+$", image) for image in pulled), pulled


def test_every_container_has_limits(services: dict[str, Any]) -> None:
    """None can take the machine: processors, memory, processes and logs are bounded."""
    for name, service in services.items():
        limits = service["deploy"]["resources"]["limits"]
        assert {"cpus", "memory", "pids"} <= set(limits), name
        assert service["logging"]["options"]["max-size"], name


def test_nobody_starts_before_whom_it_needs(services: dict[str, Any]) -> None:
    """Whoever has a health check is waited for until it is well, whoever ends, until it has ended."""
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            ends = needed == "init"
            well = "service_healthy" if "healthcheck" in services[needed] else "service_started"
            assert how["condition"] == ("service_completed_successfully" if ends else well), needed


def test_only_what_can_not_ask_has_no_health_check(services: dict[str, Any]) -> None:
    """Two images hold nothing that could ask, and two programs serve nothing."""
    without = {name for name, service in services.items() if "healthcheck" not in service}
    assert without == {"init", "traffic", "collector", "tempo"}


def test_every_mounted_path_is_in_the_tree(services: dict[str, Any]) -> None:
    """No container starts on an empty folder that Docker made in place of a missing one."""
    sources = {source for service in services.values() for source in _mounts(service).values()}
    assert {source for source in sources - {NOT_IN_THE_TREE} if not source.exists()} == set()


def test_mounts_are_read_only(services: dict[str, Any]) -> None:
    """No container can change the repository."""
    binds = [each for service in services.values() for each in service.get("volumes", ()) if each["type"] == "bind"]
    assert all(each["read_only"] for each in binds)


def test_ports_are_published_on_loopback_alone(services: dict[str, Any]) -> None:
    """Nothing listens to the network outside the machine."""
    published = [port for service in services.values() for port in service.get("ports", ())]
    assert {port["host_ip"] for port in published} == {"127.0.0.1"}
    assert len({port["published"] for port in published}) == len(published)


def test_no_password_is_written_or_left_at_its_default(services: dict[str, Any]) -> None:
    """Grafana reads the password that `init` made; the file holds no secret."""
    path = services["grafana"]["environment"]["GF_SECURITY_ADMIN_PASSWORD__FILE"]
    folder, _, name = path.rpartition("/")
    shared = _volumes(services["grafana"])[folder]
    assert (name, _volumes(services["init"])["/secrets/grafana"]) == (PASSWORD, shared)
    assert "65534" in services["grafana"]["group_add"]
    assert not re.search(r"password\s*[:=]", (ROOT / "docker-compose.yml").read_text(), re.IGNORECASE)


def test_nobody_gets_in_without_login_but_in_the_demo(services: dict[str, Any]) -> None:
    """Only the profile's Grafana is open, to look at; it has no account, no password and no data of the other's."""
    assert services["grafana"]["environment"]["GF_AUTH_ANONYMOUS_ENABLED"] == "false"
    viewer = services["viewer"]["environment"]
    assert viewer["GF_AUTH_ANONYMOUS_ENABLED"] == "true"
    assert viewer["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert viewer["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert not any("PASSWORD" in name for name in viewer)
    assert _volumes(services["viewer"]) == {}
    assert _mounts(services["viewer"]) == _mounts(services["grafana"])


@pytest.mark.parametrize(("service", "flag"), [("prometheus", "config.file"), ("alertmanager", "config.file")])
def test_servers_read_the_generated_configuration(services: dict[str, Any], service: str, flag: str) -> None:
    """The configuration file that each server is told to read is a generated one."""
    configuration = _on_host(services[service], _flag(services[service], flag))
    assert configuration.read_text().startswith("# Generated by watchspec")


def test_prometheus_sees_its_rules(services: dict[str, Any]) -> None:
    """Each pattern of rule files matches files that are mounted too."""
    configuration = _on_host(services["prometheus"], _flag(services["prometheus"], "config.file"))
    patterns = yaml.safe_load(configuration.read_text())["rule_files"]
    assert patterns
    assert all(list(configuration.parent.glob(pattern)) for pattern in patterns)


def test_alertmanager_sees_its_templates(services: dict[str, Any]) -> None:
    """Each pattern of templates matches files that are mounted too."""
    configuration = _on_host(services["alertmanager"], _flag(services["alertmanager"], "config.file"))
    patterns = yaml.safe_load(configuration.read_text())["templates"]
    assert patterns
    assert all(list(configuration.parent.glob(pattern)) for pattern in patterns)


def test_secrets_are_where_the_configuration_looks(services: dict[str, Any]) -> None:
    """`init` reads the same configuration and writes to the volume in which Alertmanager looks for every secret."""
    alertmanager, init = services["alertmanager"], services["init"]
    inside = _flag(alertmanager, "config.file")
    named = secret_files(yaml.safe_load(_on_host(alertmanager, inside).read_text()))
    assert named
    (folder,) = {str(Path(path).parent) for path in named}
    written = _volumes(init)[f"{init['command'][-1]}/alertmanager"]
    assert _volumes(alertmanager)[folder] == written
    assert _on_host(init, init["command"][-3]) == _on_host(alertmanager, inside)
    assert _on_host(init, init["command"][-2]) == NOT_IN_THE_TREE


def test_only_init_writes_secrets(services: dict[str, Any]) -> None:
    """Everybody else has their volumes read-only, and only those that need them have them at all."""
    holders = {
        (name, each["source"], bool(each.get("read_only")))
        for name, service in services.items()
        for each in service.get("volumes", ())
        if each["source"].endswith("_secrets")
    }
    assert holders == {
        ("init", "alertmanager_secrets", False),
        ("init", "grafana_secrets", False),
        ("alertmanager", "alertmanager_secrets", True),
        ("grafana", "grafana_secrets", True),
    }


def test_new_volumes_belong_to_init(services: dict[str, Any]) -> None:
    """The image has the folders that the volumes are mounted over, owned by the user that writes into them."""
    (line,) = [line for line in DOCKERFILE.read_text().splitlines() if line.startswith("RUN install -d")]
    assert {*_volumes(services["init"])} == set(re.findall(r"/secrets/\S+", line))
    owner, group = services["init"]["user"].split(":")
    assert f"-o {owner} -g {group}" in line


def test_a_rehearsal_is_told_to_the_sink(services: dict[str, Any], edited: Callable[..., Monitoring]) -> None:
    """Every address of the environment `rehearsal` is the sink's, at a port that it listens on."""
    text = to_yaml(configuration(edited(environment="rehearsal")))
    told = set(re.findall(r"(?:url: https?://|smarthost: )([^/\s]+)", text))
    listens = services["sink"]["environment"]
    assert told - {"localhost:3000"} == {f"sink:{listens['HTTP_PORT']}", f"sink:{listens['SMTP_PORT']}"}
    assert _file_secrets(text) == []


def _file_secrets(text: str) -> list[str]:
    return [line for line in text.splitlines() if "_file:" in line]


def test_addresses_agree_with_the_spec(services: dict[str, Any], shipped: Monitoring) -> None:
    """Every host and port that the spec scrapes or notifies is a service of this file with that port."""
    for address in (*shipped.prometheus.targets, *shipped.prometheus.alertmanagers):
        host, port = address.split(":")
        assert int(port) in _ports(services[host]), address
    assert f"http://localhost:{services['grafana']['ports'][0]['published']}" == shipped.links.grafana


def test_prometheus_keeps_what_the_spec_says(services: dict[str, Any], shipped: Monitoring) -> None:
    """The retention is the spec's, so that objectives have their whole window."""
    assert _flag(services["prometheus"], "storage.tsdb.retention.time") == str(shipped.prometheus.retention)


@pytest.mark.parametrize("project", ["prometheus", "alertmanager"])
def test_images_are_the_pinned_releases(services: dict[str, Any], project: str) -> None:
    """The containers run the versions that are pinned for machines without containers."""
    pinned = {archive.version for archive in ARCHIVES if archive.project == project}
    assert pinned == {services[project]["image"].partition(":v")[2]}


def test_grafana_is_provisioned(services: dict[str, Any]) -> None:
    """The data source points at Prometheus' port, and the provider at a mounted folder that holds dashboards."""
    provisioning = _on_host(services["grafana"], "/etc/grafana/provisioning")
    (source,) = yaml.safe_load((provisioning / "datasources/prometheus.yml").read_text())["datasources"]
    (provider,) = yaml.safe_load((provisioning / "dashboards/watchspec.yml").read_text())["providers"]
    assert source["url"] == f"http://prometheus:{services['prometheus']['ports'][0]['target']}"
    assert list(_on_host(services["grafana"], provider["options"]["path"]).glob("*.json"))


def test_dockerfile_copies_what_exists() -> None:
    """Each source of a COPY is in the tree and is let through to the builder."""
    sources = [
        source
        for line in DOCKERFILE.read_text().splitlines()
        if line.startswith("COPY ")
        for source in line.split()[1:-1]
    ]
    allowed = (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text().splitlines()
    assert sources
    assert all((ROOT / source).exists() and f"!{source}" in allowed for source in sources)


def test_dockerfile_runs_the_demo_service_on_the_published_port(services: dict[str, Any]) -> None:
    """The command names a module that exists, and the image listens where the port is published."""
    text = DOCKERFILE.read_text()
    module = json.loads(text.partition("CMD ")[2])[-1]
    port = re.search(r"PORT=(\d+)", text)
    assert importlib.util.find_spec(module)
    assert port
    assert _ports(services["service"]) == {int(port[1])}


def test_our_own_programs_exist(services: dict[str, Any]) -> None:
    """Each command of our image names a module; the user is the same everywhere, and not root."""
    ours = [service for service in services.values() if "build" in service]
    modules = [service["command"][2] for service in ours if service["command"]]
    assert len(modules) == 3
    assert all(importlib.util.find_spec(module) for module in modules)
    assert {service["user"] for service in ours} == {"65534:65534"}


def test_nobody_is_root(services: dict[str, Any]) -> None:
    """Every container names its user."""
    assert all(int(service["user"].partition(":")[0]) > 0 for service in services.values())
