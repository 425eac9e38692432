"""`watchspec preview`: every dashboard as a page of HTML, drawn from real query results."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchspec_generators.cli.errors import MISSING
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, SpecOption, output_folder, read_spec
from watchspec_generators.cli.time_options import refuse
from watchspec_generators.edge.files import CantWrite
from watchspec_generators.edge.http import Unreachable
from watchspec_generators.edge.preview import day, pictures
from watchspec_generators.edge.preview.asking import drawn
from watchspec_generators.edge.preview.files import NoDashboards, of_commit, of_folder, parsed
from watchspec_generators.edge.processes import ServerFailed
from watchspec_generators.pipeline import generate
from watchspec_generators.preview.comparing import changed, pairs
from watchspec_generators.preview.html import comparison_page, page
from watchspec_generators.preview.html.page import comparison_height, height
from watchspec_generators.preview.scenario.series import step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.preview.html.page import Theme
    from watchspec_generators.preview.model import Sheet
    from watchspec_generators.preview.reading import Dashboard

    Draw = Callable[[Dashboard], Sheet]

PrometheusOption = Annotated[
    str | None, typer.Option("--prometheus", help="URL of a running Prometheus; default: a made-up day of the spec.")
]
OutputOption = Annotated[Path, typer.Option("--output", "-o", help="The page to write.")]
PngOption = Annotated[Path | None, typer.Option("--png", help="Also a picture of each dashboard, into this folder.")]
AgainstOption = Annotated[
    str | None, typer.Option("--against", help="A folder or a commit: show only panels that differ, before and after.")
]
DashboardsOption = Annotated[
    Path | None, typer.Option("--dashboards", help="Dashboard files to draw; default: those that the spec generates.")
]
DarkOption = Annotated[bool, typer.Option("--dark", help="Pictures on a dark ground.")]
_MILLI = 1000


def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    prometheus: PrometheusOption = None,
    output: OutputOption = Path("preview.html"),
    png: PngOption = None,
    dark: DarkOption = False,
    against: AgainstOption = None,
    dashboards: DashboardsOption = None,
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
) -> None:
    """Draw the dashboards without Grafana: a page that needs nothing else, and pictures of it.

    With no Prometheus to ask, a made-up day of the service is written into one of its own, with trouble that the
    spec's alerts notice; it listens on loopback and is gone afterwards.

    Examples:

        watchspec preview                                    # preview.html, from a made-up day

        watchspec preview --prometheus http://localhost:9090

        watchspec preview --png pictures --dark

        watchspec preview --against origin/main --output changed.html      # before and after, for a pull request
    """
    monitoring = read_spec(spec, env)
    try:
        if png:
            pictures.browser()
        boards = of_folder(dashboards) if dashboards else _generated(monitoring)
        before = _before(against, output_folder(spec, monitoring)) if against else []
        with _drawing(monitoring, prometheus, [*boards, *before]) as (draw, source):
            _write(boards, before if against else None, draw, source, (output, png, dark))
    except NoDashboards as error:
        refuse("preview", str(error))
    except (Unreachable, ServerFailed, pictures.NoBrowser) as error:
        print(f"watchspec preview: {error}", file=sys.stderr)
        raise typer.Exit(MISSING) from None


def _generated(monitoring: Monitoring) -> list[Dashboard]:
    files = [one for one in generate(monitoring) if one.path.startswith("dashboards/") and one.path.endswith(".json")]
    if not files:
        raise NoDashboards("the spec asks for no dashboard")
    return [parsed(one.path, one.text) for one in files]


def _before(against: str, repository: Path) -> list[Dashboard]:
    folder = Path(against)
    return of_folder(folder) if folder.is_dir() else of_commit(repository, against)


@contextmanager
def _drawing(monitoring: Monitoring, prometheus: str | None, boards: Sequence[Dashboard]) -> Iterator[tuple[Draw, str]]:
    """How a dashboard is drawn, and where its data come from."""
    if prometheus:
        url, now = prometheus.rstrip("/"), int(time.time() * _MILLI)
        yield lambda board: drawn(board, url, now), f"from {url}"
        return
    with day.running(monitoring, boards) as (url, end):
        yield lambda board: drawn(board, url, end, step(monitoring)), f"a made-up day of {monitoring.service.name}"


def _write(
    boards: Sequence[Dashboard],
    before: Sequence[Dashboard] | None,
    draw: Draw,
    source: str,
    wanted: tuple[Path, Path | None, bool],
) -> None:
    output, png, dark = wanted
    ground: Theme = "dark" if dark else "light"
    if before is None:
        sheets = [draw(board) for board in boards]
        _save(output, page(sheets, source))
        for one in sheets if png else ():
            _picture(png, one.uid, page([one], source, ground), height(one))
        return
    changes = changed(before, boards)
    sides = [[draw(board) for board in side if board.uid in changes] for side in (before, boards)]
    found = pairs(sides[0], sides[1], changes)
    _save(output, comparison_page(found, source))
    print(f"{sum(len(some) for _, some in found)} panels differ", file=sys.stderr)
    if png:
        _picture(png, "changed", comparison_page(found, source, ground), comparison_height(found))


def _save(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CantWrite(f"can't write {path}: {error.strerror}") from None
    print(f"wrote {path}", file=sys.stderr)


def _picture(folder: Path | None, name: str, text: str, high: int) -> None:
    if folder:
        pictures.take(text, folder / f"{name}.png", high)
        print(f"wrote {folder / name}.png", file=sys.stderr)
