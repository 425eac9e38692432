"""The values that labels take, where they are a closed list."""

from __future__ import annotations

UNSET = "unset"
"""Value of `feature` and `prompt` when no context names one."""

OTHER = "__other__"
"""Value that a label takes once its cap of distinct values is reached, and of users outside the top."""

UNLISTED = "__unlisted__"
"""Value of `model` for models that neither the spec nor the price list knows."""

OPERATIONS = (
    "chat",
    "responses",
    "text_completion",
    "embeddings",
    "moderation",
    "image",
    "speech",
    "transcription",
    "translation",
)
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
USAGE_SOURCES = ("provider", "estimated", "none")
"""Where the token counts of a call come from; estimates are in metrics of their own."""
COST_SOURCES = ("list", "custom", "gateway")
"""Where the cost of a call comes from: genai-prices, the spec's own prices, or a gateway's response header."""
SUPPORTED, HALLUCINATED = "supported", "hallucinated"
VERDICTS = (SUPPORTED, HALLUCINATED)
CLEAN, TOXIC = "clean", "toxic"
TOXICITY_VERDICTS = (CLEAN, TOXIC)
POSITIVE_RATINGS = ("positive", "4", "5")
NEGATIVE_RATINGS = ("negative", "1", "2")
REF_REFUSALS = ("garbled", "forged", "expired")
"""Why a request ref is not accepted; `forged` is also one that was signed with another secret."""
RATINGS = ("positive", "negative", "1", "2", "3", "4", "5")
INTERNAL_PLACES = (
    "attempt",
    "begin",
    "classify",
    "config",
    "content",
    "copy",
    "drain",
    "end",
    "estimate",
    "feedback",
    "finish",
    "hallucination_check",
    "include_usage",
    "instrument",
    "prefork",
    "price",
    "push",
    "raw content",
    "ref",
    "render",
    "result",
    "retrieve",
    "score",
    "span",
    "step",
    "stream chunk",
    "toxicity_check",
    "trace",
)
"""Where the exporter itself may fail; each is counted from 0, so that a first failure is an increase."""
TRACE_DECISIONS = ("error", "slow", "expensive", "new_user", "rate", "dropped")
"""Why a trace was kept, by the first reason that holds, or that it was not."""
