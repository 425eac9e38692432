"""The only place that knows grafanalib and Grafana's JSON: a board in, the text of a dashboard file out."""

from watchspec_generators.dashboards.grafana.board import to_json

__all__ = ["to_json"]
