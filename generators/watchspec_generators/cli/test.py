"""`watchspec test`: generate into a temporary folder and prove the result with the real programs."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from watchspec_generators.cli.errors import DIFFERENT
from watchspec_generators.cli.mutants import Names, judge
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, JsonOption, SpecOption, read_spec
from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.edge.proofs import Proof, prove, unproven
from watchspec_generators.edge.vmalert import prove_on_vmalert
from watchspec_generators.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Sequence


MutateOption = Annotated[bool, typer.Option("--mutate", help="Break each rule and route in turn: is it noticed?")]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", help="With --mutate: rules and routes of such names (LLM*); repeatable."),
]
EngineOption = Annotated[
    Literal["prometheus", "vmalert"],
    typer.Option("--engine", help="What evaluates the rules: Prometheus, or VictoriaMetrics' vmalert."),
]
SkipOption = Annotated[list[str] | None, typer.Option("--skip", help="With --mutate: all others; repeatable.")]


def command(
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
    as_json: JsonOption = False,
    engine: EngineOption = "prometheus",
    mutate: MutateOption = False,
    only: OnlyOption = None,
    skip: SkipOption = None,
) -> None:
    """Prove what the spec generates: rules, alerts, routes and configuration, with promtool and amtool.

    Nothing in the repository is touched. Exits with 1 if a proof fails, 3 if a program is missing.

    Examples:

        watchspec test

        watchspec test --env demo

        watchspec test --json | jq '.[] | select(.ok | not)'

        watchspec test --engine vmalert     # rules and their tests, on VictoriaMetrics

        watchspec test --mutate             # does a test fail for every way to break a rule or a route?

        watchspec test --mutate --only 'LLMHigh*'
    """
    monitoring = read_spec(spec, env)
    if mutate:
        judge(spec, monitoring, chosen=Names(only or ["*"], skip or []), as_json=as_json)
        return
    with TemporaryDirectory(prefix="watchspec-") as folder:
        write_artefacts(Path(folder), {artefact.path: artefact.text for artefact in generate(monitoring)})
        on_engine = prove if engine == "prometheus" else prove_on_vmalert
        proofs = on_engine(Path(folder), monitoring)
    if as_json:
        print(json.dumps([asdict(proof) for proof in proofs], indent=2))
    else:
        show(proofs, Console())
    for reason in unproven() if engine == "prometheus" else ():
        print(reason, file=sys.stderr)
    if not all(proof.ok for proof in proofs):
        raise typer.Exit(DIFFERENT)


def show(proofs: Sequence[Proof], console: Console) -> None:
    """Print a table of the proofs, then what the programs said about those that failed."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("", "proof", "files", "with"):
        table.add_column(heading)
    table.add_column("count", justify="right")
    table.add_column("seconds", justify="right")
    for proof in proofs:
        mark = "[green]ok[/]" if proof.ok else "[red]failed[/]"
        words = (proof.name, escape(proof.subject), proof.tool, str(proof.count), f"{proof.seconds:.1f}")
        table.add_row(mark, *words)
    console.print(table)
    for proof in proofs:
        if not proof.ok:
            console.print(f"\n[red]{proof.name}[/] ({proof.tool})\n{escape(proof.detail)}")
