"""Each alert leads to the panel that draws what it compares, over a time in which the breach can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.dashboards import board as find
from watchspec_generators.dashboards.shown import look_back, panel_of, panel_page
from watchspec_generators.links import board_page
from watchspec_generators.model import SignalAlert

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import AnyAlert, Monitoring

    Edited = Callable[..., Monitoring]

RAW = """  - name: Queue
    expr: vector(1)
    cases:
      - {name: always, series: {}, at: 1m, fires: true, value: 1}
      - {name: still, series: {a: "0x5"}, at: 2m, fires: true, value: 1}
      - {name: never, series: {}, at: 0s, fires: false}
    summary: Queue
    severity: warning
"""


def named(monitoring: Monitoring, name: str) -> AnyAlert:
    """One alert of the spec."""
    return next(alert for alert in monitoring.alerts if alert.name == name)


def test_panels_show_what_alerts_judge(shipped: Monitoring) -> None:
    """Whoever judges a threshold finds it on the panel, drawn as a line where units agree."""
    for alert in shipped.alerts:
        panel = panel_of(shipped, alert)
        if isinstance(alert, SignalAlert) and alert.threshold is not None:
            assert panel is not None
            assert alert.signal in panel.signals
        assert (panel is None) == (alert.name == "Watchdog")


@pytest.mark.parametrize(
    ("alert", "back"),
    [
        ("LLMHighErrorRate", "3h"),  # a window of 5m, held for 5m
        ("LLMAvailabilityErrorBudgetBurnFast", "12h"),  # over 6h
        ("LLMAvailabilityErrorBudgetBurnSlow", "6d"),  # over 3d
        ("Watchdog", "3h"),
    ],
)
def test_the_time_to_look_at_is_twice_that_to_fire(shipped: Monitoring, alert: str, back: str) -> None:
    """At least three hours, then whole hours, and beyond a day whole days, since Grafana takes one unit."""
    assert str(look_back(named(shipped, alert))) == back


def test_a_raw_alert_is_looked_at_over_its_for(edited: Edited) -> None:
    """Nothing is known of its windows, and a panel is its own."""
    monitoring = edited(("alerts:\n", f"alerts:\n{RAW}    for: 5h\n"))
    alert = named(monitoring, "Queue")
    panel = panel_of(monitoring, alert)
    assert panel is not None
    assert panel.title == "Alert Queue"
    assert panel_page(monitoring, alert) == f"{board_page(monitoring, 'overview', panel.id)}&from=now-10h&to=now"


def test_no_board_no_panel(edited: Edited) -> None:
    """A spec without dashboards still links to the service's page."""
    monitoring = edited(("dashboards:\n", "\n# What no test can notice", "dashboards: {}\n"))
    assert find(monitoring, "overview") is None
    assert panel_of(monitoring, monitoring.alerts[0]) is None
