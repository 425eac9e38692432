"""Series that Prometheus writes about its own scrapes; no exporter emits them."""

from __future__ import annotations

from watchspec.catalogue.metric import Metric

UP = Metric(
    "up", "gauge", "1 if the target answered its latest scrape, else 0.", "events", ("job", "instance"), base=False
)
