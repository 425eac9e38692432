"""The first look."""

from __future__ import annotations

from watchspec_generators.dashboards.layout import Layout, Section
from watchspec_generators.dashboards.panels import (
    budget_forecast,
    budget_spent,
    cost_by_feature,
    cost_growth,
    error_budget_burn,
    error_budget_left,
    error_rate,
    error_ratio,
    errors_by_type,
    feedback,
    first_token,
    generation_speed,
    hallucinations,
    latency,
    latency_heatmap,
    p95_latency,
    quality,
    recent_cost,
    requests_per_minute,
    slow_traces,
    slowest,
    tokens,
)

BOARD = Layout(
    title="LLM overview",
    about="For everybody: is the service well, is it fast, are its answers good, and where do time and money go?",
    sections=(
        Section("Is the service well?", (requests_per_minute, error_rate, p95_latency, recent_cost)),
        Section("Is it fast?", (latency, latency_heatmap, first_token, generation_speed, tokens)),
        Section("Do calls fail?", (error_ratio, errors_by_type)),
        Section("Are the answers good?", (quality, hallucinations, feedback)),
        Section("Where do time and money go?", (slowest, cost_by_feature, cost_growth, slow_traces)),
        Section("How much is left?", (error_budget_left, error_budget_burn, budget_spent, budget_forecast)),
    ),
)
