"""Unit tests as vmalert-tool reads them, with the room that MetricsQL needs: docs/victoriametrics.md says why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from watchspec_generators.values import Duration, parse_duration
from watchspec_generators.vmalert.samples import finer, longer, read, steady, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from watchspec_generators.vmalert.samples import Sample

_PARTS = 4
"""Samples for each of the test, at most."""
_MOST, _MOST_TICKS = 600, 600
"""Samples of a series that are made finer; evaluations in a test, of which vmalert-tool does 100 a second."""
_RANGE = re.compile(r"\[([0-9a-z]+)\]")
_COUNTER = re.compile(r"[a-z0-9_]+(_total|_count|_sum|_bucket)\{")
_ALERTS = "ALERTS"


@dataclass(frozen=True, slots=True)
class Suite:
    """A test file of promtool's, and the translated rule files that it names."""

    document: Mapping[str, Any]
    rules: Sequence[Mapping[str, Any]]

    @property
    def tick(self) -> int:
        """Milliseconds between evaluations."""
        return parse_duration(self.document["evaluation_interval"]).milliseconds

    @property
    def shortest_range(self) -> int:
        """Of the ranges that the rules look at, in milliseconds; 0 where they look at none."""
        each = (rule["expr"] for file in self.rules for group in file["groups"] for rule in group["rules"])
        return min((parse_duration(text).milliseconds for expr in each for text in _RANGE.findall(expr)), default=0)

    @property
    def texts(self) -> Mapping[str, frozenset[str]]:
        """Names of the annotations that are left, by alert."""
        rules = (rule for file in self.rules for group in file["groups"] for rule in group["rules"])
        return {rule["alert"]: frozenset(rule.get("annotations", ())) for rule in rules if "alert" in rule}

    @property
    def groups(self) -> list[str]:
        """The order in which groups are evaluated."""
        order = list(self.document.get("group_eval_order", ()))
        names = [group["name"] for file in self.rules for group in file["groups"]]
        return sorted(names, key=lambda name: order.index(name.rpartition(" ")[0])) if order else names


def translated(suite: Suite) -> dict[str, Any]:
    """The file for vmalert-tool: of what it tests, all about alerts; values are another question."""
    tests = [_test(suite, test) for test in suite.document["tests"] if is_short(test, suite.tick)]
    return {
        "rule_files": suite.document["rule_files"],
        "evaluation_interval": suite.document["evaluation_interval"],
        "group_eval_order": suite.groups,
        "tests": [test for test in tests if "alert_rule_test" in test or "metricsql_expr_test" in test],
    }


def _test(suite: Suite, test: Mapping[str, Any]) -> dict[str, Any]:
    step = parse_duration(test["interval"]).milliseconds
    parts = parts_of(test, suite.shortest_range)
    later = -(-step // suite.tick) * suite.tick
    found: dict[str, Any] = {
        "name": test["name"],
        "interval": str(Duration(step // parts)),
        "input_series": played(test["input_series"], parts, more=2 * later // step + 1),
    }
    if "alert_rule_test" in test:
        found["alert_rule_test"] = [*_checks(suite, test["alert_rule_test"], later)]
    about_alerts = [value for value in test.get("promql_expr_test", ()) if _ALERTS in value["expr"]]
    return {**found, "metricsql_expr_test": about_alerts} if about_alerts else found


def parts_of(test: Mapping[str, Any], shortest_range: int) -> int:
    """How many samples are taken for one of the test; one for where no range holds several, or there are too many."""
    step = parse_duration(test["interval"]).milliseconds
    if step >= shortest_range or end_of(test) > _MOST * step:
        return 1
    return max(parts for parts in range(1, _PARTS + 1) if step % parts == 0)


def is_short(test: Mapping[str, Any], tick: int) -> bool:
    """Whether it takes vmalert-tool but a few seconds."""
    return end_of(test) <= _MOST_TICKS * tick


def end_of(test: Mapping[str, Any]) -> int:
    """When a test asks for the last time, in milliseconds."""
    asked = (*test.get("alert_rule_test", ()), *test.get("promql_expr_test", ()))
    return max(map(_time, asked), default=0)


def played(series: Iterable[Mapping[str, str]], parts: int, more: int = 0) -> list[dict[str, str]]:
    """Input series with `parts` samples for each; those that are there to the end go on for `more` of the test's."""
    samples = {one["series"]: read(one["values"]) for one in series}
    end = max(map(len, samples.values()), default=0)
    return [
        {"series": name, "values": written(_played(name, values, parts, more if len(values) == end else 0))}
        for name, values in samples.items()
    ]


def _played(name: str, values: Sequence[Sample], parts: int, more: int) -> list[Sample]:
    grows = _COUNTER.match(name) is not None
    return finer(longer(steady(values) if grows else values, more), parts, grows=grows)


def _checks(suite: Suite, checks: Iterable[Mapping[str, Any]], later: int) -> Iterator[dict[str, Any]]:
    """Each alert begins no sooner than on Prometheus and at most a sample later, and ends within a sample of it."""
    for name, of_alert in groupby(checks, key=lambda check: str(check["alertname"])):
        each = [(_time(check), _alerts(check, suite.texts[name])) for check in of_alert]
        around = zip([(0, []), *each[:-1]], each, [*each[1:], None], strict=True)
        for (earlier, before), (at, alerts), following in around:
            if alerts != before and (following is None or at + later < following[0]):
                moved = at + later
            elif alerts and following is not None and not following[1] and earlier + later < at - later:
                moved = at - later
            else:
                moved = at
            yield {"eval_time": str(Duration(moved)), "alertname": name, "exp_alerts": alerts}


def _time(check: Mapping[str, Any]) -> int:
    return parse_duration(check["eval_time"]).milliseconds


def _alerts(check: Mapping[str, Any], texts: frozenset[str]) -> list[dict[str, Any]]:
    return [_without_values(alert, texts) for alert in check["exp_alerts"]]


def _without_values(alert: Mapping[str, Any], texts: frozenset[str]) -> dict[str, Any]:
    annotations = {name: text for name, text in alert.get("exp_annotations", {}).items() if name in texts}
    return {"exp_labels": alert["exp_labels"], "exp_annotations": annotations}
