"""promtool unit tests of every alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.files import budget_test_files, unit_test_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Artefact, Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """The test files of every alert, and that of error budgets."""
    alerts = (file for alert in monitoring.alerts for file in unit_test_files(monitoring, alert))
    return [*alerts, *budget_test_files(monitoring)]
