"""Batch jobs: metrics are handed to a Pushgateway, which keeps them after the job has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import prometheus_client
from prometheus_client import REGISTRY, CollectorRegistry

from watchspec._internal.collectors import safety_of
from watchspec._internal.serving import before_scrape, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT = 10.0


def push_to_gateway(
    address: str,
    job: str,
    grouping_key: Mapping[str, Any] | None = None,
    *,
    timeout: float = TIMEOUT,
    registry: CollectorRegistry | None = None,
    strict: bool = False,
) -> bool:
    """Replaces the metrics that a Pushgateway holds for this job with the ones of now; for the end of a batch job.

    Args:
        address: of the Pushgateway, such as `pushgateway:9091` or `https://push.example.com`.
        job: the label `job` of all metrics there.
        grouping_key: further labels that tell this job's instances apart.
        timeout: seconds until it gives up.
        registry: what is pushed; by default prometheus_client's own registry, which is ours unless told otherwise.
        strict: raise what goes wrong.

    Returns whether the gateway took them; without `strict` a failure is only counted and logged.

    Raises:
        OSError: the gateway cannot be reached or refuses; only with `strict`.
    """
    registry = REGISTRY if registry is None else registry
    try:
        served = shown(registry)
        if served is not registry:  # else the collector that counts what waits is asked
            before_scrape(registry)
        prometheus_client.push_to_gateway(address, job, served, dict(grouping_key) if grouping_key else None, timeout)
    except Exception:
        safety_of(registry).failed("push")
        if strict:
            raise
        return False
    return True
