"""What the spec says will happen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchspec_generators.demo.expectations import expectations, fragments, heartbeats, longest_wait
from watchspec_generators.demo.troubles import injections
from watchspec_generators.model.types import SignalAlert

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring


def test_the_shipped_spec_tells_every_fate(shipped: Monitoring) -> None:
    """One page, its warning silenced, a warning delivered, spend to finance, quality muted."""
    found = expectations(shipped, injections(shipped))
    assert {expected.alert: (expected.fate.kind, expected.fate.by) for expected in found} == {
        "LLMHighErrorRate": ("delivered", ""),
        "LLMErrorRateElevated": ("inhibited", "LLMHighErrorRate"),
        "LLMSlowFirstToken": ("delivered", ""),
        "LLMCostSpike": ("delivered", ""),
        "LLMQualityDegradation": ("muted", "working_hours"),
    }


def test_an_edited_threshold_is_expected_in_the_words(edited: Callable[..., Monitoring]) -> None:
    """A person who writes 3% is shown 3%."""
    three = edited(("above: 5%", "above: 3%"))
    first = expectations(three, injections(three))[0]
    assert first.words == ("of calls to gpt-4o fail (limit 3%)",)


def test_limits_follow_the_alert_s_own_times(edited: Callable[..., Monitoring]) -> None:
    """A longer `for` allows more time to fire, and to be told, but not to be pending or to close."""
    before = expectations(edited(), injections(edited()))[0].limits
    cases = ("    cases:\n      - {when: error_ratio is 8%", "\n  - name: LLMErrorRateElevated", "")
    longer = edited(("above: 5%\n    for: 5m", "above: 5%\n    for: 15m"), cases)
    after = expectations(longer, injections(longer))[0].limits
    assert after["firing"] - before["firing"] == 10
    assert after["told"] - before["told"] == 10
    assert (after["pending"], after["closed"]) == (before["pending"], before["closed"])


def test_a_warning_that_fires_first_is_not_kept_silent(edited: Callable[..., Monitoring]) -> None:
    """Inhibition needs its source: a warning with the shorter `for` is sent before the critical fires."""
    hasty = edited(("above: 2%\n    for: 10m", "above: 2%\n    for: 1m"))
    found = {expected.alert: expected for expected in expectations(hasty, injections(hasty))}
    assert found["LLMErrorRateElevated"].fate.kind == "delivered"


def test_an_alert_without_for_never_waits(edited: Callable[..., Monitoring]) -> None:
    """Without `for` there is no pending step."""
    instant = edited(("above: 2s\n    for: 10m", "above: 2s"))
    found = {expected.alert: expected.waits for expected in expectations(instant, injections(instant))}
    assert (found["LLMSlowFirstToken"], found["LLMHighErrorRate"]) == (False, True)


def test_a_label_that_is_not_known_cuts_the_words(shipped: Monitoring) -> None:
    """Which feature breaks first is not foreseen, so the text is compared around it."""
    alert = next(each for each in shipped.alerts if isinstance(each, SignalAlert))
    split = replace(alert, by=("model", "feature"), summary="{value} of {feature} on {model} fail")
    assert fragments(shipped, split, {"model": "gpt-4o"}) == ("of", "on gpt-4o fail")


def test_the_heartbeat_is_expected_as_often_as_the_route_says(shipped: Monitoring) -> None:
    """The dead man's receiver hears it at each repeat, counted in group intervals."""
    beat = heartbeats(shipped)
    assert beat is not None
    assert (beat.alert, beat.words) == ("Watchdog", ("Alerting works",))
    assert [str(address) for address in beat.addresses] == ["dead_mans_switch (webhook)"]
    assert 5 < beat.gap < 10


def test_without_a_heartbeat_nothing_is_expected_of_it(shipped: Monitoring) -> None:
    """A spec without the alert has no such step."""
    silent = replace(shipped, alerts=tuple(alert for alert in shipped.alerts if alert.name != "Watchdog"))
    assert heartbeats(silent) is None


def test_the_longest_wait_of_the_tree_counts(shipped: Monitoring) -> None:
    """The root waits half a second, the watchdog's route not at all."""
    assert longest_wait(shipped.routing).milliseconds == 500
