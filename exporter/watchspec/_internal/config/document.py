"""Finds the document and reads it as a whole."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from watchspec._internal.config.buckets import buckets
from watchspec._internal.config.models import models
from watchspec._internal.config.reading import Section
from watchspec._internal.config.settings import caps, sampling, session_idle_seconds
from watchspec._internal.config.values import Config

ENVIRONMENT_VARIABLE = "WATCHSPEC_CONFIG"
FORMAT_VERSION = 1
_KEYS = ("version", "service", "models", "features", "buckets", "caps", "sampling", "sessions")

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
    except (OSError, ValueError, TypeError, RecursionError) as error:
        return Config(problems=(f"configuration not read ({type(error).__name__}): {source}",))
    return parse(document)


def parse(document: object) -> Config:
    """Configuration from decoded JSON; wrong parts become problems."""
    if not isinstance(document, Mapping):
        return Config(problems=(f"configuration must be an object, not {type(document).__name__}",))
    section = Section("", document, [])
    version = document.get("version", FORMAT_VERSION)
    if version != FORMAT_VERSION:
        section.problems.append(f"version {version!r} is unknown; read as version {FORMAT_VERSION}")
    section.refuse_unknown(_KEYS)
    return Config(
        service=section.text("service") or "",
        models=models(section),
        features=section.strings("features", ()),
        buckets=buckets(section),
        caps=caps(section),
        sampling=sampling(section),
        session_idle_seconds=session_idle_seconds(section),
        problems=tuple(section.problems),
    )
