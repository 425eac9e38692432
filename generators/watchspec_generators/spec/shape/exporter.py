"""What the exporter is told: models and their prices, features, and how much it keeps."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from watchspec._internal.config import DEFAULT_CAPS, DEFAULT_OPERATIONS, DEFAULT_SESSION_IDLE_SECONDS
from watchspec._internal.config import Sampling as DefaultSampling
from watchspec.catalogue import OPERATIONS
from watchspec_generators.spec.shape.section import Name, Section, Written
from watchspec_generators.values.duration import Duration

# The schema judges the value before this class sees it, so that the list stands in the catalogue alone.
Operation = Annotated[str, Field(json_schema_extra={"enum": list(OPERATIONS)})]
_SAMPLING = DefaultSampling()


class Price(Section):
    """A price of your own, for a model that the price list does not know or that you pay otherwise for."""

    input_usd_per_million_tokens: float = Field(ge=0, description="Input tokens.")
    output_usd_per_million_tokens: float = Field(ge=0, description="Output tokens.")
    cached_input_usd_per_million_tokens: float | None = Field(
        default=None, ge=0, description="Input tokens read from the provider's cache; default: as input."
    )
    cache_write_input_usd_per_million_tokens: float | None = Field(
        default=None, ge=0, description="Input tokens written to the provider's cache; default: as input."
    )
    reasoning_usd_per_million_tokens: float | None = Field(
        default=None, ge=0, description="Output tokens spent on reasoning; default: as output."
    )
    usd_per_request: float | None = Field(default=None, ge=0, description="Each call, whatever its tokens; default: 0.")


class DeclaredModel(Section):
    """A model that the service is meant to call."""

    provider: Name = Field(default="openai", description="Value of the `provider` label.")
    operations: tuple[Operation, ...] = Field(
        default=DEFAULT_OPERATIONS, description="Operations whose series start at zero."
    )
    price_as: str | None = Field(
        default=None,
        description="Name in the price list (genai-prices) whose price holds; default: the model's own name.",
        examples=["gpt-4o"],
    )
    price: Price | None = Field(default=None, description="A price of your own, instead of the price list's.")


class Feature(Section):
    """A feature of the product that calls models."""

    team: Name | None = Field(default=None, description="Team that pays for it; default: none, shown as `unset`.")


class Limits(Section):
    """Most distinct values of labels; beyond them a value becomes `__other__`. Declared ones always have a place."""

    models: int = Field(default=DEFAULT_CAPS["model"], gt=0, description="Values of `model`.")
    features: int = Field(default=DEFAULT_CAPS["feature"], gt=0, description="Values of `feature`.")
    evaluators: int = Field(default=DEFAULT_CAPS["evaluator"], gt=0, description="Values of `evaluator`.")
    steps: int = Field(default=DEFAULT_CAPS["step"], gt=0, description="Values of `step`.")
    prompts: int = Field(default=DEFAULT_CAPS["prompt"], gt=0, description="Values of `prompt`.")
    users: int = Field(default=DEFAULT_CAPS["user"], gt=0, description="Users who spend most; the rest is one value.")


class Sampling(Section):
    """Which traces are kept, where the service sends traces; failed ones always are."""

    rate: Written = Field(default=f"{_SAMPLING.rate:.0%}", description="Share of the traces that nothing else keeps.")
    slow: Written = Field(default=f"{_SAMPLING.slow_seconds:g}s", description="Kept if it takes longer.")
    expensive: Written = Field(default=f"${_SAMPLING.expensive_usd:.2f}", description="Kept if its calls cost more.")
    new_user_calls: int = Field(
        default=_SAMPLING.new_user_calls, ge=0, description="Kept if it is among the first calls of its user."
    )


class Sessions(Section):
    """What the exporter takes for the end of a session (`watchspec.context(session_id=...)`)."""

    idle: Duration = Field(
        default=Duration(int(DEFAULT_SESSION_IDLE_SECONDS * 1000)), description="Time without calls that ends it."
    )
