"""Reads metrics back from a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry


def samples(registry: CollectorRegistry, name: str, **labels: str) -> dict[tuple[tuple[str, str], ...], float]:
    """Values of the samples called `name` that carry `labels`, by all their labels."""
    return {
        tuple(sorted(sample.labels.items())): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    }


def total(registry: CollectorRegistry, name: str, **labels: str) -> float:
    """Sum of the samples called `name` that carry `labels`; 0 if there are none."""
    return sum(samples(registry, name, **labels).values())
