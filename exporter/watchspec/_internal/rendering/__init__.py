"""`/metrics` as prometheus_client writes it, byte for byte, at a fraction of the time.

prometheus_client formats every name and label at every scrape, about 10 us a sample, and holds the interpreter
meanwhile. Here each child's names and labels are kept, and only values that changed are written anew.
Whatever is not one of its own counters, gauges and histograms is rendered by prometheus_client, in its place.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, exposition
from prometheus_client.openmetrics import exposition as openmetrics_exposition

from watchspec._internal.collectors import safety_of
from watchspec._internal.rendering.client import end_of, written
from watchspec._internal.rendering.families import Family, UnfamiliarError, is_familiar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec._internal.rendering.client import Encoder

    Families = dict[Any, Family]

FORMATS = 2
"""Formats remembered per registry: that of Prometheus and that of a person who looks."""

GIVE_WAY_EVERY = 0.001
GIVE_WAY_FOR = 20e-6
"""Seconds; at 0 the interpreter is ours again before a waiting thread has woken up."""

_OURS = (exposition.generate_latest, openmetrics_exposition.generate_latest)
_known: WeakKeyDictionary[CollectorRegistry, dict[Any, Families]] = WeakKeyDictionary()


def render(registry: CollectorRegistry, *, openmetrics: bool) -> bytes:
    """The exposition of `registry`, in the version that prometheus_client prefers."""
    return encode(registry, exposition.choose_encoder("application/openmetrics-text" if openmetrics else "")[0])


def encode(registry: Any, encoder: Encoder) -> bytes:
    """What `encoder(registry)` gives, for an encoder of `choose_encoder`.

    Raises:
        Exception: what `encoder` raises itself, when a collector fails.
    """
    if type(registry) is not CollectorRegistry or getattr(encoder, "func", encoder) not in _OURS:
        return encoder(registry)
    try:
        return _encode(registry, encoder)
    except Exception:  # noqa: BLE001 - ours or a collector's; prometheus_client tells
        plain = encoder(registry)
        safety_of(registry).failed("render")
        return plain


def _encode(registry: CollectorRegistry, encoder: Encoder) -> bytes:
    formats = _known.setdefault(registry, {})
    name = (getattr(encoder, "func", encoder), getattr(encoder, "keywords", {}).get("escaping"))
    # Taken out while in use instead of locked, so a scrape at the same time learns for itself,
    # and a process forked meanwhile finds nothing half done.
    known: Families = formats.pop(name, {})
    used: Families = {}
    answer = b"".join([text.encode() for text in _pieces(registry, encoder, known, used)])
    formats[name] = used
    for old in list(formats)[:-FORMATS]:
        formats.pop(old, None)
    return answer


def _pieces(registry: Any, encoder: Encoder, known: Families, used: Families) -> Iterator[str]:
    """The same order as `CollectorRegistry.collect`."""
    pace = _Pace()
    with registry._lock:  # noqa: SLF001 - prometheus_client has no public way to ask for the collectors
        collectors = list(registry._collector_to_names)  # noqa: SLF001 - as above
        target = registry._target_info_metric() if registry._target_info else None  # noqa: SLF001 - as above
    if target:
        yield written(encoder, [target])
    for collector in collectors:
        if is_familiar(collector):
            try:
                family = known.get(collector) or Family(collector, encoder)
                yield from family.slices(collector, pace)
            except UnfamiliarError:
                pass
            else:
                used[collector] = family
                continue
        for metric in collector.collect():
            yield written(encoder, [metric])
            pace()
    yield end_of(encoder)


class _Pace:
    """Lets other threads run about every millisecond; they would wait five for the interpreter to be taken from us."""

    __slots__ = ("_due",)

    def __init__(self) -> None:
        self._due = time.perf_counter() + GIVE_WAY_EVERY

    def __call__(self) -> None:
        if time.perf_counter() >= self._due:
            time.sleep(GIVE_WAY_FOR)
            self._due = time.perf_counter() + GIVE_WAY_EVERY
