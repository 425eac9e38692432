"""`watchspec check`: is the spec right, in every environment?"""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from watchspec_generators.cli.errors import BAD_INPUT
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, JsonOption, SpecOption, examine_spec
from watchspec_generators.spec import SpecError
from watchspec_generators.spec.checklist import checklist
from watchspec_generators.spec.loading import Examined
from watchspec_generators.spec.reporters import machine, sarif, text
from watchspec_generators.spec.summary import summary
from watchspec_generators.spec.windows import running_out

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.spec.problems import Level

FormatOption = Annotated[
    Literal["text", "json", "sarif"],
    typer.Option("--format", help="Text for people, JSON or SARIF 2.1.0 for machines."),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Let warnings and notes fail, too.")]
_FAILING: tuple[Level, ...] = ("error",)
_FAILING_STRICTLY: tuple[Level, ...] = ("error", "warning", "note")


def command(
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
    format_: FormatOption = "text",
    as_json: JsonOption = False,
    strict: StrictOption = False,
) -> None:
    """Check the spec and all of its environments, and the chain from metrics to receivers; write nothing.

    Every problem is listed with its place, what was expected, and a suggestion; docs/checks.md tells of each kind.
    The exit code is 2 if there is an error, else 0, however many warnings there are.

    Examples:

        watchspec check

        watchspec check --spec services/checkout/monitoring.yaml

        watchspec check --env demo          # also: are its variables set?

        watchspec check --strict            # in CI, where warnings should not pile up

        watchspec check --json              # for editors and CI

        watchspec check --format sarif      # for code scanning
    """
    examined = _examined(spec, env)
    if as_json:
        format_ = "json"
    if format_ == "json":
        print(machine.render(examined.problems))
    elif format_ == "sarif":
        print(sarif.render(examined.problems, checklist(), version("watchspec")))
    else:
        _tell(spec, examined)
    failing = _FAILING_STRICTLY if strict else _FAILING
    if any(problem.level in failing for problem in examined.problems):
        raise typer.Exit(BAD_INPUT)


def _examined(spec: Path, env: str | None) -> Examined:
    try:
        return examine_spec(spec, env)
    except SpecError as error:
        return Examined(None, error.problems, error.source)


def _tell(spec: Path, examined: Examined) -> None:
    if examined.problems:
        print(text.render(examined.problems, examined.source, colour=sys.stderr.isatty()), file=sys.stderr)
    if examined.monitoring is None:
        return
    print(f"{spec}: OK: {summary(examined.monitoring)}")
    for sentence in running_out(examined.monitoring.windows, datetime.now(timezone.utc).date()):
        print(f"{spec}: note: {sentence}", file=sys.stderr)
