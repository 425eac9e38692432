"""Options that several commands share, and the one way to read a spec from a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchspec_generators.spec import Problem, SpecError, examine, load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec.loading import Examined

SpecOption = Annotated[Path, typer.Option("--spec", help="The spec to read.", show_default=True)]
EnvOption = Annotated[str | None, typer.Option("--env", help="Environment overlay to apply, such as demo.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
DEFAULT_SPEC = Path("monitoring.yaml")


def read_spec(path: Path, environment: str | None, variables: Mapping[str, str] = os.environ) -> Monitoring:
    """Load the spec at `path`; SpecError when it can't be read or has errors."""
    return load(_content(path), file=str(path), environment=environment, variables=variables)


def examine_spec(path: Path, environment: str | None, variables: Mapping[str, str] = os.environ) -> Examined:
    """The same with warnings and notes; SpecError only when it is no YAML that can be read."""
    return examine(_content(path), file=str(path), environment=environment, variables=variables)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "run `watchspec init` to start one" if isinstance(error, FileNotFoundError) else None
        raise SpecError((Problem(str(path), 1, 1, f"can't read the spec: {error.strerror}", hint=hint),)) from None


def output_folder(spec: Path, monitoring: Monitoring) -> Path:
    """Where generated files go: the spec's folder, or the environment's `output` below it."""
    return spec.resolve().parent / (monitoring.output or ".")
