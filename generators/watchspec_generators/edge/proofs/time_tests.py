"""Alerts reach people when the spec's time tests say, played on the generated configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import PATH
from watchspec_generators.edge.proofs.proof import Proof, stopwatch
from watchspec_generators.simulator import read_config
from watchspec_generators.time_travel.expectations import failures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from watchspec_generators.model import Monitoring

_NAME = "alerts reach people in time"


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """Each time test on the simulator; nothing where the spec has none."""
    if not monitoring.tests:
        return
    with stopwatch() as elapsed:
        wrong = failures(monitoring, read_config((folder / PATH).read_text("utf-8")))
    yield Proof(_NAME, PATH, "simulator", len(monitoring.tests), not wrong, "\n".join(wrong), elapsed())
