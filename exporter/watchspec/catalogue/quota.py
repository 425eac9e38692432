"""Metrics of the provider's rate limits, as its latest answer told them in `x-ratelimit-*` headers."""

from __future__ import annotations

from watchspec.catalogue.metric import Metric

_LABELS = ("provider", "model")

QUOTA_LIMIT_REQUESTS = Metric(
    "llm_quota_limit_requests",
    "gauge",
    "Requests that the provider allows in its window.",
    "requests",
    _LABELS,
    base=False,
    merge="livemostrecent",
)
QUOTA_REMAINING_REQUESTS = Metric(
    "llm_quota_remaining_requests",
    "gauge",
    "Requests left in the provider's window.",
    "requests",
    _LABELS,
    base=False,
    merge="livemostrecent",
)
QUOTA_REQUESTS_RESET = Metric(
    "llm_quota_requests_reset_seconds",
    "gauge",
    "Time until all requests are available again, when the provider last answered.",
    "seconds",
    _LABELS,
    base=False,
    merge="livemostrecent",
)
QUOTA_LIMIT_TOKENS = Metric(
    "llm_quota_limit_tokens",
    "gauge",
    "Tokens that the provider allows in its window.",
    "tokens",
    _LABELS,
    base=False,
    merge="livemostrecent",
)
QUOTA_REMAINING_TOKENS = Metric(
    "llm_quota_remaining_tokens",
    "gauge",
    "Tokens left in the provider's window.",
    "tokens",
    _LABELS,
    base=False,
    merge="livemostrecent",
)
QUOTA_TOKENS_RESET = Metric(
    "llm_quota_tokens_reset_seconds",
    "gauge",
    "Time until all tokens are available again, when the provider last answered.",
    "seconds",
    _LABELS,
    base=False,
    merge="livemostrecent",
)
QUOTA = (
    QUOTA_LIMIT_REQUESTS,
    QUOTA_REMAINING_REQUESTS,
    QUOTA_REQUESTS_RESET,
    QUOTA_LIMIT_TOKENS,
    QUOTA_REMAINING_TOKENS,
    QUOTA_TOKENS_RESET,
)
