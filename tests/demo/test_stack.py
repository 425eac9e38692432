"""The real stack: started, watched, broken, stopped."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec._internal.config import DEFAULT_CAPS
from watchspec.catalogue import FAILED_OUTCOMES, INTERNAL_ERRORS, OTHER, REQUESTS
from watchspec_generators.demo.plan import plan
from watchspec_generators.demo.ports import free_ports
from watchspec_generators.demo.stack import RUN_FOLDER, running
from watchspec_generators.edge import http
from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.edge.locks import Taken
from watchspec_generators.edge.processes import ServerFailed
from watchspec_generators.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchspec_generators.demo.ports import Ports
    from watchspec_generators.demo.stack import Stack
    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
OVERFLOWED = "service:watchspec_label_overflow:increase1m"
OWN_ALERTS = 'signal=~"label_overflow|internal_errors"'


@pytest.fixture
def own_ports() -> Ports:
    """Ports of this run."""
    return free_ports()


@pytest.fixture
def stack(read_with: Callable[[Ports], Monitoring], own_ports: Ports, tmp_path: Path) -> Iterator[Stack]:
    """Everything, running."""
    monitoring = read_with(own_ports)
    write_artefacts(tmp_path, {artefact.path: artefact.text for artefact in generate(monitoring)})
    with running(plan(monitoring, own_ports), tmp_path, own_ports) as started:
        yield started


def _wait(reached: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def _wait_for_answers(stack: Stack, count: int) -> None:
    before = _answered(stack)
    _wait(lambda: _answered(stack) >= before + count, "calls are not answered")


def _answered(stack: Stack) -> int:
    return stack.traffic.results.get("200", 0)


def _sum(stack: Stack, metric: str) -> float:
    samples = http.query(stack.prometheus.url, f"sum({metric})")
    return float(samples[0]["value"][1]) if samples else 0.0


def test_monitoring_may_die_and_the_service_goes_on(stack: Stack) -> None:
    """Prometheus and Alertmanager crash during traffic: every call is answered as before, nothing of ours fails."""
    _wait(lambda: _sum(stack, REQUESTS.name) > 20, "Prometheus never saw the traffic")
    assert _sum(stack, INTERNAL_ERRORS.name) == 0
    for server in (stack.alertmanager, stack.prometheus):
        server.kill()
        _wait_for_answers(stack, 20)
    assert set(stack.traffic.results) == {"200"}
    with pytest.raises(ServerFailed, match="ended by itself"):
        stack.check()


def test_the_provider_may_die_and_come_back(stack: Stack) -> None:
    """While the provider is dead calls fail as they do; afterwards they are answered; nothing of ours fails."""
    _wait(lambda: _answered(stack) > 10, "no traffic")
    port = int(stack.provider.url.split(":")[2].split("/")[0])
    stack.provider.stop()
    _wait(lambda: stack.traffic.results.get("502", 0) > 10, "calls did not fail")
    stack.provider._port = port
    stack.provider.start()
    _wait_for_answers(stack, 10)
    assert set(stack.traffic.results) == {"200", "502"}
    failed = f'{REQUESTS.name}{{outcome=~"{"|".join(FAILED_OUTCOMES)}"}}'
    _wait(lambda: _sum(stack, failed) == stack.traffic.results["502"], "failures were not counted")
    assert _sum(stack, INTERNAL_ERRORS.name) == 0


def test_a_flooded_label_is_told(stack: Stack, own_ports: Ports) -> None:
    """Usual traffic leaves the exporter's own alerts silent; a label that takes user input sets its alert off."""
    _wait(lambda: bool(http.query(stack.prometheus.url, OVERFLOWED)), "overflows are not recorded")
    _wait(lambda: _sum(stack, REQUESTS.name) > 20, "Prometheus never saw the traffic")
    assert _sum(stack, OVERFLOWED) == 0
    assert http.query(stack.prometheus.url, f"ALERTS{{{OWN_ALERTS}}}") == []
    for number in range(DEFAULT_CAPS["feature"] + 1):
        asked = {"question": "Why?", "feature": f"feature that user {number} typed", "model": "gpt-4o"}
        http.post_json(f"http://127.0.0.1:{own_ports.service}/ask", asked)
    firing = f'ALERTS{{{OWN_ALERTS},label="feature",alertstate="firing"}}'
    _wait(lambda: bool(http.query(stack.prometheus.url, firing)), "nobody is told of the flood")
    _wait(lambda: _sum(stack, f'{REQUESTS.name}{{feature="{OTHER}"}}') > 0, "what does not fit is not counted")


def test_yesterday_is_there_and_the_clock_is_fast(stack: Stack) -> None:
    """Growth has a baseline at once, and Prometheus' own times are those of the demo's clock."""
    series = "service:llm_cost_usd:growth1m"
    _wait(lambda: bool(http.query(stack.prometheus.url, series)), "no growth without a past")
    flags = http.get_json(f"{stack.prometheus.url}/api/v1/status/flags")["data"]
    assert flags["rules.alert.resend-delay"] == "1s"
    assert flags["storage.tsdb.retention.time"] == "16h"


def test_one_demo_at_a_time_and_all_is_stopped(stack: Stack, own_ports: Ports, tmp_path: Path) -> None:
    """A second demo in the same folder is refused, and leaves the first one alone."""
    with pytest.raises(Taken, match="another demo"), running(stack.plan, tmp_path, own_ports):
        pass
    stack.check()
    assert (tmp_path / RUN_FOLDER / "service.log").exists()


def test_a_taken_port_is_named_and_nothing_stays(stack: Stack, own_ports: Ports, tmp_path: Path) -> None:
    """Another program on one of the ports is said clearly; what had been started is stopped."""
    folder = tmp_path / "second"
    folder.mkdir()
    with pytest.raises(ServerFailed, match="port"), running(stack.plan, folder, own_ports):
        pass
    mail_only = replace(free_ports(), sink_smtp=own_ports.sink_smtp)
    with pytest.raises(ServerFailed, match="port"), running(stack.plan, folder, mail_only):
        pass
    stack.check()
