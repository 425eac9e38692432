"""Metrics of the exporter itself."""

from __future__ import annotations

from watchspec.catalogue.metric import Metric

INTERNAL_ERRORS = Metric(
    "watchspec_internal_errors_total",
    "counter",
    "Failures inside the exporter itself, by place; the host's call was not affected.",
    "events",
    ("place",),
    base=False,
)
REFUSED_REFS = Metric(
    "watchspec_refused_refs_total",
    "counter",
    "Scores and feedback that were dropped because their request ref was garbled, forged or expired.",
    "events",
    ("reason",),
    base=False,
)
LABEL_OVERFLOW = Metric(
    "watchspec_label_overflow_total",
    "counter",
    "Label values replaced by __other__ because the label's cap was reached.",
    "events",
    ("label",),
    base=False,
)
TRACES = Metric(
    "watchspec_traces_total",
    "counter",
    "Traces by why they were kept (the first reason that holds), or dropped.",
    "events",
    ("decision",),
    base=False,
)
PRICE_DATA_INFO = Metric(
    "watchspec_price_data_info",
    "gauge",
    "1, with the version of the price list (genai-prices) in use.",
    "events",
    ("version",),
    base=False,
    merge="livemostrecent",
)
PRICE_DATA_TIMESTAMP = Metric(
    "watchspec_price_data_timestamp_seconds",
    "gauge",
    "Date of the newest entry of the price list, in seconds since the epoch; its age is time() minus this.",
    "timestamp",
    base=False,
    merge="livemostrecent",
)
HEALTH = (INTERNAL_ERRORS, REFUSED_REFS, LABEL_OVERFLOW, TRACES, PRICE_DATA_INFO, PRICE_DATA_TIMESTAMP)
