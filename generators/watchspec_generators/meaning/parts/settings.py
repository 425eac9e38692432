"""Settings of Prometheus and of the exporter, key by key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from watchspec_generators.exporter_config import PATH as EXPORTER
from watchspec_generators.meaning.data import differences
from watchspec_generators.meaning.types import Change
from watchspec_generators.simulator.document import BadConfig, parse_yaml
from watchspec_generators.steps.prometheus import PATH as PROMETHEUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from watchspec_generators.meaning.types import State, World


def _yaml(text: str) -> Any:
    # As Alertmanager's: every scalar as the text that stands there.
    return parse_yaml(text).content


_READ: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    EXPORTER: ("exporter", json.loads),
    PROMETHEUS: ("Prometheus", _yaml),
}


def takes(path: str) -> bool:
    """Files of settings."""
    return path in _READ


def changes(before: State, after: State, world: World) -> Iterator[Change]:  # noqa: ARG001 - each part gets all
    """Added, changed and removed settings."""
    differing = (path for path in _READ if before.files.get(path) != after.files.get(path))
    for path, (subject, read) in ((path, _READ[path]) for path in differing):
        old, new = (_content(state.files.get(path), read) for state in (before, after))
        if old is None and new is not None:
            yield Change(subject, "add", f"its settings, {path}")
        elif old is not None and new is None:
            yield Change(subject, "remove", f"its settings, {path}")
        elif old is not None and new is not None:
            for found in differences(old, new, defaults=before.told):
                yield Change(subject, "change", str(found))


def same_settings(path: str, before: str, after: str, *, defaults: bool) -> bool:
    """Whether two texts of the file at `path` say the same; with `defaults`, the former may say more."""
    read = _READ[path][1]
    return not any(differences(_content(before, read), _content(after, read), defaults=defaults))


def _content(text: str | None, read: Callable[[str], Any]) -> Any:
    try:
        return read(text) if text else None
    except (ValueError, BadConfig, yaml.YAMLError):
        return None
