"""What is marked on every graph: alerts that fire, and what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import BLUE, PURPLE, VERMILLION
from watchspec_generators.dashboards.panel import Event
from watchspec_generators.signals.promql import selector
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import Monitoring

_NEW = Duration(3_600_000)
"""As long as a prompt version counts as new."""
DEPLOY = "deploy"
"""Tag of the annotations that a delivery pipeline posts to Grafana, beside the service's name."""


def events(monitoring: Monitoring) -> Iterator[Event]:
    """Firing alerts, deploys and prompt versions that are used for the first time."""
    yield Event(
        "Firing alerts",
        VERMILLION,
        selector("ALERTS", 'service="$service"', 'alertstate="firing"', 'severity!="none"'),
        title="{{alertname}}",
        text="{{severity}} {{model}}",
    )
    yield Event("Deploys", BLUE, tags=(DEPLOY, monitoring.service.name))
    yield Event(
        "New prompt versions", PURPLE, _new_prompts(monitoring), title="{{prompt}}", text="first used just before"
    )


def _new_prompts(monitoring: Monitoring) -> str:
    """What was not there a while ago; of a service that was not there either, no version is new."""
    age = _NEW.scaled(monitoring.time_scale)
    used = selector(catalogue.PROMPT_REQUESTS.name, monitoring.matchers)
    versions = selector(catalogue.PROMPT_REQUESTS.name, monitoring.matchers, f'prompt!="{catalogue.UNSET}"')
    before = f"count by (prompt) ({versions} offset {age})"
    return f"(count by (prompt) ({versions}) unless {before}) and on () count({used} offset {age})"
