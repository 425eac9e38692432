"""Whether the monitoring itself is well."""

from __future__ import annotations

from watchspec_generators.dashboards.layout import Layout, Section
from watchspec_generators.dashboards.panels import (
    down,
    failures,
    judging_failures,
    label_room,
    new_series,
    overflow,
    price_age,
    price_list,
    refused,
    scrape_samples,
    scrape_time,
    series_by_metric,
    traces,
    usage_sources,
)

BOARD = Layout(
    title="LLM exporter health",
    about="For those who run the monitoring: does it see everything, does it fail, and does it stay small?",
    sections=(
        Section("Does Prometheus see everything?", (down, scrape_time, scrape_samples)),
        Section("Does the exporter fail?", (failures, overflow, refused, judging_failures)),
        Section("How many series are there?", (series_by_metric, label_room, new_series)),
        Section("What else does it say?", (traces, price_list, price_age, usage_sources)),
    ),
)
