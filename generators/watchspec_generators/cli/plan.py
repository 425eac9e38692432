"""`watchspec plan`: what applying the spec would change, by meaning."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from watchspec_generators.cli.errors import DIFFERENT
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, JsonOption, SpecOption
from watchspec_generators.cli.planned import DiffOption, TargetOption, planned
from watchspec_generators.targets.showing import as_data, as_lines

FilesOnlyOption = Annotated[bool, typer.Option("--files-only", help="Compare with the files alone, ask no server.")]


def command(
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
    diff: DiffOption = False,
    target: TargetOption = None,
    files_only: FilesOnlyOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what is live otherwise than the spec says: which alerts, for whom, at which times; write nothing.

    Reads the output folder and the servers that the spec names under `live`. Exits with 1 if there is something to do,
    0 if not, 3 if a server does not answer.

    Examples:

        watchspec plan

        watchspec plan --diff               # and every line that differs

        watchspec plan --files-only         # where no server can be reached

        watchspec plan --env production --json
    """
    plans = [each.plan for each in planned("plan", spec, env, target, ask_servers=not files_only)]
    if as_json:
        print(json.dumps(as_data(plans, diff=diff), indent=2, ensure_ascii=False))
    else:
        print("\n".join(as_lines(plans, colour=sys.stdout.isatty(), diff=diff)))
    if any(plan.differs for plan in plans):
        raise typer.Exit(DIFFERENT)
