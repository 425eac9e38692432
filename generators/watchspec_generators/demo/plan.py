"""Everything that follows from the spec before anything is started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.demo.expectations import expectations, heartbeats
from watchspec_generators.demo.spending import call_costs, surge_factor
from watchspec_generators.demo.traffic import CALLS_PER_SECOND
from watchspec_generators.demo.troubles import Unplayable, injections
from watchspec_generators.scraping import scraped_labels
from watchspec_generators.values.selector import matches, parse_selector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.demo.expectations import Expectation, Heartbeat
    from watchspec_generators.demo.ports import Ports
    from watchspec_generators.demo.spending import CallCost
    from watchspec_generators.demo.troubles import Injection
    from watchspec_generators.model import Monitoring


@dataclass(frozen=True, slots=True)
class Plan:
    """The incident of one spec."""

    monitoring: Monitoring
    injections: tuple[Injection, ...]
    expectations: tuple[Expectation, ...]
    heartbeat: Heartbeat | None
    costs: Mapping[str, CallCost]
    surge: float
    """How many times longer prompts are in the cost surge."""
    calls_per_second: float = CALLS_PER_SECOND


def plan(monitoring: Monitoring, ports: Ports) -> Plan:
    """The incident; Unplayable with every reason for which this spec has none, or would reach beyond this machine."""
    reasons = (*_leaks(monitoring, ports), *_unseen(monitoring))
    if reasons:
        raise Unplayable(reasons)
    played = injections(monitoring)
    costs = call_costs(monitoring)
    surge = max(
        surge_factor(injection, costs, CALLS_PER_SECOND) for injection in played if injection.trouble.kind == "cost"
    )
    return Plan(monitoring, played, expectations(monitoring, played), heartbeats(monitoring), costs, surge)


def _leaks(monitoring: Monitoring, ports: Ports) -> tuple[str, ...]:
    """Where the environment does not keep to the ports that the demo has chosen."""
    redirect, prometheus = monitoring.redirect, monitoring.prometheus
    variables = dict(ports.variables)
    checks = {
        "`output` must name a folder, so that nothing that is committed is overwritten": bool(monitoring.output),
        "`redirect.http` must be ${WATCHSPEC_SINK_HTTP}": redirect is not None
        and redirect.http == variables["WATCHSPEC_SINK_HTTP"],
        "`redirect.smtp` must be ${WATCHSPEC_SINK_SMTP}": redirect is not None
        and redirect.smtp == variables["WATCHSPEC_SINK_SMTP"],
        "`set.prometheus.targets` must be [${WATCHSPEC_SERVICE}]": prometheus.targets
        == (variables["WATCHSPEC_SERVICE"],),
        "`set.prometheus.alertmanagers` must be [${WATCHSPEC_ALERTMANAGER}]": prometheus.alertmanagers
        == (variables["WATCHSPEC_ALERTMANAGER"],),
    }
    return tuple(f"environments.{monitoring.environment}: {rule}" for rule, kept in checks.items() if not kept)


def _unseen(monitoring: Monitoring) -> tuple[str, ...]:
    """Selector parts that the labels of the generated scrape don't meet."""
    scraped = scraped_labels(monitoring.service, monitoring.prometheus)
    carried = ", ".join(f"{label}={value!r}" for label, value in scraped.items())
    return tuple(
        f"the selector asks for {matcher}, and the demo's series carry only {carried}"
        for matcher in parse_selector(monitoring.service.selector)
        if not matches(matcher, scraped.get(matcher.label, ""))
    )
