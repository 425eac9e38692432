"""docs/metrics.md: every metric of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.reference.markdown import code, codes, table
from watchspec_generators.reference.markdown import page as assembled

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRO = """
# Metrics

What `import watchspec` exports at `/metrics`. Names follow Prometheus' conventions: base units, the unit as
suffix, counters end in `_total`. Each histogram also has `_bucket`, `_sum` and `_count` series; the edges below
are the defaults, to which `watchspec generate` adds one for every threshold of the spec, in `exporter.json`.
"""


def page() -> str:
    """The whole page."""
    return assembled(_INTRO, "## Labels", _labels(), "## All metrics", _overview(), *_details())


def _labels() -> str:
    rows = [
        ("provider", "Who answers, such as `openai`."),
        ("model", f"The model that was asked for; {code(catalogue.UNLISTED)} for one that nobody lists or prices."),
        ("operation", codes(catalogue.OPERATIONS)),
        ("feature", f"From `watchspec.context(feature=...)`, else {code(catalogue.UNSET)}."),
        ("outcome", f"{codes(catalogue.OUTCOMES)}; of a step {codes(catalogue.STEP_OUTCOMES)}"),
        ("error_type", codes(catalogue.ERROR_TYPES)),
        ("status", "Status code of an attempt's answer, or why there was none, such as `timeout`."),
        ("type", codes(catalogue.TOKEN_TYPES)),
        ("usage_source", codes(catalogue.USAGE_SOURCES)),
        ("cost_source", codes(catalogue.COST_SOURCES)),
        ("step", "From `@watchspec.observe` or `watchspec.span(...)`."),
        ("prompt", f"From `watchspec.context(prompt=...)`, else {code(catalogue.UNSET)}."),
        ("user", f"A hash of `watchspec.context(user_id=...)`; {code(catalogue.OTHER)} outside the top."),
        ("evaluator", "The name given to `watchspec.score(...)`."),
        ("verdict", f"{codes(catalogue.VERDICTS)}; of toxicity {codes(catalogue.TOXICITY_VERDICTS)}"),
        ("rating", codes(catalogue.RATINGS)),
        ("reason", codes(catalogue.REF_REFUSALS)),
        ("decision", codes(catalogue.TRACE_DECISIONS)),
        ("label", "The label whose cap was reached."),
        ("place", f"The part of the exporter that failed: {codes(catalogue.INTERNAL_PLACES)}"),
        ("version", "Version of the price list."),
    ]
    shared = f"Every metric of a call carries {codes(catalogue.BASE_LABELS)}; its own labels come on top."
    other = f"Labels are capped: further values become {code(catalogue.OTHER)}, and are counted."
    failed = f"The error ratio counts the outcomes {codes(catalogue.FAILED_OUTCOMES)} as failed, and leaves out"
    left_out = f"{codes(catalogue.UNJUDGED_OUTCOMES)}, which the caller chose."
    values = table(("label", "values"), [(code(name), text) for name, text in rows])
    return f"{shared}\n{other}\n\n{values}\n\n{failed}\n{left_out}"


def _overview() -> str:
    return table(
        ("metric", "type", "unit", "labels of its own"),
        (
            (f"[{code(metric.name)}](#{metric.name})", metric.kind, metric.unit, codes(metric.labels))
            for metric in catalogue.METRICS
        ),
    )


def _details() -> Iterator[str]:
    for metric in catalogue.METRICS:
        yield f"### {metric.name}"
        yield metric.help
        labels = f"- labels: {codes(metric.all_labels)}"
        edges = f"\n- bucket edges: {codes(f'{edge:g}' for edge in metric.buckets)}" if metric.buckets else ""
        yield f"- {metric.kind}, in {metric.unit}\n{labels}{edges}"
