"""`watchspec generate`: write everything that the spec describes, or show what is stale."""

from __future__ import annotations

from typing import Annotated

import typer

from watchspec_generators.cli.errors import DIFFERENT
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, SpecOption, output_folder, read_spec
from watchspec_generators.edge.files import diff_artefacts, write_artefacts
from watchspec_generators.pipeline import generate

CheckOption = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 with a diff if files are stale.")]


def command(spec: SpecOption = DEFAULT_SPEC, env: EnvOption = None, check: CheckOption = False) -> None:
    """Write rules, tests, Alertmanager configuration, dashboards and runbooks from the spec.

    Examples:

        watchspec generate

        watchspec generate --check          # in CI: are the committed files current?

        watchspec generate --env demo
    """
    monitoring = read_spec(spec, env)
    artefacts = {artefact.path: artefact.text for artefact in generate(monitoring)}
    root = output_folder(spec, monitoring)
    if check:
        _report_stale(diff_artefacts(root, artefacts), len(artefacts))
        return
    changed = write_artefacts(root, artefacts, spec=spec.name)
    print(f"{len(artefacts)} files generated below {root}, {len(changed)} of them changed")


def _report_stale(diffs: list[str], total: int) -> None:
    if not diffs:
        print(f"{total} generated files are current")
        return
    print("\n".join(diffs))
    print(f"\n{len(diffs)} of {total} generated files are stale; run `watchspec generate` and commit the result")
    raise typer.Exit(DIFFERENT)
