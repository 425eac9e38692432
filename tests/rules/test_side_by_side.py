"""Two services in one Prometheus, three replicas each: neither sees the other."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.model.types import SignalAlert
from watchspec_generators.rules.queries import queries
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.playing import REPLICAS
from watchspec_generators.unit_tests.subject import subjects
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring
    from watchspec_generators.unit_tests.subject import Subject

ALERT = "LLMHighErrorRate"
OTHER = (
    ("service:\n  name: checkout\n", "service:\n  name: search\n"),
    ("""selector: '{job="checkout"}'""", """selector: '{job=~"search(-canary)?", env!="dev"}'"""),
)


OF_SERVICE = re.compile(r'service[a-z_]*:\w+:\w+\{service="checkout"[^}]*\}')
"""What the service has recorded itself."""


def subject_of(monitoring: Monitoring, name: str) -> Subject:
    """The alert `name` under test."""
    alert = next(alert for alert in monitoring.alerts if alert.name == name)
    assert isinstance(alert, SignalAlert)
    return subjects(monitoring, alert)[0]


@pytest.mark.binary
@pytest.mark.parametrize("ill", ["checkout", "search"])
def test_only_the_ill_service_alerts(
    ill: str, edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool], tmp_path: Path
) -> None:
    """Both rule sets are loaded; one service fails, the other is well; exactly the one is reported."""
    specs = {"checkout": edited(), "search": edited(*OTHER)}
    files = []
    for monitoring in specs.values():
        for path in sorted(write(monitoring, "rules").glob("rules/*.rules.yml")):
            copy = tmp_path / path.name.replace(".rules", "-copy")
            copy.write_text(path.read_text())
            files.append(copy.name)
    timing = subject_of(specs["checkout"], ALERT).timing
    end = timing.tick_after(timing.onset + 300_000)
    played = []
    for service, monitoring in specs.items():
        subject = subject_of(monitoring, ALERT)
        played.append(subject.play(subject.until(subject.breach if service == ill else subject.healthy, end)))
    series = {name: values for each in played for name, values in each.items()}
    assert len(series) == sum(map(len, played)) >= len(specs) * len(REPLICAS) * 2
    fires = subject_of(specs[ill], ALERT).firing()
    expected = {"exp_labels": dict(fires.labels), "exp_annotations": dict(fires.annotations)}
    test = {
        "interval": str(Duration(timing.step)),
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [{"eval_time": str(Duration(end)), "alertname": ALERT, "exp_alerts": [expected]}],
    }
    content = {"rule_files": files, "evaluation_interval": str(Duration(timing.tick)), "tests": [test]}
    (tmp_path / "both.test.yml").write_text(to_yaml(content))
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", tmp_path / "both.test.yml"])
        assert done.code == 0, done.output


@pytest.mark.binary
def test_a_selector_with_several_matchers_is_proven_like_any_other(
    edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool]
) -> None:
    """Test series are made up for regular expressions and negations, too, one foreign series for each matcher."""
    folder = write(edited(*OTHER))
    files = [file for file in folder.glob("rules/tests/*.yml") if "Cost" not in file.name]
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", *files])
        assert done.code == 0, done.output
    text = (folder / "rules/tests/search.LLMHighErrorRate.test.yml").read_text()
    assert 'env="dev"' in text
    assert yaml.safe_load(text)["rule_files"] == ["../search.error_ratio.rules.yml"]


def test_every_signal_sums_replicas_and_keeps_only_what_it_is_split_by(shipped: Monitoring) -> None:
    """No `instance` survives a recording; raw series are asked for with the selector, recorded with the service."""
    for signal in SIGNALS.values():
        if signal.kind == "event":
            continue
        for query in queries(shipped, signal):
            asked = replace(query, matchers='job="mine"')
            for rule in signal.record(asked).rules:
                raw = OF_SERVICE.sub("", rule.expr)
                assert raw.count("{") == raw.count('{job="mine"')
                assert "{" not in left_apart(raw)


def left_apart(expr: str) -> str:
    """What of an expression is not taken together over replicas."""
    while found := re.search(r"(?:sum|min|max|avg)(?: by \([^)]*\) )?\(", expr):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(expr[end], 0)
            end += 1
        expr = expr[: found.start()] + expr[end:]
    return expr
