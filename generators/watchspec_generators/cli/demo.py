"""`watchspec demo`: play an incident from metric to page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from watchspec_generators.cli.errors import BAD_INPUT, DIFFERENT, MISSING
from watchspec_generators.cli.options import DEFAULT_SPEC, SpecOption, output_folder, read_spec
from watchspec_generators.cli.test import show
from watchspec_generators.edge.locks import Taken
from watchspec_generators.edge.processes import ServerFailed

ENVIRONMENT = "demo"
_INTERRUPTED = 130
_WIDTH = 150
"""Of what is printed where there is no terminal, such as a log file."""
_LOOPBACK = "127.0.0.1,localhost"

KeepOption = Annotated[bool, typer.Option("--keep", help="Leave everything running afterwards, until Ctrl-C.")]
JsonFileOption = Annotated[Path | None, typer.Option("--json", help="Also write the timeline to this file.")]


def command(spec: SpecOption = DEFAULT_SPEC, keep: KeepOption = False, json: JsonFileOption = None) -> None:
    """Play an incident on this machine: from a failing model to the page in the right inbox.

    Generates everything from the spec's environment `demo`, proves it, starts real
    Prometheus and Alertmanager on loopback beside a small service and its provider,
    breaks the provider, and holds what is delivered against what the spec says.
    Nothing leaves the machine. Exits with 1 if a step did not happen.

    Examples:

        watchspec demo

        watchspec demo --keep               # look around afterwards; Ctrl-C ends it

        watchspec demo --json timeline.json
    """
    # Without a terminal, lines are as long as they need to be.
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
    try:
        played = _play(spec, keep, json, console)
    except ServerFailed as error:
        _stop(str(error), DIFFERENT)
    except KeyboardInterrupt:
        _stop("interrupted; everything that it started is stopped", _INTERRUPTED)
    if not played:
        raise typer.Exit(DIFFERENT)


def _play(spec: Path, keep: bool, json: Path | None, console: Console) -> bool:
    try:
        # Here, since the other commands do without the packages of the demo.
        from watchspec_generators.demo.main import Demo  # noqa: PLC0415 - see above
        from watchspec_generators.demo.ports import free_ports  # noqa: PLC0415 - see above
        from watchspec_generators.demo.troubles import Unplayable  # noqa: PLC0415 - see above
    except ImportError as error:
        _stop(f"the Python package {error.name} is missing; install watchspec[demo]", MISSING)
    _keep_loopback_direct()
    ports = free_ports()
    monitoring = read_spec(spec, ENVIRONMENT, {**os.environ, **ports.variables})
    demo = Demo(monitoring, ports, output_folder(spec, monitoring), console, show, keep, json)
    try:
        return demo.run()
    except Unplayable as error:
        reasons = "\n".join(f"  {reason}" for reason in error.reasons)
        _stop(f"{spec} can't be played:\n{reasons}", BAD_INPUT)
    except Taken as error:
        _stop(str(error), DIFFERENT)


def _keep_loopback_direct() -> None:
    """A proxy of the environment must not get between the parts of the demo."""
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), _LOOPBACK)))


def _stop(reason: str, code: int) -> NoReturn:
    print(f"watchspec demo: {reason}", file=sys.stderr)
    raise typer.Exit(code)
