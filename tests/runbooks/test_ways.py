"""Who is told of an alert, how often, and when not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.runbooks.ways import ways

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring
    from watchspec_generators.runbooks.ways import Way

    Edited = Callable[..., Monitoring]

PAGES = "    - name: pages\n      match: {severity: critical}\n"
ONE_MODEL = (
    "    - name: one_model\n      match: {alertname: LLMHighErrorRate, model: gpt-4o}\n      receiver: finance\n"
)


def of(monitoring: Monitoring, name: str) -> tuple[Way, ...]:
    """The ways of the alert of that name."""
    return ways(monitoring, next(alert for alert in monitoring.alerts if alert.name == name))


def told(monitoring: Monitoring, name: str) -> list[tuple[str, str]]:
    """Receivers and how often they hear again."""
    return [(way.receiver, str(way.repeat)) for way in of(monitoring, name)]


def test_each_shipped_alert_has_one_way(shipped: Monitoring) -> None:
    """Critical alerts page, spend goes to finance, the rest to the team."""
    assert told(shipped, "LLMHighErrorRate") == [("pagerduty_critical", "15m")]
    assert told(shipped, "LLMCostSpike") == [("finance", "4h")]
    assert told(shipped, "LLMQualityDegradation") == [("slack_ml_team", "1h")]
    assert told(shipped, "Watchdog") == [("dead_mans_switch", "4m")]


def test_windows_add_up_along_the_way(shipped: Monitoring) -> None:
    """A route is held back by its own windows and by its parents'."""
    (way,) = of(shipped, "LLMQualityDegradation")
    assert (way.mutes, way.levels) == (("nights_and_weekends",), (("working_hours",),))
    (page,) = of(shipped, "LLMHighErrorRate")
    assert (page.mutes, page.levels) == ((), ())


def test_a_route_for_one_model(edited: Edited) -> None:
    """Where the way depends on a label of the series, each way says with which value."""
    found = of(edited((PAGES, ONE_MODEL + PAGES)), "LLMHighErrorRate")
    assert {way.receiver: (way.only, way.otherwise) for way in found} == {
        "finance": (('model="gpt-4o"',), False),
        "pagerduty_critical": ((), True),
    }


def test_a_route_that_continues(edited: Edited) -> None:
    """An alert that is told twice has two ways, the one that it always takes first."""
    found = of(edited((PAGES, ONE_MODEL + "      continue: true\n" + PAGES)), "LLMHighErrorRate")
    assert [(way.receiver, way.only, way.otherwise) for way in found] == [
        ("pagerduty_critical", (), False),
        ("finance", ('model="gpt-4o"',), False),
    ]
