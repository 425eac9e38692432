"""Alertmanager's configuration and the texts of its notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import config, texts
from watchspec_generators.model import Artefact
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """`alertmanager.yml` and the templates that it names."""
    yield Artefact(config.PATH, to_yaml(config.configuration(monitoring)))
    yield Artefact(texts.PATH, texts.templates())
