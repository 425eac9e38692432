"""promtool's test files of what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.types import Artefact
from watchspec_generators.rules.groups import group_path
from watchspec_generators.unit_tests.recorded import recorded_tests
from watchspec_generators.unit_tests.stage import clock
from watchspec_generators.unit_tests.written import written
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.signals import Signal


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
                    "tests": [written(test) for test in tests],
                }
            ),
        )
        for window, tests in recorded_tests(monitoring, signal).items()
    ]
