"""From a checked spec to the model: defaults of the signals filled in, every quantity parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from watchspec_generators.model.burning import burn_alerts, inhibitions
from watchspec_generators.model.case_reading import series_cases, signal_cases
from watchspec_generators.model.promises import promises
from watchspec_generators.model.scale import scaled
from watchspec_generators.model.spending import budget_alerts, budget_inhibitions, budgets_of
from watchspec_generators.model.time_tests import chain_tests, time_tests
from watchspec_generators.model.types import (
    AnyAlert,
    Floor,
    Inhibition,
    Monitoring,
    Objective,
    RawAlert,
    Sampling,
    SignalAlert,
)
from watchspec_generators.values import Quantity, Unit, parse_quantity
from watchspec_generators.values.confidence import USUAL, parse_confidence
from watchspec_generators.values.selector import parse_selector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec_generators.model.alert import Path
    from watchspec_generators.model.cases import SeriesCase, SignalCase
    from watchspec_generators.signals.base import Signal
    from watchspec_generators.spec import shape
    from watchspec_generators.values.confidence import Confidence

OBJECTIVE_UNITS: Mapping[str, Unit] = {
    "latency": "seconds",
    "ttft": "seconds",
    "tokens_per_second": "tokens/second",
    "quality": "score",
}
"""Unit of the limit of each kind of objective; `success` has no limit."""
SAMPLING_UNITS: Mapping[str, Unit] = {"rate": "ratio", "slow": "seconds", "expensive": "usd"}
"""Unit of each quantity of `sampling`."""


def resolve(
    spec: shape.Spec,
    signals: Mapping[str, Signal],
    environment: str | None = None,
    place: Callable[[Path], str] = str,
) -> Monitoring:
    """The model of `spec` as it is in `environment`; the spec must have passed every check.

    `place` tells where a path is written, as `file:line:column`.
    """
    overlay = spec.environments[environment] if environment else None
    objectives = tuple(_objective(index, written) for index, written in enumerate(spec.objectives))
    alerts = tuple(_alert(index, written, spec, signals, place) for index, written in enumerate(spec.alerts))
    burning = burn_alerts(spec, objectives)
    time_scale = overlay.time_scale if overlay else 1.0
    # A clock that runs faster has no calendar to go by.
    budgets = budgets_of(spec) if time_scale == 1 else ()
    spending = budget_alerts(spec, budgets)
    written = (Inhibition(rule.source, rule.target, rule.equal) for rule in spec.inhibit)
    monitoring = Monitoring(
        service=spec.service,
        matchers=", ".join(str(matcher) for matcher in parse_selector(spec.service.selector)),
        owners=spec.owners,
        models=spec.models,
        features=spec.features,
        limits=spec.limits,
        sampling=_sampling(spec.sampling),
        sessions=spec.sessions,
        prometheus=spec.prometheus,
        links=spec.links,
        objectives=objectives,
        severities=spec.severities,
        budgets=budgets,
        alerts=(*alerts, *burning, *spending),
        routing=spec.routing,
        inhibit=(*written, *inhibitions(burning), *budget_inhibitions(spending)),
        alertmanager=spec.alertmanager,
        receivers=spec.receivers,
        secrets_dir=spec.secrets_dir,
        windows=spec.windows,
        dashboards=spec.dashboards,
        live=spec.live,
        equivalent_mutants=spec.equivalent_mutants,
        promises=promises(spec, place) if time_scale == 1 else (),
        chains=chain_tests(spec, signals, environment, place),
        tests=time_tests(spec, environment, place),
        environment=environment,
        time_scale=time_scale,
        redirect=overlay.redirect if overlay else None,
        output=overlay.output if overlay else None,
    )
    return scaled(monitoring, monitoring.time_scale)


def _sampling(written: shape.Sampling) -> Sampling:
    return Sampling(
        parse_quantity(written.rate, SAMPLING_UNITS["rate"]),
        parse_quantity(written.slow, SAMPLING_UNITS["slow"]),
        parse_quantity(written.expensive, SAMPLING_UNITS["expensive"]),
        written.new_user_calls,
    )


def _objective(index: int, written: shape.Objective) -> Objective:
    limits = (written.under, written.over, written.at_least)
    limit = next((limit for limit in limits if limit is not None), None)
    return Objective(
        name=written.name,
        of=written.of,
        target=parse_quantity(written.target, "ratio"),
        limit=None if limit is None else parse_quantity(limit, OBJECTIVE_UNITS[written.of]),
        window=written.window,
        description=written.description,
        path=("objectives", index),
    )


def _alert(
    index: int,
    written: shape.Alert,
    spec: shape.Spec,
    signals: Mapping[str, Signal],
    place: Callable[[Path], str],
) -> AnyAlert:
    path: Path = ("alerts", index)
    if written.signal is None:
        return _raw_alert(path, written, spec, series_cases(written, path, place))
    cases = signal_cases(written, path, signals, place)
    return _signal_alert(path, written, spec, signals[written.signal], cases)


def _signal_alert(
    path: Path, written: shape.Alert, spec: shape.Spec, signal: Signal, cases: tuple[SignalCase, ...]
) -> SignalAlert:
    op, threshold = _threshold(written, signal)
    return SignalAlert(
        name=written.name,
        signal=signal.name,
        by=written.by,
        op=op,
        threshold=threshold,
        window=written.window or signal.window,
        floor=_floor(written, signal),
        baselines=signal.baselines,
        confidence=_confidence(written, signal),
        against=written.baseline,
        for_=written.for_,
        keep_firing_for=written.keep_firing_for,
        severity=written.severity,
        owner=written.owner or spec.service.owner,
        summary=written.summary,
        description=written.description,
        runbook=written.runbook,
        no_data=written.no_data,
        labels=written.labels,
        cases=cases,
        path=path,
    )


def _raw_alert(path: Path, written: shape.Alert, spec: shape.Spec, cases: tuple[SeriesCase, ...]) -> RawAlert:
    return RawAlert(
        name=written.name,
        expr=written.expr or "",
        for_=written.for_,
        keep_firing_for=written.keep_firing_for,
        severity=written.severity,
        owner=written.owner or spec.service.owner,
        summary=written.summary,
        description=written.description,
        runbook=written.runbook,
        labels=written.labels,
        cases=cases,
        path=path,
    )


def _threshold(written: shape.Alert, signal: Signal) -> tuple[Literal[">", "<"] | None, Quantity | None]:
    if written.above is not None:
        return ">", parse_quantity(written.above, signal.unit)
    if written.below is not None:
        return "<", parse_quantity(written.below, signal.unit)
    return None, None


def _confidence(written: shape.Alert, signal: Signal) -> Confidence | None:
    if signal.bound is None:
        return None
    return USUAL if written.confidence is None else parse_confidence(written.confidence)


def _floor(written: shape.Alert, signal: Signal) -> Floor | None:
    if signal.floor is None:
        return None
    quantity = signal.floor if written.floor is None else parse_quantity(written.floor, signal.floor.unit)
    return Floor(quantity, signal.floor_is_level)
