"""What the service declares, as `exporter.json` says it; `watchspec generate` writes that file from the spec.

Nothing here raises: what cannot be used is reported in `Config.problems` and
replaced by its default, because a monitoring file must not stop a service.
"""

from __future__ import annotations

from watchspec._internal.config.document import ENVIRONMENT_VARIABLE, FORMAT_VERSION, Source, load, parse
from watchspec._internal.config.models import PRICE_KEYS
from watchspec._internal.config.values import (
    DEFAULT_BUCKETS,
    DEFAULT_CAPS,
    DEFAULT_OPERATIONS,
    DEFAULT_SESSION_IDLE_SECONDS,
    Config,
    Model,
    Price,
    Sampling,
)

__all__ = [
    "DEFAULT_BUCKETS",
    "DEFAULT_CAPS",
    "DEFAULT_OPERATIONS",
    "DEFAULT_SESSION_IDLE_SECONDS",
    "ENVIRONMENT_VARIABLE",
    "FORMAT_VERSION",
    "PRICE_KEYS",
    "Config",
    "Model",
    "Price",
    "Sampling",
    "Source",
    "load",
    "parse",
]
