"""promtool unit tests of every alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.files import unit_test_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Artefact, Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """One test file per alert."""
    return [unit_test_file(monitoring, alert) for alert in monitoring.alerts]
