"""Series that Prometheus writes about its own scrapes; no exporter emits them."""

from __future__ import annotations

from watchspec.catalogue.metric import Metric

_LABELS = ("job", "instance")

UP = Metric("up", "gauge", "1 if the target answered its latest scrape, else 0.", "events", _LABELS, base=False)
SCRAPE_DURATION = Metric(
    "scrape_duration_seconds", "gauge", "How long the latest scrape took.", "seconds", _LABELS, base=False
)
SCRAPE_SAMPLES = Metric(
    "scrape_samples_post_metric_relabeling",
    "gauge",
    "Samples of the latest scrape that were kept.",
    "events",
    _LABELS,
    base=False,
)
SERIES_ADDED = Metric(
    "scrape_series_added",
    "gauge",
    "About how many series the latest scrape was the first to have.",
    "events",
    _LABELS,
    base=False,
)
OF_SCRAPES = (UP, SCRAPE_DURATION, SCRAPE_SAMPLES, SERIES_ADDED)
