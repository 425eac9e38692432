"""The exporter's configuration file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from watchspec_generators.exporter_config import document, edges
from watchspec_generators.steps.exporter_config import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring


def test_what_the_service_declares(shipped: Monitoring) -> None:
    """Service, models with provider and operations, features and buckets, readable with json alone."""
    content = json.loads(document(shipped))
    assert content == {
        "version": 1,
        "service": "checkout",
        "models": [
            {"name": "gpt-4o", "provider": "openai", "operations": ["chat"]},
            {"name": "gpt-4o-mini", "provider": "openai", "operations": ["chat"]},
        ],
        "features": ["support_chat", "search_summary", "product_copy"],
        "buckets": {name: list(limits) for name, limits in edges(shipped).items()},
    }


def test_the_same_spec_gives_the_same_bytes(edited: Callable[..., Monitoring]) -> None:
    """A committed file changes only when the spec does."""
    assert document(edited()) == document(edited())
    assert document(edited()).endswith("}\n")


def test_step(shipped: Monitoring) -> None:
    """One file at its fixed place."""
    (artefact,) = build(shipped)
    assert artefact.path == "exporter/exporter.json"
    assert artefact.text == document(shipped)
