"""Every metric that watchspec emits: name, type, help, unit, labels and default buckets.

This is the only place where a metric name is spelled. The exporter registers
from it, the generators write PromQL from it, and docs/metrics.md is made from it.
Names follow Prometheus' conventions: base units, the unit as suffix, counters
end in `_total`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]
Unit = Literal["requests", "seconds", "tokens", "tokens/second", "usd", "score", "events"]

BASE_LABELS = ("provider", "model", "operation", "feature")
"""Labels of every metric of a call, in this order, before its own."""

UNSET = "unset"
"""Value of `feature` when no context names one."""

OTHER = "__other__"
"""Value that a label takes once its cap of distinct values is reached."""

OPERATIONS = ("chat", "embeddings")
OUTCOMES = ("success", "truncated", "content_filter", "error", "cancelled", "abandoned", "cut", "stalled")
FAILED_OUTCOMES = ("error", "cut", "stalled")
"""Outcomes that count against the provider: the numerator of `error_ratio`."""
UNJUDGED_OUTCOMES = ("cancelled", "abandoned")
"""Outcomes that the caller chose: left out of the denominator of `error_ratio`."""
STEP_OUTCOMES = ("success", "error", "cancelled")
"""Outcomes of a step; `cancelled` is also a generator that was left before its end."""
ERROR_TYPES = (
    "rate_limit",
    "quota",
    "context_length",
    "content_filter",
    "auth",
    "permission",
    "bad_request",
    "not_found",
    "conflict",
    "timeout",
    "connection",
    "server",
    "validation",
    "cut",
    "stalled",
    "other",
)
TOKEN_TYPES = ("input", "output")
SUPPORTED, HALLUCINATED = "supported", "hallucinated"
VERDICTS = (SUPPORTED, HALLUCINATED)
POSITIVE_RATINGS = ("positive", "4", "5")
NEGATIVE_RATINGS = ("negative", "1", "2")
REF_REFUSALS = ("garbled", "forged", "expired")
"""Why a request ref is not accepted; `forged` is also one that was signed with another secret."""
RATINGS = ("positive", "negative", "1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric family; `labels` are those beyond `BASE_LABELS` when `base` is true."""

    name: str
    kind: Kind
    help: str
    unit: Unit
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    base: bool = True

    @property
    def all_labels(self) -> tuple[str, ...]:
        """Every label of the family, in registration order."""
        return (*BASE_LABELS, *self.labels) if self.base else self.labels


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
DURATION = Metric(
    "llm_request_duration_seconds",
    "histogram",
    "Duration of an LLM operation from call to last byte, retries and back-off included.",
    "seconds",
    ("outcome",),
    (0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0),
)
TIME_TO_FIRST_TOKEN = Metric(
    "llm_time_to_first_token_seconds",
    "histogram",
    "Time from call to the first visible token or tool-call delta of a stream.",
    "seconds",
    (),
    (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0),
)
OUTPUT_TOKENS_PER_SECOND = Metric(
    "llm_output_tokens_per_second",
    "histogram",
    "Output tokens per second of a stream over its generation span (first to last token).",
    "tokens/second",
    (),
    (1.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0, 150.0, 200.0, 500.0),
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
REASONING_TOKENS = Metric(
    "llm_reasoning_tokens_total",
    "counter",
    'Output tokens spent on reasoning (a subset of llm_tokens_total{type="output"}).',
    "tokens",
)
COST = Metric(
    "llm_cost_usd_total",
    "counter",
    "Cost of LLM operations in US dollars, by the price list in force on the day of the call.",
    "usd",
)
UNPRICED = Metric(
    "llm_unpriced_requests_total",
    "counter",
    "LLM operations with token usage whose model has no known price; their cost is not in llm_cost_usd_total.",
    "requests",
)
IN_FLIGHT = Metric(
    "llm_requests_in_flight",
    "gauge",
    "LLM operations that have started and not yet ended, open streams included.",
    "requests",
)
EVALUATION_SCORE = Metric(
    "llm_evaluation_score",
    "histogram",
    "Quality scores from 0 (worst) to 1 (best), by evaluator.",
    "score",
    ("evaluator",),
    (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
)
HALLUCINATION_CHECKS = Metric(
    "llm_hallucination_checks_total",
    "counter",
    "Responses that were checked for hallucination, by verdict.",
    "events",
    ("verdict",),
)
FEEDBACK = Metric(
    "llm_feedback_total",
    "counter",
    "User feedback by rating: positive, negative, or 1 to 5 stars.",
    "events",
    ("rating",),
)
STEP_DURATION = Metric(
    "llm_step_duration_seconds",
    "histogram",
    "Duration of a step of the service (watchspec.observe, watchspec.span) from entering to leaving it.",
    "seconds",
    ("step", "outcome"),
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0),
    base=False,
)
STEP_COST = Metric(
    "llm_step_cost_usd_total",
    "counter",
    "Cost in US dollars of LLM operations begun inside a step, counted in each step around them: never sum over step.",
    "usd",
    ("step", "feature"),
    base=False,
)
STEP_TOKENS = Metric(
    "llm_step_tokens_total",
    "counter",
    "Tokens of LLM operations begun inside a step, counted in each step around them: never sum over step.",
    "tokens",
    ("step", "feature", "type"),
    base=False,
)
INTERNAL_ERRORS = Metric(
    "watchspec_internal_errors_total",
    "counter",
    "Failures inside the exporter itself, by place; the host's call was not affected.",
    "events",
    ("place",),
    base=False,
)
REFUSED_REFS = Metric(
    "watchspec_refused_refs_total",
    "counter",
    "Scores and feedback that were dropped because their request ref was garbled, forged or expired.",
    "events",
    ("reason",),
    base=False,
)
LABEL_OVERFLOW = Metric(
    "watchspec_label_overflow_total",
    "counter",
    "Label values replaced by __other__ because the label's cap was reached.",
    "events",
    ("label",),
    base=False,
)

METRICS: tuple[Metric, ...] = (
    REQUESTS,
    ERRORS,
    ATTEMPTS,
    DURATION,
    TIME_TO_FIRST_TOKEN,
    OUTPUT_TOKENS_PER_SECOND,
    TOKENS,
    CACHED_INPUT_TOKENS,
    REASONING_TOKENS,
    COST,
    UNPRICED,
    IN_FLIGHT,
    EVALUATION_SCORE,
    HALLUCINATION_CHECKS,
    FEEDBACK,
    STEP_DURATION,
    STEP_COST,
    STEP_TOKENS,
    INTERNAL_ERRORS,
    REFUSED_REFS,
    LABEL_OVERFLOW,
)
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}
