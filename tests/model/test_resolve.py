"""From the spec to the model: defaults filled in, quantities parsed."""

from __future__ import annotations

from tests.spec.conftest import edited

from watchspec_generators.model import Monitoring, RawAlert, SignalAlert
from watchspec_generators.signals import SIGNALS
from watchspec_generators.spec import load
from watchspec_generators.values import Duration


def model(*edits: tuple[str, str]) -> Monitoring:
    """The model of the small spec with edits."""
    return load(edited(*edits), file="f")


def signal_alert(monitoring: Monitoring, index: int) -> SignalAlert:
    """An alert that is about a signal."""
    alert = monitoring.alerts[index]
    assert isinstance(alert, SignalAlert)
    return alert


def test_defaults_come_from_the_signal() -> None:
    """Window, floor, baselines and owner where the alert says nothing."""
    alert, signal = signal_alert(model(), 0), SIGNALS["error_ratio"]
    assert (alert.window, alert.baselines, alert.owner) == (signal.window, signal.baselines, "core")
    assert alert.floor
    assert alert.floor.quantity == signal.floor
    assert alert.path == ("alerts", 0)


def test_the_alert_overrides_them() -> None:
    """Window, floor and owner of its own."""
    owner = ('  core: {contact: "#core"}\n', "  core: {contact: a}\n  money: {contact: b}\n")
    alert = signal_alert(model(owner, ("    floor: $5\n", "    floor: $7\n    window: 2h\n    owner: money\n")), 2)
    assert alert.floor
    assert (alert.floor.quantity.value, alert.window, alert.owner) == (7.0, Duration(7_200_000), "money")


def test_thresholds() -> None:
    """The side gives the comparison, the signal's unit the number; an event has neither."""
    above = signal_alert(model(), 0)
    assert above.threshold
    assert (above.op, above.threshold.value, above.threshold.text) == (">", 0.05, "5%")
    rate = ("    signal: cost_growth\n    above: 50%\n    floor: $5\n", "    signal: success_ratio\n    below: 90%\n")
    below = signal_alert(model(rate), 2)
    assert below.threshold
    assert (below.op, below.threshold.value) == ("<", 0.9)
    event = signal_alert(model(), 4)
    assert (event.op, event.threshold, event.floor) == (None, None, None)


def test_raw_alerts_keep_their_cases() -> None:
    """Expression and cases as written."""
    alert = model().alerts[3]
    assert isinstance(alert, RawAlert)
    assert (alert.expr, [case.fires for case in alert.cases]) == ("queue_length > 5", [True, False])


def test_objectives() -> None:
    """Target and limit as numbers; success has no limit, speed a lower one."""
    objectives = model(
        ("of: latency, target: 95%, under: 5s", "of: tokens_per_second, target: 95%, over: 30")
    ).objectives
    assert [goal.target.value for goal in objectives] == [0.99, 0.95]
    assert objectives[0].limit is None
    assert objectives[1].limit
    assert (objectives[1].limit.value, objectives[1].limit.unit) == (30.0, "tokens/second")


def test_matchers() -> None:
    """The selector's inner part in canonical form."""
    assert model(("""'{job="shop"}'""", """' { job = "shop" ,env!="x" } '""")).matchers == 'job="shop", env!="x"'
