"""Series of an objective's calls: good ones, bad ones, and as many that it must not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import REQUESTS
from watchspec_generators.rules.objectives import HISTOGRAMS, OVER
from watchspec_generators.signals import Query
from watchspec_generators.signals.base import Phase, Scene
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import ANSWERED, GENERATIVE_OPERATIONS, of_generation
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Objective
    from watchspec_generators.unit_tests.burning.clock import Clock
    from watchspec_generators.unit_tests.burning.scene import Stretch


def play(
    monitoring: Monitoring,
    objective: Objective,
    clock: Clock,
    stretches: tuple[Stretch, ...],
    labels: Mapping[str, str],
) -> dict[str, str]:
    """Series, selector to promtool values, of a service with these `labels`."""
    query = Query(monitoring.service.name, monitoring.matchers, (), Duration(clock.tick))
    scene = Scene(query, labels, Duration(clock.step), Duration(0))
    phases = tuple(Phase(Duration(part.ticks * clock.tick), part.burn, part.calls) for part in stretches)
    judged = [part.calls for part in stretches]
    bad = [part.calls * part.burn * objective.budget for part in stretches]
    return play_counters(scene, phases, _tracks(query, objective, judged, bad))


def _tracks(query: Query, objective: Objective, judged: list[float], bad: list[float]) -> Iterator[Track]:
    good = [max(0.0, calls - failed) for calls, failed in zip(judged, bad, strict=True)]
    if objective.edge is None:
        for outcome, amounts in (("success", good), ("error", bad), ("cancelled", [2 * calls for calls in judged])):
            if any(amounts):
                yield Track(REQUESTS.name, {"outcome": outcome}, tuple(amounts))
        return
    metric, outcomes = HISTOGRAMS[objective.of]
    within = bad if objective.of in OVER else good
    apart = objective.of != "quality" and of_generation(query, metric)
    operation = {"operation": GENERATIVE_OPERATIONS[0]} if apart else {}
    counted = {**operation, **({"outcome": "success"} if outcomes == ANSWERED else {})}
    yield from _histogram(metric.name, counted, objective.edge, judged, within)
    # Of those that must not count there are twice as many, half of them good: to count them would change any share.
    twice = [2 * calls for calls in judged]
    if operation:
        yield from _histogram(metric.name, {**counted, "operation": "embeddings"}, objective.edge, twice, judged)
    if outcomes == ANSWERED:
        yield from _histogram(metric.name, {**counted, "outcome": "error"}, objective.edge, twice, judged)


def _histogram(
    name: str, labels: Mapping[str, str], edge: float, judged: list[float], within: list[float]
) -> Iterator[Track]:
    """The bucket that tells good from bad, and the last, which holds all."""
    yield Track(f"{name}_bucket", {**labels, "le": f"{edge:.12g}"}, tuple(within))
    yield Track(f"{name}_bucket", {**labels, "le": "+Inf"}, tuple(judged))
    yield Track(f"{name}_count", labels, tuple(judged))
