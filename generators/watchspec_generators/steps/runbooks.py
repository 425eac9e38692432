"""Writes the runbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model import Artefact
from watchspec_generators.runbooks.page import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """`docs/runbooks/<service>.md`."""
    return (Artefact(f"docs/runbooks/{monitoring.service.name}.md", page(monitoring)),)
