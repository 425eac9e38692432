"""What was promised."""

from __future__ import annotations

from watchspec_generators.dashboards.layout import Layout, Section
from watchspec_generators.dashboards.panels import (
    error_budget_burn,
    error_budget_left,
    objective_burn,
    objective_good,
    objective_history,
    objectives,
)

BOARD = Layout(
    title="LLM objectives",
    about=(
        "For those who answer for the service: is what was promised held, how much may still go wrong, and how was it?"
    ),
    sections=(
        Section("Are the objectives met?", (objectives, error_budget_left, error_budget_burn)),
        Section("How fast do error budgets burn?", (objective_burn,)),
        Section("How was it before?", (objective_good, objective_history)),
    ),
)
