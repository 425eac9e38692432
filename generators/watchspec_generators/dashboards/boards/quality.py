"""Whether answers are good."""

from __future__ import annotations

from watchspec_generators.dashboards.layout import Layout, Section
from watchspec_generators.dashboards.panels import (
    checks,
    feedback,
    hallucinations,
    hallucinations_sure,
    judged_share,
    judgements,
    judging_failures,
    negative_feedback,
    prompt_feedback,
    prompt_scores,
    prompt_versions,
    quality,
    quality_by_feature,
    quality_by_model,
    quality_sure,
    ratings,
    refused,
    scores,
    toxicity_sure,
)

BOARD = Layout(
    title="LLM quality",
    about=(
        "For those who answer for the answers: are they good, true, harmless and welcome, and which prompt makes "
        "them better?"
    ),
    sections=(
        Section("How good are the answers?", (quality_sure, scores, quality, quality_by_feature, quality_by_model)),
        Section("Are they true and harmless?", (hallucinations_sure, toxicity_sure, hallucinations)),
        Section("What do users say?", (feedback, negative_feedback, ratings)),
        Section("Which prompt version is better?", (prompt_versions, prompt_scores, prompt_feedback)),
        Section("Can the judges be trusted?", (judgements, judged_share, checks, refused, judging_failures)),
    ),
)
