"""What the demo's usual traffic costs, and how much dearer it must get for the spec's alerts to notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genai_prices import Usage, calc_price

from watchspec_generators.demo.behaviours import USUAL_TOKENS
from watchspec_generators.demo.troubles import Unplayable, chat_models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.demo.troubles import Injection
    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec.shape import DeclaredModel

NOTICED_WITHIN_SECONDS = 5.0
"""How soon a surge reaches its alert's threshold."""
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class CallCost:
    """Dollars of one usual call, in parts."""

    input: float
    output: float

    @property
    def total(self) -> float:
        """Both parts."""
        return self.input + self.output


def call_costs(monitoring: Monitoring) -> Mapping[str, CallCost]:
    """Of each model that the traffic uses; Unplayable if one has no known price."""
    try:
        return {name: _cost(name, monitoring.models[name]) for name in chat_models(monitoring)}
    except LookupError as error:
        raise Unplayable((f"a model's price is not known, so its spend can't surge: {error}",)) from None


def surge_factor(injection: Injection, costs: Mapping[str, CallCost], calls_per_second: float) -> float:
    """How many times longer prompts must be for every alert of the injection to notice within seconds."""
    whole = sum(cost.total for cost in costs.values())
    part = sum(cost.input for cost in costs.values()) / whole
    spend = whole / len(costs) * calls_per_second
    needed = 1.0
    for alert in injection.alerts:
        growth = 1 + injection.level * alert.window.seconds / NOTICED_WITHIN_SECONDS
        floor = alert.floor.quantity.value if alert.floor else 0.0
        needed = max(needed, growth, 2 * floor / (spend * NOTICED_WITHIN_SECONDS))
    return 1 + (needed - 1) / part


def _cost(name: str, model: DeclaredModel) -> CallCost:
    prompt, answer = USUAL_TOKENS
    own = model.price
    if own is not None:
        per_input, per_output = own.input_usd_per_million_tokens, own.output_usd_per_million_tokens
        return CallCost(prompt * per_input / _MILLION, answer * per_output / _MILLION + (own.usd_per_request or 0.0))
    listed = model.price_as or name
    price = calc_price(Usage(input_tokens=prompt, output_tokens=answer), listed, provider_id=model.provider)
    return CallCost(float(price.input_price), float(price.output_price))
