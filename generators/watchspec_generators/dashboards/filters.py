"""The choices at the top of a board, and how they narrow queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import Variable
from watchspec_generators.signals.promql import selector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.dashboards.panel import Series
    from watchspec_generators.model import Monitoring

ENVIRONMENT = "environment"
"""Name of the variable, whatever the label."""
OF_CALLS = ("provider", "model", "feature")
"""Labels of calls that boards can be narrowed by."""


def filters(monitoring: Monitoring) -> Mapping[str, str]:
    """Matchers of the board's variables, by label."""
    return {label: f'{label}=~"${name}"' for name, label in _labels(monitoring).items()}


def narrowed(monitoring: Monitoring, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Matchers of the choices that series of the service with these labels, and those of their target, can obey."""
    known = {*places(monitoring), *labels}
    return tuple(matcher for label, matcher in filters(monitoring).items() if label in known)


def places(monitoring: Monitoring) -> tuple[str, ...]:
    """The labels that scrape targets carry."""
    wanted = monitoring.dashboards
    return tuple(dict.fromkeys((wanted.environment_label, *wanted.target_labels)))


def variables(monitoring: Monitoring) -> tuple[Variable, ...]:
    """The service, then each choice among what is left by those before it."""
    chosen: list[str] = []
    found = [Variable("service", "Service", values=(monitoring.service.name,))]
    for name, label in _labels(monitoring).items():
        query = selector(catalogue.REQUESTS.name, monitoring.matchers, *chosen)
        found.append(Variable(name, name.replace("_", " ").capitalize(), query, of=label))
        chosen.append(filters(monitoring)[label])
    return tuple(found)


def unfiltered(monitoring: Monitoring, series: tuple[Series, ...]) -> str:
    """Which of the choices a panel leaves aside, since its series do not have the label."""
    ignored = [
        name
        for name, label in _labels(monitoring).items()
        if not any(filters(monitoring)[label] in each.expr or f"${{{name}:" in each.expr for each in series)
    ]
    *others, last = ignored or [""]
    return f"Not filtered by {' or '.join(part for part in (', '.join(others), last) if part)}." if ignored else ""


def _labels(monitoring: Monitoring) -> Mapping[str, str]:
    """Label by variable."""
    environment, *others = places(monitoring)
    return {ENVIRONMENT: environment, **{label: label for label in (*others, *OF_CALLS)}}
