"""`watchspec down`: stop what `watchspec up` started."""

from __future__ import annotations

import sys

import typer

from watchspec_generators.cli.errors import DIFFERENT
from watchspec_generators.cli.options import DEFAULT_SPEC, SpecOption
from watchspec_generators.cli.up import STATE
from watchspec_generators.edge.locks import Taken
from watchspec_generators.edge.native import down


def command(spec: SpecOption = DEFAULT_SPEC) -> None:
    """Stop the Prometheus and Alertmanager that `watchspec up` started beside this spec, and nothing else.

    Their data and logs stay in `.watchspec/up`; delete that folder to be rid of them.

    Examples:

        watchspec down
    """
    try:
        stopped = down(spec.resolve().parent / STATE)
    except Taken as error:
        print(f"watchspec down: {error}", file=sys.stderr)
        raise typer.Exit(DIFFERENT) from None
    for daemon in stopped:
        print(f"{daemon.name:<13} stopped, pid {daemon.pid}")
    if not stopped:
        print("nothing that `watchspec up` started here is running")
