"""Metrics of a call: how it ended, how long it took, what it used and what that cost."""

from __future__ import annotations

from watchspec.catalogue.metric import Metric

REQUESTS = Metric(
    "llm_requests_total",
    "counter",
    "Finished LLM operations by outcome; retries inside one operation are not counted here.",
    "requests",
    ("outcome",),
)
ERRORS = Metric(
    "llm_request_errors_total",
    "counter",
    "Failed LLM operations (outcome error, cut or stalled) by kind of error.",
    "requests",
    ("error_type",),
)
ATTEMPTS = Metric(
    "llm_request_attempts_total",
    "counter",
    "HTTP attempts made for LLM operations, retries included, by status code or 'connection'/'timeout'.",
    "requests",
    ("status",),
)
ATTEMPT_SECONDS = Metric(
    "llm_attempt_seconds_total",
    "counter",
    "Time spent in HTTP attempts until their headers or failure, by the status of llm_request_attempts_total.",
    "seconds",
    ("status",),
)
BACKOFF_SECONDS = Metric(
    "llm_backoff_seconds_total",
    "counter",
    "Time spent waiting between the attempts of an LLM operation.",
    "seconds",
)
DURATION = Metric(
    "llm_request_duration_seconds",
    "histogram",
    "Duration of an LLM operation from call to last byte, retries and back-off included.",
    "seconds",
    ("outcome",),
    (0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0),
)
IN_FLIGHT = Metric(
    "llm_requests_in_flight",
    "gauge",
    "LLM operations that have started and not yet ended, open streams included.",
    "requests",
)
TOKENS = Metric(
    "llm_tokens_total",
    "counter",
    "Tokens billed, each once: cached tokens are part of input, reasoning tokens part of output.",
    "tokens",
    ("type",),
)
CACHED_INPUT_TOKENS = Metric(
    "llm_cached_input_tokens_total",
    "counter",
    'Input tokens served from the provider\'s prompt cache (a subset of llm_tokens_total{type="input"}).',
    "tokens",
)
CACHE_WRITE_TOKENS = Metric(
    "llm_cache_write_input_tokens_total",
    "counter",
    'Input tokens written to the provider\'s prompt cache (a subset of llm_tokens_total{type="input"}).',
    "tokens",
)
REASONING_TOKENS = Metric(
    "llm_reasoning_tokens_total",
    "counter",
    'Output tokens spent on reasoning (a subset of llm_tokens_total{type="output"}).',
    "tokens",
)
AUDIO_TOKENS = Metric(
    "llm_audio_tokens_total",
    "counter",
    "Audio tokens, by direction (a subset of llm_tokens_total of the same type).",
    "tokens",
    ("type",),
)
USAGE_REPORTS = Metric(
    "llm_usage_reports_total",
    "counter",
    "Finished LLM operations by where their token counts come from: the provider, an estimate, or nowhere.",
    "requests",
    ("usage_source",),
)
ESTIMATED_TOKENS = Metric(
    "llm_estimated_tokens_total",
    "counter",
    "Tokens of answers without usage, estimated from what was sent and delivered; not in llm_tokens_total.",
    "tokens",
    ("type",),
)
COST = Metric(
    "llm_cost_usd_total",
    "counter",
    "Cost of LLM operations in US dollars, by the price list in force on the day of the call.",
    "usd",
    ("cost_source",),
)
ESTIMATED_COST = Metric(
    "llm_estimated_cost_usd_total",
    "counter",
    "Cost in US dollars of llm_estimated_tokens_total; not in llm_cost_usd_total.",
    "usd",
)
CACHE_SAVINGS = Metric(
    "llm_cache_savings_usd_total",
    "counter",
    "What cached input tokens would have cost more at the full input price, in US dollars.",
    "usd",
)
UNPRICED = Metric(
    "llm_unpriced_requests_total",
    "counter",
    "LLM operations with token usage whose model has no known price; their cost is not in llm_cost_usd_total.",
    "requests",
)
UNPRICED_TOKENS = Metric(
    "llm_unpriced_tokens_total",
    "counter",
    "Tokens of LLM operations whose model has no known price (a subset of llm_tokens_total).",
    "tokens",
    ("type",),
)
CALLS = (
    REQUESTS,
    ERRORS,
    ATTEMPTS,
    ATTEMPT_SECONDS,
    BACKOFF_SECONDS,
    DURATION,
    IN_FLIGHT,
    TOKENS,
    CACHED_INPUT_TOKENS,
    CACHE_WRITE_TOKENS,
    REASONING_TOKENS,
    AUDIO_TOKENS,
    USAGE_REPORTS,
    ESTIMATED_TOKENS,
    COST,
    ESTIMATED_COST,
    CACHE_SAVINGS,
    UNPRICED,
    UNPRICED_TOKENS,
)
