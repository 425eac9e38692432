"""A Prometheus of our own on loopback that holds a made-up day, its recorded series and its firing alerts."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from watchspec_generators.edge.http import get_json
from watchspec_generators.edge.processes import ServerFailed, free_port, run_tool
from watchspec_generators.edge.servers import start_prometheus
from watchspec_generators.edge.tools import find_tool
from watchspec_generators.preview.scenario import levels
from watchspec_generators.preview.scenario.series import lines, moments, openmetrics, step, written
from watchspec_generators.steps import rules as rule_step
from watchspec_generators.yaml_text import from_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from watchspec_generators.edge.processes import Server
    from watchspec_generators.model import Monitoring
    from watchspec_generators.preview.reading import Dashboard
    from watchspec_generators.preview.scenario.levels import Rule

_MILLI = 1000
_TIMEOUT_SECONDS = 600
_FLAGS = ("--storage.tsdb.retention.time=10y", "--log.level=error")
_ALERTS = "ALERTS"


@contextmanager
def running(monitoring: Monitoring, dashboards: Sequence[Dashboard]) -> Iterator[tuple[str, int]]:
    """URL of the server, and the end of its day in milliseconds since the epoch; all is gone afterwards.

    Raises:
        ServerFailed: promtool or Prometheus did not do its work.
        ToolMissing: a program is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="watchspec-preview-") as name:
        folder = Path(name)
        distance = step(monitoring)
        end = int(time.time() * _MILLI) // distance * distance
        for index, text in enumerate(openmetrics(monitoring, end)):
            _backfill(folder, f"day{index}", text)
        for index, level in enumerate(_levels(monitoring, dashboards)):
            with _server(folder) as server:
                recorded = [line for rule in level for line in _evaluated(server.url, rule, monitoring, end)]
            _backfill(folder, f"level{index}", [*recorded, "# EOF\n"])
        with _server(folder) as server:
            yield server.url, end


def _levels(monitoring: Monitoring, dashboards: Sequence[Dashboard]) -> list[list[Rule]]:
    """What the boards read, then the alerts, which they mark."""
    every = levels.rules(from_yaml(artefact.text) for artefact in rule_step.build(monitoring))
    asked = [target.expr for dashboard in dashboards for panel in dashboard.panels for target in panel.targets]
    marked = any(_ALERTS in one.expr for dashboard in dashboards for one in dashboard.annotations)
    alerts = [rule for rule in every if rule.alert] if marked else []
    recorded = levels.needed(every, [*asked, *(rule.expr for rule in alerts)])
    return [*levels.levels(recorded), *([alerts] if alerts else [])]


def _server(folder: Path) -> Server:
    config = folder / "prometheus.yml"
    config.write_text("{}\n", encoding="utf-8")
    return start_prometheus(config, folder / "data", free_port(), flags=_FLAGS)


def _backfill(folder: Path, name: str, text: Iterable[str]) -> None:
    source = folder / f"{name}.om"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(text)
    blocks: list[str | Path] = ["tsdb", "create-blocks-from", "openmetrics", source, folder / "data"]
    done = run_tool([find_tool("promtool"), *blocks], timeout=_TIMEOUT_SECONDS)
    if done.code:
        raise ServerFailed(f"promtool could not write the made-up day:\n{done.output}")
    source.unlink()


def _evaluated(url: str, rule: Rule, monitoring: Monitoring, end: int) -> Iterator[str]:
    """Lines of what a rule records over the day, or of the moments at which an alert fires."""
    times = moments(monitoring, end)
    given = {"start": written(times[0]), "end": written(end), "step": f"{times.step / _MILLI:g}"}
    answer = get_json(f"{url}/api/v1/query_range", query=rule.expr, **given)
    for one in answer["data"]["result"]:
        own = {name: value for name, value in one["metric"].items() if name != "__name__"}
        if not rule.alert:
            points = ((f"{moment:.3f}", float(value)) for moment, value in one["values"])
            yield lines(rule.name, {**own, **rule.labels}, points)
            continue
        holding = [round(moment * _MILLI) for moment, _ in one["values"]]
        fired = [(written(moment), 1.0) for moment in levels.firing(times, holding, rule)]
        labels = {**own, **rule.labels, "alertname": rule.name, "alertstate": "firing"}
        yield lines(_ALERTS, labels, fired)
