"""Metrics of who spends: steps, prompts, sessions and users. Never sum these with the metrics of calls."""

from __future__ import annotations

from watchspec.catalogue.metric import Metric

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
PROMPT_REQUESTS = Metric(
    "llm_prompt_requests_total",
    "counter",
    "Finished LLM operations by prompt version (context(prompt=...)) and outcome.",
    "requests",
    ("prompt", "feature", "outcome"),
    base=False,
)
PROMPT_COST = Metric(
    "llm_prompt_cost_usd_total",
    "counter",
    "Cost in US dollars by prompt version.",
    "usd",
    ("prompt", "feature"),
    base=False,
)
PROMPT_TOKENS = Metric(
    "llm_prompt_tokens_total",
    "counter",
    "Tokens by prompt version.",
    "tokens",
    ("prompt", "feature", "type"),
    base=False,
)
PROMPT_SCORE = Metric(
    "llm_prompt_evaluation_score",
    "histogram",
    "Quality scores from 0 (worst) to 1 (best), by prompt version and evaluator.",
    "score",
    ("prompt", "feature", "evaluator"),
    (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    base=False,
)
PROMPT_FEEDBACK = Metric(
    "llm_prompt_feedback_total",
    "counter",
    "User feedback by prompt version and rating: positive, negative, or 1 to 5 stars.",
    "events",
    ("prompt", "feature", "rating"),
    base=False,
)
SESSION_COST = Metric(
    "llm_session_cost_usd",
    "histogram",
    "Cost in US dollars of a session (context(session_id=...)), observed when it has ended or gone idle.",
    "usd",
    ("feature",),
    (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
    base=False,
)
USER_COST = Metric(
    "llm_user_cost_usd_total",
    "counter",
    "Cost in US dollars of the users who spend most, hashed; everybody else is in user=__other__.",
    "usd",
    ("user",),
    base=False,
)
USER_REQUESTS = Metric(
    "llm_user_requests_total",
    "counter",
    "Finished LLM operations of the users who spend most, hashed; everybody else is in user=__other__.",
    "requests",
    ("user",),
    base=False,
)
USER_TOKENS = Metric(
    "llm_user_tokens_total",
    "counter",
    "Tokens of the users who spend most, hashed; everybody else is in user=__other__.",
    "tokens",
    ("user",),
    base=False,
)
SPENDING = (
    STEP_DURATION,
    STEP_COST,
    STEP_TOKENS,
    PROMPT_REQUESTS,
    PROMPT_COST,
    PROMPT_TOKENS,
    PROMPT_SCORE,
    PROMPT_FEEDBACK,
    SESSION_COST,
    USER_COST,
    USER_REQUESTS,
    USER_TOKENS,
)
