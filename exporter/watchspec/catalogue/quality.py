"""Metrics of what evaluators and users think of the answers."""

from __future__ import annotations

from watchspec.catalogue.metric import Metric

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
TOXICITY_CHECKS = Metric(
    "llm_toxicity_checks_total",
    "counter",
    "Responses that were checked for toxicity, by verdict.",
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
QUALITY = (EVALUATION_SCORE, HALLUCINATION_CHECKS, TOXICITY_CHECKS, FEEDBACK)
