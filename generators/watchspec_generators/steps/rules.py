"""Recording and alerting rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.groups import group_file, groups

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Artefact, Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """One rule file per group."""
    return [group_file(group) for group in groups(monitoring)]
