"""What `plan` and `apply` share: the spec's plan for each target."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from watchspec_generators.cli.errors import MISSING
from watchspec_generators.cli.options import output_folder, read_spec
from watchspec_generators.cli.time_options import known
from watchspec_generators.edge import live as readers
from watchspec_generators.edge.http import Unreachable
from watchspec_generators.meaning import World
from watchspec_generators.pipeline import generate
from watchspec_generators.spec.shape import Live
from watchspec_generators.targets import target_names
from watchspec_generators.targets.types import Plan, Wanted

DiffOption = Annotated[bool, typer.Option("--diff", help="Also show the whole difference of all texts.")]
TargetOption = Annotated[
    list[str] | None, typer.Option("--target", help="Only this one (files); repeatable; default: all.")
]


@dataclass(frozen=True)
class Planned:
    """A target's plan, with what it was made of."""

    name: str
    plan: Plan
    live: Any
    wanted: Wanted


def planned(
    command: str, spec: Path, env: str | None, targets: list[str] | None, *, ask_servers: bool = True
) -> list[Planned]:
    """The plan of each target that the spec names; ends the command with 3 if a server does not answer."""
    chosen = [known(command, "target", name, target_names()) for name in targets or target_names()]
    monitoring = read_spec(spec, env)
    if not ask_servers:
        monitoring = replace(monitoring, live=Live())
    files = {artefact.path: artefact.text for artefact in generate(monitoring)}
    today = datetime.now(timezone.utc).date()
    wanted = Wanted(files, World(monitoring, today - timedelta(days=today.weekday())))
    try:
        return [_planned(name, output_folder(spec, monitoring), wanted) for name in chosen]
    except Unreachable as reason:
        print(f"watchspec {command}: {reason}", file=sys.stderr)
        raise typer.Exit(MISSING) from None


def _planned(name: str, root: Path, wanted: Wanted) -> Planned:
    live = import_module(f"{readers.__name__}.{name}").read(root, wanted)
    plan = import_module(f"watchspec_generators.targets.{name}").plan(live, wanted)
    return Planned(name, plan, live, wanted)
