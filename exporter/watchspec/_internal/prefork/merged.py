"""The merged metrics as a collector: ours is quick, and prometheus_client's own where ours does not know a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from watchspec._internal.prefork import directory
from watchspec._internal.prefork.workers import workers_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prometheus_client.metrics_core import Metric

    from watchspec._internal.rendering.client import Encoder
    from watchspec._internal.rendering.pace import Pace


class Merged(MultiProcessCollector):
    """As prometheus_client's, except that gauges of dead workers are left out."""

    def collect(self) -> Any:
        """For a look at single metrics (`name[]=`), and for what we don't know."""
        return workers_in(self._path).collected()


def merged_registry() -> CollectorRegistry:
    """A registry that shows what all workers have counted.

    Raises:
        ValueError: the directory is not there.
    """
    registry = CollectorRegistry()
    Merged(registry, directory())  # type: ignore[no-untyped-call]  # it has no types
    return registry


class Restricted(Collector):
    """Of a registry that `merged_registry` has made, the samples that have one of these names.

    prometheus_client's own selection finds a collector by the names that it has registered; ours has none.
    """

    def __init__(self, registry: CollectorRegistry, names: Iterable[str]) -> None:
        self._registry = registry
        self._names = set(names)

    def collect(self) -> Iterable[Metric]:
        """What is left of each metric."""
        for metric in self._registry.collect():
            left = metric._restricted_metric(self._names)  # type: ignore[no-untyped-call]  # noqa: SLF001 - prometheus_client has no public way to do it
            if left:
                yield left


def written(
    collector: MultiProcessCollector, encoder: Encoder, pace: Pace, failed: Callable[[str], None]
) -> list[bytes]:
    """What `encoder` would write of the collector's metrics, with exemplars where the format has them.

    Raises:
        UnfamiliarError: the files say what we don't know.
    """
    return workers_in(collector._path).written(encoder, pace, failed)  # noqa: SLF001 - prometheus_client has no public way to ask
