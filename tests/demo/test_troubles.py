"""Which alerts the incident concerns, by the spec."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.demo.troubles import Unplayable, chat_models, heartbeat, injections
from watchspec_generators.model.types import SignalAlert

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring


def test_the_shipped_spec_has_an_alert_for_every_trouble(shipped: Monitoring) -> None:
    """Each trouble finds its alerts, and errors and slowness concern different models."""
    found = {injection.trouble.kind: injection for injection in injections(shipped)}
    names = {kind: [alert.name for alert in injection.alerts] for kind, injection in found.items()}
    assert names == {
        "errors": ["LLMHighErrorRate", "LLMErrorRateElevated"],
        "slow": ["LLMSlowFirstToken"],
        "cost": ["LLMCostSpike"],
        "quality": ["LLMQualityDegradation"],
    }
    assert (found["errors"].model, found["slow"].model) == ("gpt-4o", "gpt-4o-mini")
    assert found["errors"].labels(found["errors"].alerts[0]) == {"model": "gpt-4o"}
    assert found["cost"].labels(found["cost"].alerts[0]) == {}


def test_levels_follow_the_thresholds(edited: Callable[..., Monitoring]) -> None:
    """What is injected lies past the threshold, whatever that is."""
    shifted = edited(("above: 2s", "above: 3s"), ("below: 0.7", "below: 0.5"), ("above: 50%", "above: 80%"))
    levels = {injection.trouble.kind: injection.level for injection in injections(shifted)}
    assert levels == pytest.approx({"errors": 1.0, "slow": 3.75, "cost": 1.0, "quality": 0.15})


def test_an_alert_that_the_trouble_can_not_reach_is_left_out(edited: Callable[..., Monitoring]) -> None:
    """One failing model of two is half of all calls: an alert on all of them above 60 % stays quiet."""
    errors = injections(_on_all_models(edited(("above: 5%", "above: 60%"))))[0]
    assert [alert.name for alert in errors.alerts] == ["LLMErrorRateElevated"]


def test_an_alert_on_all_models_is_known_without_a_model(shipped: Monitoring) -> None:
    """Without `by: [model]` the firing alert carries no model."""
    errors = injections(_on_all_models(shipped))[0]
    assert [errors.labels(alert) for alert in errors.alerts] == [{}, {"model": "gpt-4o"}]


def _on_all_models(monitoring: Monitoring) -> Monitoring:
    first, *others = monitoring.alerts
    assert isinstance(first, SignalAlert)
    return replace(monitoring, alerts=(replace(first, by=()), *others))


def test_missing_alerts_are_named_all_at_once(edited: Callable[..., Monitoring]) -> None:
    """A spec without alerts on what the incident is about is refused with every reason."""
    poor = edited(("signal: cost_growth\n    above: 50%\n    floor: $5", "signal: cost\n    above: $50"))
    with pytest.raises(Unplayable, match="no alert on cost_growth that cost surge could set off") as caught:
        injections(poor)
    assert len(caught.value.reasons) == 1


def test_a_spec_without_chat_models_or_heartbeat_is_refused(shipped: Monitoring) -> None:
    """No model to ask and nothing that always fires: both are said."""
    embedding = {
        name: model.model_copy(update={"operations": ("embeddings",)}) for name, model in shipped.models.items()
    }
    silent = replace(shipped, models=embedding, alerts=shipped.alerts[:1])
    assert chat_models(silent) == ()
    assert heartbeat(silent) is None
    with pytest.raises(Unplayable) as caught:
        injections(silent)
    assert caught.value.reasons == ("no model is declared for chat", "no alert on watchdog")
