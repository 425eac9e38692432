"""promtool's test files: one per alert, next to the rule file that it tests."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from watchspec_generators.model.types import Artefact, SignalAlert
from watchspec_generators.rules.groups import group_name, group_path
from watchspec_generators.unit_tests import cases
from watchspec_generators.unit_tests.cases import long_breach
from watchspec_generators.unit_tests.events import event_step, event_tests
from watchspec_generators.unit_tests.raw import raw_tests, raw_tick
from watchspec_generators.unit_tests.recorded import recorded_tests
from watchspec_generators.unit_tests.stage import braced, clock
from watchspec_generators.unit_tests.subject import subjects
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import RawAlert
    from watchspec_generators.signals import Signal
    from watchspec_generators.unit_tests.types import Check, UnitTest, Value

_KINDS = tuple(import_module(f"{cases.__name__}.{found.name}") for found in iter_modules(cases.__path__))


def unit_test_file(monitoring: Monitoring, alert: SignalAlert | RawAlert) -> Artefact:
    """The file that tests `alert`."""
    tick, tests = _tests(monitoring, alert)
    rules = group_path(monitoring.service.name, group_name(alert)).rpartition("/")[2]
    content = {
        "rule_files": [f"../{rules}"],
        "evaluation_interval": str(Duration(tick)),
        "tests": [_test(alert.name, test) for test in tests],
    }
    return Artefact(f"rules/tests/{monitoring.service.name}.{alert.name}.test.yml", to_yaml(content))


def _tests(monitoring: Monitoring, alert: SignalAlert | RawAlert) -> tuple[int, Sequence[UnitTest]]:
    if not isinstance(alert, SignalAlert):
        return raw_tick(alert.cases), list(raw_tests(monitoring, alert))
    found = subjects(monitoring, alert)
    if not found:
        return event_step(alert), list(event_tests(monitoring, alert))
    # The far past takes long to play; what it adds is that the alert looks there at all.
    nearest = [test for kind in _KINDS for test in kind.cases(found[0])]
    further = [test for subject in found[1:] for test in long_breach.cases(subject)]
    return found[0].timing.tick, [*nearest, *further]


def _test(alert: str, test: UnitTest) -> Mapping[str, Any]:
    return {
        "name": f"{alert}: {test.name}",
        "interval": str(Duration(test.step)),
        "input_series": [{"series": series, "values": values} for series, values in test.series.items()],
        "alert_rule_test": [_check(alert, check) for check in test.checks],
    }


def recorded_test_files(monitoring: Monitoring, signal: Signal) -> list[Artefact]:
    """The files that test what is recorded of `signal`, one for each window."""
    service = monitoring.service.name
    rules = group_path(service, signal.name).rpartition("/")[2]
    return [
        Artefact(
            f"rules/tests/{service}.recorded.{signal.name}.{window}.test.yml",
            to_yaml(
                {
                    "rule_files": [f"../{rules}"],
                    "evaluation_interval": str(Duration(clock(window)[1])),
                    "tests": [_recorded(test) for test in tests],
                }
            ),
        )
        for window, tests in recorded_tests(monitoring, signal).items()
    ]


def _recorded(test: UnitTest) -> Mapping[str, Any]:
    return {
        "name": test.name,
        "interval": str(Duration(test.step)),
        "input_series": [{"series": series, "values": values} for series, values in test.series.items()],
        "promql_expr_test": [_value(value) for value in test.values],
    }


def _value(value: Value) -> Mapping[str, Any]:
    samples = [{"labels": braced(labels), "value": number} for labels, number in value.samples]
    return {"expr": value.expr, "eval_time": str(Duration(value.at)), "exp_samples": samples}


def _check(alert: str, check: Check) -> Mapping[str, Any]:
    firing = [{"exp_labels": dict(one.labels), "exp_annotations": dict(one.annotations)} for one in check.firing]
    return {"eval_time": str(Duration(check.at)), "alertname": alert, "exp_alerts": firing}
