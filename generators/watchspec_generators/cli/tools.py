"""`watchspec tools`: the real programs that prove and run what is generated."""

from __future__ import annotations

import json
import sys
from typing import Annotated, get_args

import typer
from rich.console import Console
from rich.table import Table

from watchspec_generators.cli.errors import MISSING
from watchspec_generators.cli.options import JsonOption
from watchspec_generators.edge import tools
from watchspec_generators.edge.install import Installed, install_tools
from watchspec_generators.edge.install.origin import origin_of
from watchspec_generators.edge.tools import Line, ToolName

app = typer.Typer(
    help="Get and show the real programs: Prometheus, promtool, Alertmanager, amtool.", no_args_is_help=True
)

NEEDED: dict[Line, tuple[ToolName, ...]] = {
    "current": ("prometheus", "promtool", "alertmanager", "amtool"),
    "oldest": ("prometheus", "promtool", "alertmanager", "amtool"),
}
OldestOption = Annotated[bool, typer.Option("--oldest", help="Also the oldest versions that the output must hold on.")]
ComposeOption = Annotated[bool, typer.Option("--compose", help="Also docker-compose, to check docker-compose.yml.")]
VictoriaOption = Annotated[
    bool,
    typer.Option("--victoriametrics", help="Also vmalert and vmalert-tool, for `test --engine vmalert`."),
]


@app.command()
def install(
    oldest: OldestOption = False,
    compose: ComposeOption = False,
    victoriametrics: VictoriaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make the programs available: from PATH, official releases (pinned by SHA-256) or Debian's archive (signed).

    Examples:

        watchspec tools install

        watchspec tools install --oldest --compose --victoriametrics     # what the project's own tests need
    """
    wanted: list[tuple[Line, tuple[ToolName, ...]]] = [("current", NEEDED["current"])]
    if compose:
        wanted.append(("current", ("docker-compose",)))
    if victoriametrics:
        wanted.append(("current", ("vmalert", "vmalert-tool")))
    if oldest:
        wanted.append(("oldest", NEEDED["oldest"]))
    found = [item for line, names in wanted for item in install_tools(names, line, say=_say)]
    _print(found, as_json=as_json)


@app.command("list")
def list_tools(as_json: JsonOption = False) -> None:
    """Show which programs would be used, and from where; exit 3 when one is missing.

    Examples:

        watchspec tools list

        watchspec tools list --json
    """
    looked_up = [_look_up(name) for name in get_args(ToolName)]
    _print([item for item in looked_up if isinstance(item, Installed)], as_json=as_json)
    missing = [item for item in looked_up if isinstance(item, str)]
    for reason in missing:
        _say(reason)
    if missing:
        raise typer.Exit(MISSING)


def _look_up(name: ToolName) -> Installed | str:
    try:
        tool = tools.find(name)
    except tools.ToolMissing as reason:
        return str(reason)
    origin = origin_of(tool, "current")
    return Installed(tool, "current", f"{origin.source}: {origin.file}" if origin else "found")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _print(found: list[Installed], *, as_json: bool) -> None:
    rows = [
        (item.tool.name, item.line, ".".join(map(str, item.tool.version)), item.source, str(item.tool.path))
        for item in found
    ]
    columns = ("program", "line", "version", "source", "path")
    if as_json:
        print(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=2))
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    # Wider than any terminal: a path cut short or folded can't be copied.
    Console(width=1000).print(table)
