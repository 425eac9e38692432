"""Everything that runs in the demo, started in order and stopped in reverse, each by its own handle."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec.testing import LoopbackProvider, Rule
from watchspec_generators.alertmanager import PATH as ALERTMANAGER_CONFIG
from watchspec_generators.demo.backfill import openmetrics, spans
from watchspec_generators.demo.conditions import behaviour
from watchspec_generators.demo.ports import HOST
from watchspec_generators.demo.sink import HttpSink, Inbox, SmtpSink
from watchspec_generators.demo.traffic import Traffic
from watchspec_generators.demo.troubles import chat_models
from watchspec_generators.edge.locks import alone
from watchspec_generators.edge.processes import Server, ServerFailed, run_tool
from watchspec_generators.edge.servers import start_alertmanager, start_prometheus
from watchspec_generators.edge.tools import find_tool
from watchspec_generators.exporter_config import PATH as EXPORTER_CONFIG
from watchspec_generators.steps.prometheus import PATH as PROMETHEUS_CONFIG
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from watchspec_generators.demo.plan import Plan
    from watchspec_generators.demo.ports import Ports
    from watchspec_generators.demo.troubles import Injection

RUN_FOLDER = "run"
"""Below the output folder: data and logs of the last run."""
_MINUTE = 60_000
_PROMETHEUS_TIMES = {
    "rules.alert.resend-delay": Duration(_MINUTE),
    "rules.alert.for-outage-tolerance": Duration(60 * _MINUTE),
    "rules.alert.for-grace-period": Duration(10 * _MINUTE),
    "query.lookback-delta": Duration(5 * _MINUTE),
}
"""Prometheus' own defaults for what is not part of its configuration file: they run on the demo's clock too."""
_ALERTMANAGER_TIMES = {"data.retention": Duration(120 * 60 * _MINUTE)}


@dataclass(frozen=True)
class Stack:
    """The running demo."""

    plan: Plan
    inbox: Inbox
    provider: LoopbackProvider
    service: Server
    prometheus: Server
    alertmanager: Server
    traffic: Traffic

    def apply(self, active: Iterable[Injection]) -> None:
        """Let the provider answer as it does while the troubles `active` last."""
        lasting = tuple(active)
        models = chat_models(self.plan.monitoring)
        self.provider.rules = [Rule(behaviour(model, lasting, self.plan.surge), model=model) for model in models]

    @property
    def servers(self) -> Mapping[str, Server]:
        """The processes, by name."""
        return {"service": self.service, "Prometheus": self.prometheus, "Alertmanager": self.alertmanager}

    def check(self) -> None:
        """ServerFailed if a process of ours has ended."""
        for name, server in self.servers.items():
            if not server.alive:
                raise ServerFailed(f"{name} ended by itself; its last words:\n{server.log_tail()}")


@contextmanager
def running(plan: Plan, folder: Path, ports: Ports, env: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """The demo of `plan` on `ports`, with what was generated into `folder`; `env` is for the service.

    Raises:
        ServerFailed: a server did not start, or a port was taken in the meantime.
        ToolMissing: a program is not installed.
        Taken: another demo is running in `folder`.
    """
    with ExitStack() as stack:
        stack.enter_context(alone(folder, "demo"))
        run = fresh(folder / RUN_FOLDER)
        inbox = Inbox()
        try:
            stack.enter_context(HttpSink(inbox, ports.sink_http))
            stack.enter_context(SmtpSink(inbox, ports.sink_smtp))
            provider = stack.enter_context(LoopbackProvider())
        except OSError as error:
            raise ServerFailed(f"a port of the demo was taken by another program: {error}; run it again") from None
        scale = plan.monitoring.time_scale
        alertmanager = start_alertmanager(
            folder / ALERTMANAGER_CONFIG,
            run / "alertmanager",
            ports.alertmanager,
            flags=_alertmanager_flags(scale, ports),
        )
        stack.callback(alertmanager.stop)
        backfill(plan, run, ports)
        prometheus = start_prometheus(
            folder / PROMETHEUS_CONFIG, run / "prometheus", ports.prometheus, flags=_prometheus_flags(plan, ports)
        )
        stack.callback(prometheus.stop)
        service = stack.enter_context(_service(folder, run, ports.service, provider.url, env or {}))
        traffic = Traffic(
            f"{HOST}:{ports.service}",
            chat_models(plan.monitoring),
            tuple(plan.monitoring.features),
            plan.calls_per_second,
        )
        started = Stack(plan, inbox, provider, service, prometheus, alertmanager, traffic)
        started.apply(())
        stack.enter_context(traffic)
        yield started


def fresh(folder: Path) -> Path:
    """`folder`, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def backfill(plan: Plan, run: Path, ports: Ports) -> None:
    """Give Prometheus the past that growth is measured against."""
    now = time.time()
    past = dict.fromkeys(
        span for injection in plan.injections if injection.trouble.kind == "cost" for span in spans(injection, now)
    )
    instance, promtool = f"{HOST}:{ports.service}", find_tool("promtool")
    for number, span in enumerate(past):
        source = run / f"past{number}.om"
        source.write_text(openmetrics(plan.monitoring, plan.costs, plan.calls_per_second, instance, span))
        done = run_tool([promtool, "tsdb", "create-blocks-from", "openmetrics", source, run / "prometheus"])
        if done.code:
            raise ServerFailed(f"promtool could not write yesterday's spend:\n{done.output}")


def _service(folder: Path, run: Path, port: int, provider: str, env: Mapping[str, str]) -> Server:
    return Server(
        [sys.executable, "-m", "watchspec_generators.demo.service"],
        log=run / "service.log",
        ready_url=f"http://{HOST}:{port}/healthz",
        env={
            "HOST": HOST,
            "PORT": str(port),
            "OPENAI_BASE_URL": provider,
            "OPENAI_API_KEY": "none",
            "WATCHSPEC_CONFIG": str(folder / EXPORTER_CONFIG),
            **env,
        },
    )


def _prometheus_flags(plan: Plan, ports: Ports) -> list[str]:
    times = {
        **_PROMETHEUS_TIMES,
        # Scaled with the rest of the spec already.
        "storage.tsdb.retention.time": plan.monitoring.prometheus.retention.scaled(1 / plan.monitoring.time_scale),
    }
    return _flags(times, plan.monitoring.time_scale, ports.prometheus)


def _alertmanager_flags(scale: float, ports: Ports) -> list[str]:
    return _flags(_ALERTMANAGER_TIMES, scale, ports.alertmanager)


def _flags(times: Mapping[str, Duration], scale: float, port: int) -> list[str]:
    # Else both put the machine's name into the links that they send.
    here = f"--web.external-url=http://{HOST}:{port}"
    return [here, *(f"--{name}={duration.scaled(scale)}" for name, duration in times.items())]
