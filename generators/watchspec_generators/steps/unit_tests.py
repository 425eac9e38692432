"""promtool unit tests of every alert and of every recorded signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.queries import threshold_signals
from watchspec_generators.unit_tests.files import budget_test_files, unit_test_files
from watchspec_generators.unit_tests.recorded_files import recorded_budget_files, recorded_test_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Artefact, Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """The test files of every alert, that of error budgets, and those of recorded signals and budgets in money."""
    alerts = (file for alert in monitoring.alerts for file in unit_test_files(monitoring, alert))
    recorded = (file for signal in threshold_signals() for file in recorded_test_files(monitoring, signal))
    of_money = (file for budget in monitoring.budgets for file in recorded_budget_files(monitoring, budget))
    return [*alerts, *budget_test_files(monitoring), *recorded, *of_money]
