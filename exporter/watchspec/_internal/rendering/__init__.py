"""`/metrics` as prometheus_client writes it, byte for byte, at a fraction of the time.

prometheus_client formats every name and label at every scrape, about 10 us a sample, and holds the interpreter
meanwhile. Here each child's names and labels are kept, and only values that changed are written anew.
Whatever is not one of its own counters, gauges and histograms is rendered by prometheus_client, in its place.
What the workers of a prefork server count together comes from `prefork`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, exposition
from prometheus_client.openmetrics import exposition as openmetrics_exposition

from watchspec._internal.collectors import safety_of
from watchspec._internal.rendering.client import end_of, written
from watchspec._internal.rendering.families import Family, UnfamiliarError, is_familiar
from watchspec._internal.rendering.pace import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchspec._internal.rendering.client import Encoder
    from watchspec._internal.rendering.pace import Pace

    Failed = Callable[[str], None]
    Families = dict[Any, Family]

FORMATS = 2
"""Formats remembered per registry: that of Prometheus and that of a person who looks."""

_OURS = (exposition.generate_latest, openmetrics_exposition.generate_latest)
_known: WeakKeyDictionary[CollectorRegistry, dict[Any, Families]] = WeakKeyDictionary()


def render(registry: CollectorRegistry, *, openmetrics: bool) -> bytes:
    """The exposition of `registry`, in the version that prometheus_client prefers."""
    return encode(registry, exposition.choose_encoder("application/openmetrics-text" if openmetrics else "")[0])


def encode(registry: Any, encoder: Encoder, counted_on: CollectorRegistry | None = None) -> bytes:
    """What `encoder(registry)` gives, for an encoder of `choose_encoder`, and exemplars in multiprocess mode.

    Failures are counted on another registry if one is given.

    Raises:
        Exception: what `encoder` raises itself, when a collector fails.
    """
    if type(registry) is not CollectorRegistry or getattr(encoder, "func", encoder) not in _OURS:
        return encoder(registry)

    def failed(place: str) -> None:
        safety_of(counted_on or registry).failed(place)

    try:
        return _encode(registry, encoder, failed)
    except Exception:  # noqa: BLE001 - ours or a collector's; prometheus_client tells
        plain = encoder(registry)
        failed("render")
        return plain


def merges_workers(collector: Any) -> bool:
    """Whether it is prometheus_client's collector for multiprocess mode, which is loaded only where it is used."""
    module = sys.modules.get("prometheus_client.multiprocess")
    return module is not None and isinstance(collector, module.MultiProcessCollector)


def _encode(registry: CollectorRegistry, encoder: Encoder, failed: Failed) -> bytes:
    formats = _known.setdefault(registry, {})
    name = (getattr(encoder, "func", encoder), getattr(encoder, "keywords", {}).get("escaping"))
    # Taken out while in use instead of locked, so a scrape at the same time learns for itself,
    # and a process forked meanwhile finds nothing half done.
    known: Families = formats.pop(name, {})
    used: Families = {}
    answer = b"".join(list(_pieces(registry, encoder, known, used, failed)))
    formats[name] = used
    for old in list(formats)[:-FORMATS]:
        formats.pop(old, None)
    return answer


def _pieces(registry: Any, encoder: Encoder, known: Families, used: Families, failed: Failed) -> Iterator[bytes]:
    """The same order as `CollectorRegistry.collect`."""
    pace = Clock()
    with registry._lock:  # noqa: SLF001 - prometheus_client has no public way to ask for the collectors
        collectors = list(registry._collector_to_names)  # noqa: SLF001 - as above
        target = registry._target_info_metric() if registry._target_info else None  # noqa: SLF001 - as above
    if target:
        yield written(encoder, [target]).encode()
    for collector in collectors:
        try:
            if is_familiar(collector):
                family = known.get(collector) or Family(collector, encoder)
                for text in family.slices(collector, pace):
                    yield text.encode()
                used[collector] = family
                continue
            if merges_workers(collector):
                yield from _of_workers(collector, encoder, pace, failed)
                continue
        except UnfamiliarError:
            pass
        for metric in collector.collect():
            yield written(encoder, [metric]).encode()
            pace()
    yield end_of(encoder).encode()


def _of_workers(collector: Any, encoder: Encoder, pace: Pace, failed: Failed) -> list[bytes]:
    from watchspec._internal.prefork import merged  # noqa: PLC0415 - only prefork servers need it

    return merged.written(collector, encoder, pace, failed)
