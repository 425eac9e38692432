"""promtool's test files of what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.model.types import Artefact
from watchspec_generators.rules.groups import group_path
from watchspec_generators.unit_tests.recorded import recorded_tests
from watchspec_generators.unit_tests.stage import clock, value_test
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.signals import Signal
    from watchspec_generators.unit_tests.types import UnitTest


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
        "promql_expr_test": [value_test(value) for value in test.values],
    }
