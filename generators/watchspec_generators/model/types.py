"""Frozen values that the generators read. They hold no text that still needs parsing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from watchspec_generators.model.alert import Alert
from watchspec_generators.model.budgets import Budget, BudgetAlert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model.alert import Path
    from watchspec_generators.model.cases import SeriesCase, SignalCase
    from watchspec_generators.spec import shape
    from watchspec_generators.values import Duration, Quantity
    from watchspec_generators.values.confidence import Confidence
    from watchspec_generators.values.moment import Moment

_HAIR = 1e-6
"""Less than any two scores differ that somebody means to be different."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """One generated file: its path below the output folder, with forward slashes, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Floor:
    """Least traffic in the alert's window below which it stays quiet."""

    quantity: Quantity
    level: bool = False
    """It is about what there is at a moment, whatever the clock."""


def error_budget(target: float) -> float:
    """The share of calls that may be bad where `target` is that of good ones."""
    # 1 - 0.995 is 0.0050000000000000044
    return float(f"{1 - target:.12g}")


@dataclass(frozen=True, slots=True)
class Objective:
    """A share (`target`, 0 to 1) of calls that must be good, over `window`."""

    name: str
    of: Literal["success", "latency", "ttft", "tokens_per_second", "quality"]
    target: Quantity
    limit: Quantity | None
    window: Duration
    description: str
    path: Path

    @property
    def budget(self) -> float:
        """The share of calls that may be bad."""
        return error_budget(self.target.value)

    @property
    def edge(self) -> float | None:
        """Upper edge of the last bucket on one side of the limit, if there is a limit."""
        if self.limit is None:
            return None
        # Buckets hold their upper edge, and a score that is just good enough must not be among the bad ones.
        return float(f"{self.limit.value - (_HAIR if self.of == 'quality' else 0):.12g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalAlert(Alert):
    """An alert on a named signal. `threshold` is None for signals that are events (watchdog, absence)."""

    signal: str
    by: tuple[str, ...]
    op: Literal[">", "<"] | None
    threshold: Quantity | None
    window: Duration
    floor: Floor | None
    baselines: tuple[Duration, ...]
    confidence: Confidence | None
    """How sure it must be that the threshold is passed; None: the estimate decides."""
    against: str | None
    """The prompt version that others are compared with, of signals that compare versions."""
    no_data: Literal["quiet", "fire"]
    cases: tuple[SignalCase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAlert(Alert):
    """An alert on raw PromQL, with hand-written cases."""

    expr: str
    cases: tuple[SeriesCase, ...]


@dataclass(frozen=True, slots=True)
class BurnWindow:
    """The budget burns more than `burn` times as fast as it lasts, over `long` and still over `short`."""

    burn: float
    long: Duration
    short: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnAlert(Alert):
    """An alert on an objective whose error budget burns too fast over any pair of `windows`."""

    objective: Objective
    urgency: Literal["page", "ticket"]
    windows: tuple[BurnWindow, ...]
    floor: Floor
    """Least traffic in the short window; the long one holds no less."""


AnyAlert = SignalAlert | RawAlert | BurnAlert | BudgetAlert
"""Every kind of `Alert`."""


@dataclass(frozen=True, slots=True)
class Inhibition:
    """While an alert with the labels of `source` fires, those with `target`'s are not sent if all `equal` agree."""

    source: Mapping[str, str]
    target: Mapping[str, str]
    equal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimeTest:
    """What must become of an alert that fires from a moment on; what is None is not asked."""

    alert: str
    at: Moment
    labels: Mapping[str, str]
    firing: tuple[str, ...]
    receivers: tuple[str, ...] | None
    muted: bool | str | None
    """The name of a window says which."""
    inhibited: bool | None
    notified_at: Moment | Literal["never"] | None
    place: str
    """Where it is written: `monitoring.yaml:120:5`."""


@dataclass(frozen=True, slots=True)
class ChainTest:
    """What must come of trouble that begins at a moment: whether the alert fires, and what becomes of it then."""

    test: TimeTest
    """Its `at` is when the trouble begins."""
    case: SignalCase
    fires: bool
    text: str | None


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon an alert must fire after trouble begins."""

    alert: str
    trouble: str
    """How bad it is: `100%`, `2x`."""
    within: Duration | None
    """None: it need not fire at all."""
    place: str
    """Where it is written: `monitoring.yaml:120:5`."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which traces are kept. Its limits are about single calls, so that no clock changes them."""

    rate: Quantity
    slow: Quantity
    expensive: Quantity
    new_user_calls: int


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A whole resolved spec for one environment; sections that need no resolving keep their shape."""

    service: shape.Service
    matchers: str
    """The selector's inner part, such as `job="checkout"`; goes into every raw expression."""
    owners: Mapping[str, shape.Owner]
    models: Mapping[str, shape.DeclaredModel]
    features: Mapping[str, shape.Feature]
    limits: shape.Limits
    sampling: Sampling
    sessions: shape.Sessions
    prometheus: shape.Prometheus
    links: shape.Links
    objectives: tuple[Objective, ...]
    severities: shape.Severities
    budgets: tuple[Budget, ...]
    alerts: tuple[AnyAlert, ...]
    """Those of the spec, then those of the objectives, then those of the budgets."""
    routing: shape.Routing
    inhibit: tuple[Inhibition, ...]
    """Those of the spec, then that the page of an objective or a budget silences its tickets."""
    alertmanager: shape.Alertmanager
    receivers: Mapping[str, shape.Receiver]
    secrets_dir: str
    windows: Mapping[str, shape.Window]
    dashboards: shape.Dashboards
    live: shape.Live
    equivalent_mutants: tuple[shape.EquivalentMutant, ...]
    promises: tuple[Promise, ...]
    """What the spec promises of detection; nothing where another clock is at work."""
    chains: tuple[ChainTest, ...]
    """Those of its tests that begin with trouble."""
    tests: tuple[TimeTest, ...]
    """The others; those that are about this environment: its own, or for the spec itself the spec's."""
    environment: str | None = None
    time_scale: float = 1.0
    redirect: shape.Redirect | None = None
    output: str | None = None
