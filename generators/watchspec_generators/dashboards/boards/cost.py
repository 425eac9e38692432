"""What is spent."""

from __future__ import annotations

from watchspec_generators.dashboards.layout import Layout, Section
from watchspec_generators.dashboards.panels import (
    budget_forecast,
    budget_lasts,
    budget_left,
    budget_spent,
    cached_share,
    cost_anomaly,
    cost_by_feature,
    cost_by_model,
    cost_by_prompt,
    cost_by_step,
    cost_by_team,
    cost_growth,
    cost_per_call,
    cost_sources,
    estimated,
    price_age,
    range_cost,
    recent_cost,
    saved,
    savings,
    sessions,
    top_users,
    unpriced,
    unpriced_by_model,
    usage_sources,
)

BOARD = Layout(
    title="LLM cost",
    about="For product and finance: what is spent, by whom, what is left, and can the numbers be trusted?",
    sections=(
        Section(
            "What is spent?", (recent_cost, range_cost, cost_per_call, saved, cost_by_model, cost_growth, cost_anomaly)
        ),
        Section("What is left?", (budget_left, budget_lasts, budget_spent, budget_forecast)),
        Section("Who spends it?", (cost_by_feature, cost_by_team, cost_by_prompt, sessions, top_users, cost_by_step)),
        Section("Does caching pay?", (savings, cached_share)),
        Section(
            "Can the numbers be trusted?",
            (unpriced, unpriced_by_model, price_age, cost_sources, usage_sources, estimated),
        ),
    ),
)
