"""What is left of a quota is the least of what anybody who calls was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.signals.conftest import Recording

pytestmark = pytest.mark.binary


def told(instance: str, model: str, requests: float, tokens: float, calls: str = "0+1x20") -> Mapping[str, str]:
    """An instance whose latest answer told what is left of 500 requests and 30 000 tokens, as shares."""
    labels = f'job="shop",instance="{instance}",provider="openai",model="{model}"'
    call = f'{labels},operation="chat",feature="search",outcome="success"'
    return {
        f"{catalogue.REQUESTS.name}{{{call}}}": calls,
        f"{catalogue.QUOTA_LIMIT_REQUESTS.name}{{{labels}}}": "500x20",
        f"{catalogue.QUOTA_REMAINING_REQUESTS.name}{{{labels}}}": f"{500 * requests:g}x20",
        f"{catalogue.QUOTA_LIMIT_TOKENS.name}{{{labels}}}": "30000x20",
        f"{catalogue.QUOTA_REMAINING_TOKENS.name}{{{labels}}}": f"{30000 * tokens:g}x20",
    }


def test_the_scarcer_resource_counts(records: Recording) -> None:
    """Requests for one model, tokens for the other."""
    series = {**told("a", "big", 0.2, 0.9), **told("a", "small", 0.8, 0.05)}
    records("quota_remaining_ratio", series, "10m30s", {'{model="big"}': 0.2, '{model="small"}': 0.05}, "model")


def test_the_worst_instance_counts(records: Recording) -> None:
    """Not the mean over replicas, which would hide it."""
    series = {**told("a", "big", 0.9, 0.9), **told("b", "big", 0.1, 0.9)}
    records("quota_remaining_ratio", series, "10m30s", {"": 0.1})


def test_an_instance_that_is_quiet_does_not_count(records: Recording) -> None:
    """What it was told an hour ago says nothing; without any calls nothing is known at all."""
    quiet = told("b", "big", 0.0, 0.0, calls="9x20")
    records("quota_remaining_ratio", {**told("a", "big", 0.9, 0.8), **quiet}, "10m30s", {"": 0.8})
    records("quota_remaining_ratio", quiet, "10m30s", {})


def test_a_provider_that_tells_of_one_resource_only(records: Recording) -> None:
    """The other is not missed."""
    series = {name: values for name, values in told("a", "big", 0.3, 0.1).items() if "tokens" not in name}
    records("quota_remaining_ratio", series, "10m30s", {"": 0.3})
