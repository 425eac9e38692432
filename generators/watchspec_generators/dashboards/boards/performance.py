"""Where the time goes."""

from __future__ import annotations

from watchspec_generators.dashboards.layout import Layout, Section
from watchspec_generators.dashboards.panels import (
    attempts,
    backoff,
    drain,
    error_ratio,
    errors_by_type,
    failures_by_place,
    first_event,
    first_reasoning,
    first_token,
    first_token_heatmap,
    generation_speed,
    inter_token_gap,
    latency,
    latency_by_feature,
    latency_by_place,
    latency_heatmap,
    latency_quantiles,
    longest_gap,
    outcomes,
    quota_left,
    quota_reset,
    requests_by_feature,
    requests_by_model,
    retries,
    slowest,
    speed_heatmap,
    steps,
    tokens,
    tokens_per_call,
    under_way,
    usual_speed,
)

BOARD = Layout(
    title="LLM performance",
    about="For engineers: where does the time go, and what stands in the way?",
    sections=(
        Section(
            "How long do calls take?",
            (latency_quantiles, latency, latency_heatmap, latency_by_feature, slowest, steps, outcomes),
        ),
        Section(
            "How soon do answers begin?",
            (first_event, first_reasoning, first_token, first_token_heatmap, speed_heatmap),
        ),
        Section(
            "How fast do they flow?",
            (inter_token_gap, longest_gap, usual_speed, generation_speed, tokens, tokens_per_call),
        ),
        Section("Are calls tried again?", (attempts, retries, backoff)),
        Section("How much room is there?", (quota_left, quota_reset, under_way, drain)),
        Section("Where does the load come from?", (requests_by_model, requests_by_feature)),
        Section("Do calls fail?", (error_ratio, errors_by_type)),
        Section("Is it the same everywhere?", (latency_by_place, failures_by_place)),
    ),
)
