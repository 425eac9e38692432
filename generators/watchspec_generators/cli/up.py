"""`watchspec up`: serve a spec with real Prometheus and Alertmanager on this machine."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from watchspec_generators.alertmanager.config import configuration
from watchspec_generators.alertmanager.secret_files import secret_files
from watchspec_generators.cli.errors import BAD_INPUT, DIFFERENT
from watchspec_generators.cli.generate import refuse_later
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, JsonOption, SpecOption, output_folder, read_spec
from watchspec_generators.edge.files import diff_artefacts, write_artefacts
from watchspec_generators.edge.locks import Taken
from watchspec_generators.edge.native import ALERTMANAGER, HOST, PORTS, PROMETHEUS, Native, Otherwise
from watchspec_generators.edge.processes import ServerFailed
from watchspec_generators.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.edge.daemons import Daemon
    from watchspec_generators.model import Monitoring

STATE = Path(".watchspec/up")
"""Below the spec's folder: pids, data and logs."""
_LOOPBACK = (HOST, "localhost")

PrometheusPortOption = Annotated[int, typer.Option("--prometheus-port", help="Port on loopback.")]
AlertmanagerPortOption = Annotated[int, typer.Option("--alertmanager-port", help="Port on loopback.")]


def command(
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
    prometheus_port: PrometheusPortOption = PORTS[PROMETHEUS],
    alertmanager_port: AlertmanagerPortOption = PORTS[ALERTMANAGER],
    as_json: JsonOption = False,
) -> None:
    """Serve the spec with real Prometheus and Alertmanager on loopback, in the background, without Docker.

    Generates the files first, unless the servers run already: then nothing changes, and what runs is shown.
    `watchspec down` stops them; their data stays in `.watchspec/up` beside the spec.

    Examples:

        watchspec up --env local

        watchspec up --env local --prometheus-port 19090
    """
    monitoring = read_spec(spec, env)
    if not monitoring.prometheus.targets:
        _stop(f"{spec} names no `prometheus.targets`, so there is nothing to scrape", BAD_INPUT)
    if monitoring.time_scale != 1:
        _stop(f"the environment {env} has a faster clock; `watchspec demo` plays it", BAD_INPUT)
    ports = {PROMETHEUS: prometheus_port, ALERTMANAGER: alertmanager_port}
    native = _native(spec, monitoring, ports)
    stale = _generate(spec, monitoring, native)
    try:
        running, started = native.up()
    except (ServerFailed, Otherwise, Taken) as error:
        _stop(str(error), DIFFERENT)
    _show(running, started, as_json)
    for note in (*_deaf(monitoring, running), *_missing(monitoring, native), *stale):
        print(f"note: {note}", file=sys.stderr)


def _native(spec: Path, monitoring: Monitoring, ports: Mapping[str, int]) -> Native:
    beside = spec.resolve().parent
    return Native(output_folder(spec, monitoring), beside, beside / STATE, monitoring.prometheus.retention, ports)


def _generate(spec: Path, monitoring: Monitoring, native: Native) -> tuple[str, ...]:
    """Write what is to be served; where it is being served already, say what would change instead."""
    artefacts = {artefact.path: artefact.text for artefact in generate(monitoring)}
    if not native.running():
        refuse_later(spec, monitoring, artefacts)
        _ignored(native.state)
        write_artefacts(native.generated, artefacts, spec=spec.name)
        return ()
    changed = len(diff_artefacts(native.generated, artefacts))
    return (f"{changed} generated files are older than the spec; nothing of what runs was touched",) if changed else ()


def _ignored(state: Path) -> None:
    """Keep data and logs out of the user's repository."""
    folder = state.parent
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def _show(running: Mapping[str, Daemon], started: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        print(json.dumps([{**asdict(each), "started": each.name in started} for each in running.values()], indent=2))
        return
    for daemon in running.values():
        state = "started" if daemon.name in started else "running already"
        print(f"{daemon.name:<13} {daemon.url:<23} pid {daemon.pid:<8} {state:<16} log {daemon.log}")


def _deaf(monitoring: Monitoring, running: Mapping[str, Daemon]) -> Iterator[str]:
    """An Alertmanager that Prometheus does not know hears nothing."""
    ours = running[ALERTMANAGER].url.rpartition(":")[2]
    known = monitoring.prometheus.alertmanagers
    if not any(address in known for address in (f"{host}:{ours}" for host in _LOOPBACK)):
        yield (
            f"this Prometheus tells {', '.join(known) or 'nobody'}, not the Alertmanager here: give an environment "
            f"`prometheus: {{alertmanagers: [{HOST}:{ours}]}}` and choose it with --env"
        )


def _missing(monitoring: Monitoring, native: Native) -> Iterator[str]:
    for path, receivers in secret_files(configuration(monitoring)).items():
        if not (native.beside / path).is_file():
            yield f"there is no {path}: {', '.join(receivers)} can't be told"


def _stop(reason: str, code: int) -> NoReturn:
    print(f"watchspec up: {reason}", file=sys.stderr)
    raise typer.Exit(code)
