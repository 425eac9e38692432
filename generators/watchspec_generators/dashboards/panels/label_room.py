"""How near labels are to their caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.signals.promql import selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """The share of each label's cap that is used."""
    return PanelSpec(
        id=605,
        title="How much room is left in each label?",
        description=(
            "Values in use, as a share of the cap in the spec's `limits`; at 100% further ones become "
            f"{catalogue.OTHER}. Users are as many as are shown, whoever they are."
        ),
        kind="bars",
        unit="ratio",
        series=tuple(
            Series(f"count(count by ({label}) ({series})) / {cap}", label, instant=True)
            for label, series, cap in _labels(monitoring)
        ),
        no_data="No scrape of this service in the range.",
        width=12,
        decimals=0,
    )


def _labels(monitoring: Monitoring) -> Iterator[tuple[str, str, int]]:
    """Each label with a series that carries it, and its cap."""
    limits = monitoring.limits
    for label, series, cap in (
        ("model", catalogue.REQUESTS.name, limits.models),
        ("feature", catalogue.REQUESTS.name, limits.features),
        ("evaluator", f"{catalogue.EVALUATION_SCORE.name}_count", limits.evaluators),
        ("step", f"{catalogue.STEP_DURATION.name}_count", limits.steps),
        ("prompt", catalogue.PROMPT_REQUESTS.name, limits.prompts),
        ("user", catalogue.USER_REQUESTS.name, limits.users),
    ):
        yield label, selector(series, monitoring.matchers, f'{label}!="{catalogue.OTHER}"'), cap
