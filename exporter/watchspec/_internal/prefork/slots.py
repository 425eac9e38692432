"""Samples: each is one object, whichever worker counts it, so that it is found by identity.

Worker files name a sample by JSON: `["took", "took_bucket", {"a": "b", "le": "0.5"}, "Help"]`.
"""

from __future__ import annotations

import json
import math
from typing import Any

from watchspec._internal.rendering.client import number_text

Labels = tuple[tuple[str, str], ...]
_SUFFIXES: dict[str, tuple[str, ...]] = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum"),
    "summary": ("_count", "_sum"),
}


class UnfamiliarError(Exception):
    """Files say what we don't know; prometheus_client merges them."""


class Slot:
    """A sample of the merged metrics: one line of the answer."""

    __slots__ = ("edge", "group", "kind", "labels", "metric", "name")

    def __init__(self, kind: str, metric: str, name: str, labels: Labels, edge: float | None = None) -> None:
        self.kind = kind
        self.metric = metric
        self.name = name
        self.labels = labels
        self.group = labels if edge is None else tuple(pair for pair in labels if pair[0] != "le")
        self.edge = edge
        """Upper bound of the bucket that it counts, None for all other samples."""


class Slots:
    """All samples that were met, by what the files call them."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, bytes], tuple[Slot, str]] = {}
        self._by_meaning: dict[Any, Slot] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    def named(self, kind: str, process: str, key: bytes) -> tuple[Slot, str]:
        """The sample and its help text; of gauges that are told apart, the process's own.

        Raises:
            ValueError: the key is not four values in JSON.
            UnfamiliarError: the key does not fit the kind.
        """
        found = self._by_key.get((kind, key))
        if found is None:
            found = self._by_key[kind, key] = self._parse(kind, key)
        if kind not in ("gauge_all", "gauge_liveall"):
            return found
        shared, text = found
        return Slot(kind, shared.metric, shared.name, (*shared.labels, ("pid", process))), text

    def _parse(self, kind: str, key: bytes) -> tuple[Slot, str]:
        metric, name, labels, text = json.loads(key.decode())
        if not isinstance(labels, dict):
            raise UnfamiliarError(key)
        pairs = tuple(sorted(labels.items()))
        if not all(isinstance(part, str) for part in (metric, name, text, *(value for _, value in pairs))):
            raise UnfamiliarError(key)
        if name.removeprefix(metric) not in _SUFFIXES.get(kind, ("",)) or not name.startswith(metric):
            raise UnfamiliarError(key)
        if kind == "histogram":
            return self._of_histogram(metric, name, pairs, key), text
        if kind.startswith("gauge_") and kind not in ("gauge_all", "gauge_liveall"):
            # As prometheus_client does, even if the host's own label is called so.
            pairs = tuple(pair for pair in pairs if pair[0] != "pid")
        return self._one(kind, metric, name, pairs), text

    def _of_histogram(self, metric: str, name: str, labels: Labels, key: bytes) -> Slot:
        le = dict(labels).get("le")
        if (le is None) is name.endswith("_bucket"):
            raise UnfamiliarError(key)
        if le is None:
            return self._one("histogram", metric, name, labels)
        try:
            edge = float(le)
        except ValueError as error:
            raise UnfamiliarError(key) from error
        if math.isnan(edge):
            raise UnfamiliarError(key)
        return self.bucket(metric, tuple(pair for pair in labels if pair[0] != "le"), edge)

    def bucket(self, metric: str, labels: Labels, edge: float) -> Slot:
        """A histogram's bucket; `labels` are sorted and without `le`."""
        return self._one("histogram", metric, f"{metric}_bucket", (*labels, ("le", number_text(edge))), edge)

    def counter(self, metric: str, labels: Labels) -> Slot:
        """A counter's sample; `metric` without `_total`."""
        return self._one("counter", metric, f"{metric}_total", labels)

    def count_of(self, bucket: Slot) -> Slot:
        """The count that goes with a histogram's bucket."""
        return self._one("histogram", bucket.metric, f"{bucket.metric}_count", bucket.group)

    def _one(self, kind: str, metric: str, name: str, labels: Labels, edge: float | None = None) -> Slot:
        meaning = (kind, name, labels)
        found = self._by_meaning.get(meaning)
        if found is None:
            found = self._by_meaning[meaning] = Slot(kind, metric, name, labels, edge)
        return found
