"""Reads `exporter.json`, which `watchspec generate` writes from the spec.

Nothing here raises: what cannot be used is reported in `Config.problems` and
replaced by its default, because a monitoring file must not stop a service.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from watchspec import catalogue

ENVIRONMENT_VARIABLE = "WATCHSPEC_CONFIG"
FORMAT_VERSION = 1
DEFAULT_CAPS: Mapping[str, int] = {"model": 50, "feature": 50, "evaluator": 20, "step": 50}
DEFAULT_BUCKETS: Mapping[str, tuple[float, ...]] = {
    metric.name: metric.buckets for metric in catalogue.METRICS if metric.kind == "histogram"
}
_KEYS = frozenset({"version", "service", "models", "features", "buckets", "caps"})


@dataclass(frozen=True, slots=True)
class Model:
    """A declared model and the operations it is used for."""

    name: str
    provider: str | None = None
    operations: tuple[str, ...] = ("chat",)


@dataclass(frozen=True, slots=True)
class Config:
    """What the service declares; `problems` says what of it could not be used."""

    service: str = ""
    models: tuple[Model, ...] = ()
    features: tuple[str, ...] = ()
    buckets: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: dict(DEFAULT_BUCKETS))
    caps: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_CAPS))
    problems: tuple[str, ...] = ()


Source = str | os.PathLike[str] | Mapping[str, Any] | None


def load(source: Source) -> Config:
    """Configuration from a path, from a mapping, or (None) from the file that WATCHSPEC_CONFIG names."""
    if source is None:
        source = os.environ.get(ENVIRONMENT_VARIABLE) or None
    if source is None:
        return Config()
    if isinstance(source, Mapping):
        return parse(source)
    try:
        document = json.loads(Path(source).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError) as error:
        return Config(problems=(f"configuration not read ({type(error).__name__}): {source}",))
    return parse(document)


def parse(document: object) -> Config:
    """Configuration from decoded JSON; wrong parts become problems."""
    if not isinstance(document, Mapping):
        return Config(problems=(f"configuration must be an object, not {type(document).__name__}",))
    problems: list[str] = []
    version = document.get("version", FORMAT_VERSION)
    if version != FORMAT_VERSION:
        problems.append(f"version {version!r} is unknown; read as version {FORMAT_VERSION}")
    unknown = sorted(str(key) for key in document if key not in _KEYS)
    if unknown:
        problems.append(f"unknown keys ignored: {', '.join(unknown)}")
    service = document.get("service", "")
    if not isinstance(service, str):
        problems.append("service must be a string")
        service = ""
    return Config(
        service=service,
        models=_models(document.get("models", []), problems),
        features=_strings(document.get("features", []), "features", problems),
        buckets=_buckets(document.get("buckets", {}), problems),
        caps=_caps(document.get("caps", {}), problems),
        problems=tuple(problems),
    )


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _strings(value: object, name: str, problems: list[str]) -> tuple[str, ...]:
    if isinstance(value, Sequence) and _is_list(value) and all(isinstance(item, str) for item in value):
        return tuple(dict.fromkeys(value))
    problems.append(f"{name} must be a list of strings")
    return ()


def _models(value: object, problems: list[str]) -> tuple[Model, ...]:
    if not isinstance(value, Sequence) or not _is_list(value):
        problems.append("models must be a list")
        return ()
    found = (_model(item, index, problems) for index, item in enumerate(value))
    return tuple(model for model in found if model is not None)


def _model(item: object, index: int, problems: list[str]) -> Model | None:
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str):
        problems.append(f"models[{index}] must be an object with a name")
        return None
    provider = item.get("provider")
    if provider is not None and not isinstance(provider, str):
        problems.append(f"models[{index}].provider must be a string")
        provider = None
    operations = _strings(item.get("operations", ["chat"]), f"models[{index}].operations", problems)
    unknown = [operation for operation in operations if operation not in catalogue.OPERATIONS]
    if unknown:
        problems.append(f"models[{index}].operations: unknown {', '.join(unknown)}")
    return Model(item["name"], provider, tuple(name for name in operations if name in catalogue.OPERATIONS))


def _buckets(value: object, problems: list[str]) -> dict[str, tuple[float, ...]]:
    buckets = dict(DEFAULT_BUCKETS)
    if not isinstance(value, Mapping):
        problems.append("buckets must be an object")
        return buckets
    for name, edges in value.items():
        if name not in buckets:
            problems.append(f"buckets.{name} is no histogram of ours")
        elif not _are_edges(edges):
            problems.append(f"buckets.{name} must be ascending finite numbers")
        else:
            buckets[name] = tuple(float(edge) for edge in edges)
    return buckets


def _are_edges(edges: object) -> bool:
    if not isinstance(edges, Sequence) or not _is_list(edges) or not edges:
        return False
    if not all(isinstance(edge, int | float) and not isinstance(edge, bool) and isfinite(edge) for edge in edges):
        return False
    return all(lower < upper for lower, upper in pairwise(edges))


def _caps(value: object, problems: list[str]) -> dict[str, int]:
    caps = dict(DEFAULT_CAPS)
    if not isinstance(value, Mapping):
        problems.append("caps must be an object")
        return caps
    for name, limit in value.items():
        if name in caps and isinstance(limit, int) and not isinstance(limit, bool) and limit > 0:
            caps[name] = limit
        else:
            problems.append(f"caps.{name} must be a positive integer for one of {', '.join(sorted(caps))}")
    return caps
