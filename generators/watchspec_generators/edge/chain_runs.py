"""From trouble to a person: promtool says when an alert fires, the simulator and amtool what becomes of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import yaml

from watchspec_generators.alertmanager import PATH, texts
from watchspec_generators.alertmanager.samples import group
from watchspec_generators.edge.promtool import run_document
from watchspec_generators.edge.proofs.amtool_templates import by_kind, render, used
from watchspec_generators.model import SignalAlert
from watchspec_generators.rules.groups import group_name, group_path
from watchspec_generators.time_travel.arrivals import companion
from watchspec_generators.time_travel.expectations import unmet
from watchspec_generators.time_travel.ways import ways
from watchspec_generators.unit_tests.told import Told
from watchspec_generators.values import Duration, parse_duration
from watchspec_generators.values.moment import Moment
from watchspec_generators.yaml_text import from_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import ChainTest
    from watchspec_generators.simulator import Config
    from watchspec_generators.time_travel.ways import Way

_FIRED = re.compile(r"time: (\S+),\s+exp:\[\],\s+got:\[\s+0:\s+Labels:\{(.*)\}\s+Annotations:\{(.*)\}")
_PAIR = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*")')
_NEVER = "0001-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Fired:
    """An alert as Prometheus first shows it firing, so long after the trouble began."""

    after: Duration
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


def fired(promtool: Tool, folder: Path, monitoring: Monitoring, chain: ChainTest) -> Fired | None:
    """What the rules below `folder` make of the trouble; None: the alert stays quiet."""
    alert = next(each for each in monitoring.alerts if each.name == chain.test.alert)
    assert isinstance(alert, SignalAlert)  # noqa: S101 - checks have seen to it
    told = Told(monitoring, alert, chain.case)
    played = told.test()
    times = range(told.start + told.step, told.end + 1, told.step)
    checks = [{"eval_time": str(Duration(at)), "alertname": alert.name, "exp_alerts": []} for at in times]
    content = {
        "rule_files": [str(folder / group_path(monitoring.service.name, group_name(alert)))],
        "evaluation_interval": str(Duration(told.step)),
        "tests": [
            {
                "interval": str(Duration(played.step)),
                "input_series": [{"series": name, "values": values} for name, values in played.series.items()],
                "alert_rule_test": checks,
            }
        ],
    }
    done = run_document(promtool, content)
    # Nothing is expected, so that promtool shows all that fires.
    seen = [(parse_duration(time).milliseconds, *rest) for time, *rest in _FIRED.findall(done.output)]
    if not seen:
        return None
    at, labels, annotations = min(seen)
    return Fired(Duration(at - told.start), _pairs(labels), _pairs(annotations))


def broken_links(
    monitoring: Monitoring, config: Config, folder: Path, amtool: Tool, chain: ChainTest, found: Fired | None
) -> Iterator[str]:
    """What is otherwise than the test expects, where the rules make `found` of the trouble."""
    test = chain.test
    if (found is not None) is not chain.fires:
        yield f"expected it to {'fire' if chain.fires else 'stay quiet'}, but it {_said(test.at, found)}"
        return
    if found is None:
        return
    at = test.at.at + timedelta(milliseconds=found.after.milliseconds)
    firing = [companion(monitoring, name, test.labels) for name in test.firing]
    taken = ways(config, found.labels, at, firing)
    yield from unmet(replace(test, at=Moment(at, test.at.zone, seconds=True)), taken)
    if chain.text is not None:
        shown = _shown(found, at.isoformat())
        yield from _unsaid(monitoring, folder, amtool, chain.text, shown, taken)


def _said(began: Moment, found: Fired | None) -> str:
    if found is None:
        return "stays quiet"
    return f"fires at {Moment(began.at + timedelta(milliseconds=found.after.milliseconds), began.zone, seconds=True)}"


def _shown(found: Fired, starts: str) -> Mapping[str, Any]:
    """The alert as Alertmanager hands it to templates."""
    return {
        "status": "firing",
        "labels": dict(found.labels),
        "annotations": dict(found.annotations),
        "startsAt": starts,
        "endsAt": _NEVER,
        "generatorURL": "http://prometheus:9090",
        "fingerprint": "0000000000000000",
    }


def _unsaid(
    monitoring: Monitoring, folder: Path, amtool: Tool, text: str, alert: Mapping[str, Any], taken: tuple[Way, ...]
) -> Iterator[str]:
    told = [way for way in taken if way.told_at]
    if not told:
        yield f"expected text: {text}, but nobody is told"
    data = group([dict(alert)], monitoring.routing.group_by)
    for way in told:
        if not any(text in shown for shown in _texts(folder, amtool, way.route.receiver, data)):
            yield f"expected text: {text}, but {way.route.receiver} is told: {alert['annotations'].get('summary', '')}"


def _texts(folder: Path, amtool: Tool, name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Everything that a receiver is told."""
    written = from_yaml((folder / PATH).read_text(encoding="utf-8"))
    receiver = next(each for each in written["receivers"] if each["name"] == name)
    for kind, names in by_kind(used(yaml.safe_dump(receiver, width=10_000))).items():
        yield from render(amtool, folder / texts.PATH, names, kind, data)


def _pairs(shown: str) -> dict[str, str]:
    return {name: json.loads(value) for name, value in _PAIR.findall(shown)}
