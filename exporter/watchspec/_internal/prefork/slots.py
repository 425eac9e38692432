"""Samples: each is one object, whichever worker counts it, so that it is found by identity.

Worker files name a sample by JSON: `["took", "took_bucket", {"a": "b", "le": "0.5"}, "Help"]`.
There may be tens of thousands, so what they share is kept once: the fewer objects, the less the garbage collector
has to look at, and it stops all threads meanwhile.
"""

from __future__ import annotations

import json
import math

from watchspec._internal.rendering.client import number_text

Labels = tuple[tuple[str, str], ...]
_SUFFIXES: dict[str, tuple[str, ...]] = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum"),
    "summary": ("_count", "_sum"),
}
OF_EACH_PROCESS = ("gauge_all", "gauge_liveall")
"""Kinds whose samples are told apart by process."""


class UnfamiliarError(Exception):
    """Files say what we don't know; prometheus_client merges them."""


class Slot:
    """A sample of the merged metrics: one line of the answer."""

    __slots__ = ("edge", "group", "kind", "metric", "name")

    def __init__(self, kind: str, metric: str, name: str, group: Labels, edge: float | None) -> None:
        self.kind = kind
        self.metric = metric
        self.name = name
        self.group = group
        """Its labels, without `le`."""
        self.edge = edge
        """Upper bound of the bucket that it counts, None for all other samples."""

    @property
    def labels(self) -> dict[str, str]:
        """All its labels."""
        labels = dict(self.group)
        return labels if self.edge is None else {**labels, "le": number_text(self.edge)}


class Slots:
    """All samples that were met, by what the files call them."""

    def __init__(self) -> None:
        self._by_key: dict[str, dict[bytes, Slot]] = {}
        self._by_meaning: dict[tuple[str, str, float | None], dict[Labels, Slot]] = {}
        self._groups: dict[Labels, Labels] = {}
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._by_key.values()))

    def named(self, kind: str, process: str, key: bytes) -> Slot:
        """The sample; of gauges that are told apart, the process's own.

        Raises:
            ValueError: the key is not four values in JSON.
            UnfamiliarError: the key does not fit the kind.
        """
        of_kind = self._by_key.setdefault(kind, {})
        found = of_kind.get(key)
        if found is None:
            found = of_kind[key] = self._parse(kind, key)
        if kind in OF_EACH_PROCESS:
            return Slot(kind, found.metric, found.name, (*found.group, ("pid", process)), None)
        return found

    def _parse(self, kind: str, key: bytes) -> Slot:
        metric, name, labels, text = json.loads(key.decode())
        if not isinstance(labels, dict):
            raise UnfamiliarError(key)
        if not all(isinstance(part, str) for part in (metric, name, text, *labels.values())):
            raise UnfamiliarError(key)
        if name.removeprefix(metric) not in _SUFFIXES.get(kind, ("",)) or not name.startswith(metric):
            raise UnfamiliarError(key)
        le = labels.pop("le", None) if kind == "histogram" else None
        if kind == "histogram" and (le is None) is name.endswith("_bucket"):
            raise UnfamiliarError(key)
        if kind.startswith("gauge_") and kind not in OF_EACH_PROCESS:
            labels.pop("pid", None)  # as prometheus_client does, even if the host's own label is called so
        return self._one(kind, metric, name, labels, None if le is None else _edge(le, key))

    def bucket(self, metric: str, labels: dict[str, str], edge: float) -> Slot:
        """A histogram's bucket; `labels` are without `le`."""
        return self._one("histogram", metric, f"{metric}_bucket", labels, edge)

    def counter(self, metric: str, labels: dict[str, str]) -> Slot:
        """A counter's sample; `metric` without `_total`."""
        return self._one("counter", metric, f"{metric}_total", labels, None)

    def count_of(self, bucket: Slot) -> Slot:
        """The count that goes with a histogram's bucket."""
        return self._one("histogram", bucket.metric, f"{bucket.metric}_count", dict(bucket.group), None)

    def _one(self, kind: str, metric: str, name: str, labels: dict[str, str], edge: float | None) -> Slot:
        pairs = tuple(self._pairs.setdefault(pair, pair) for pair in sorted(labels.items()))
        group = self._groups.setdefault(pairs, pairs)
        siblings = self._by_meaning.setdefault((kind, name, edge), {})
        found = siblings.get(group)
        if found is None:
            found = siblings[group] = Slot(kind, metric, name, group, edge)
        return found


def help_of(key: bytes) -> str:
    """The help text in a key that `Slots.named` knows."""
    text: str = json.loads(key)[3]
    return text


def _edge(le: str, key: bytes) -> float:
    try:
        edge = float(le)
    except ValueError as error:
        raise UnfamiliarError(key) from error
    if math.isnan(edge):
        raise UnfamiliarError(key)
    return edge
