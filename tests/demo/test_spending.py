"""What the demo's traffic costs, and how much a surge must cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.demo.behaviours import USUAL_TOKENS
from watchspec_generators.demo.spending import NOTICED_WITHIN_SECONDS, call_costs, surge_factor
from watchspec_generators.demo.troubles import Unplayable
from watchspec_generators.model.types import Floor
from watchspec_generators.values import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.demo.plan import Plan
    from watchspec_generators.model import Monitoring


def test_prices_are_those_of_the_list(shipped: Monitoring) -> None:
    """Both models are priced; output and input apart; the small one is far cheaper."""
    costs = call_costs(shipped)
    prompt, answer = USUAL_TOKENS
    assert (costs["gpt-4o"].input, costs["gpt-4o"].output) == pytest.approx((prompt * 2.5e-6, answer * 10e-6))
    assert costs["gpt-4o-mini"].total < costs["gpt-4o"].total / 10


def test_prices_of_the_spec_come_first(edited: Callable[..., Monitoring]) -> None:
    """A model's own price holds, and so does that of the model which it is priced as."""
    own = "{price: {input_usd_per_million_tokens: 1, output_usd_per_million_tokens: 3, usd_per_request: 0.5}}"
    odd = edited(
        ("gpt-4o: {provider: openai}", f"our-own-model-7: {own}"),
        ("gpt-4o-mini: {provider: openai}", "our-own-model-8: {price_as: gpt-4o-mini}"),
    )
    costs = call_costs(odd)
    prompt, answer = USUAL_TOKENS
    assert (costs["our-own-model-7"].input, costs["our-own-model-7"].output) == pytest.approx(
        (prompt * 1e-6, answer * 3e-6 + 0.5)
    )
    assert costs["our-own-model-8"] == call_costs(edited())["gpt-4o-mini"]


def test_a_model_without_price_is_refused(edited: Callable[..., Monitoring]) -> None:
    """What has no price can't surge in cost."""
    odd = edited(("gpt-4o: {provider: openai}", "our-own-model-7: {provider: openai}"))
    with pytest.raises(Unplayable, match="price is not known"):
        call_costs(odd)


def test_a_surge_is_noticed_within_seconds(planned: Plan) -> None:
    """Even with a full hour of usual spend behind it, a few seconds of surge pass the threshold and the floor."""
    cost = next(injection for injection in planned.injections if injection.trouble.kind == "cost")
    alert = cost.alerts[0]
    assert alert.threshold is not None
    for floor in (0.08, 50.0):
        dear = replace(cost, alerts=(replace(alert, floor=Floor(Quantity(floor, "usd", "")), baselines=()),))
        factor = surge_factor(dear, planned.costs, planned.calls_per_second)
        usual = sum(each.total for each in planned.costs.values()) / 2 * planned.calls_per_second
        surged = sum(each.input * factor + each.output for each in planned.costs.values()) / 2
        window = alert.window.seconds
        spend = usual * (window - NOTICED_WITHIN_SECONDS) + surged * planned.calls_per_second * NOTICED_WITHIN_SECONDS
        assert spend / (usual * window) - 1 > alert.threshold.value
        assert spend > floor


def test_an_alert_without_floor_needs_only_growth(planned: Plan) -> None:
    """The floor is optional."""
    cost = next(injection for injection in planned.injections if injection.trouble.kind == "cost")
    bare = replace(cost, alerts=(replace(cost.alerts[0], floor=None),))
    assert surge_factor(bare, planned.costs, planned.calls_per_second) == planned.surge
