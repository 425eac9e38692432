"""The merged metrics as a collector: ours is quick, and prometheus_client's own where ours does not know a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from watchspec._internal.prefork import directory
from watchspec._internal.prefork.workers import workers_in

if TYPE_CHECKING:
    from collections.abc import Callable

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
    registry = CollectorRegistry(support_collectors_without_names=True)
    Merged(registry, directory())  # type: ignore[no-untyped-call]  # it has no types
    return registry


def written(
    collector: MultiProcessCollector, encoder: Encoder, pace: Pace, failed: Callable[[str], None]
) -> list[bytes]:
    """What `encoder` would write of the collector's metrics, with exemplars where the format has them.

    Raises:
        UnfamiliarError: the files say what we don't know.
    """
    return workers_in(collector._path).written(encoder, pace, failed)  # noqa: SLF001 - prometheus_client has no public way to ask
