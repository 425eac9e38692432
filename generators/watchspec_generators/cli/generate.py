"""`watchspec generate`: write everything that the spec describes, or show what is stale."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchspec_generators.cli.errors import DIFFERENT
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, SpecOption, output_folder, read_spec
from watchspec_generators.detection.promises import worse
from watchspec_generators.detection.table import read_table, table_path
from watchspec_generators.edge.files import diff_artefacts, write_artefacts
from watchspec_generators.pipeline import generate
from watchspec_generators.spec.places import positions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring

AgainstOption = Annotated[
    Path | None, typer.Option("--against", help="A detection table that must not get worse; default: the one in place.")
]
CheckOption = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 with a diff if files are stale.")]


def command(
    spec: SpecOption = DEFAULT_SPEC, env: EnvOption = None, check: CheckOption = False, against: AgainstOption = None
) -> None:
    """Write rules, tests, Alertmanager configuration, dashboards and runbooks from the spec.

    Writes nothing and exits with 1 if an alert would notice trouble later than before, unless the spec says so.

    Examples:

        watchspec generate

        watchspec generate --check          # in CI: are the committed files current?

        watchspec generate --check --against before.yml     # a table from the main branch

        watchspec generate --env demo
    """
    monitoring = read_spec(spec, env)
    artefacts = {artefact.path: artefact.text for artefact in generate(monitoring)}
    root = output_folder(spec, monitoring)
    refuse_later(spec, monitoring, artefacts, against)
    if check:
        _report_stale(diff_artefacts(root, artefacts), len(artefacts))
        return
    changed = write_artefacts(root, artefacts, spec=spec.name)
    print(f"{len(artefacts)} files generated below {root}, {len(changed)} of them changed")


def refuse_later(spec: Path, monitoring: Monitoring, artefacts: Mapping[str, str], against: Path | None = None) -> None:
    """Exit if an alert would fire later than the table in place, or `against`, has it."""
    path = table_path(monitoring.service.name)
    before = against or output_folder(spec, monitoring) / path
    if path not in artefacts or not before.is_file():
        return
    old, new = read_table(before.read_text(encoding="utf-8", errors="replace")), read_table(artefacts[path])
    place = positions(spec.read_bytes(), file=str(spec), environment=monitoring.environment)
    if lines := list(worse(monitoring, new, old, place)):
        print("\n".join(lines), file=sys.stderr)
        raise typer.Exit(DIFFERENT)


def _report_stale(diffs: list[str], total: int) -> None:
    if not diffs:
        print(f"{total} generated files are current")
        return
    print("\n".join(diffs))
    print(f"\n{len(diffs)} of {total} generated files are stale; run `watchspec generate` and commit the result")
    raise typer.Exit(DIFFERENT)
