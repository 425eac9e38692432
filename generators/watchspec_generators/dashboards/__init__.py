"""Grafana dashboards from the spec: boards as values, and the one package, `grafana`, that writes Grafana's JSON."""

from watchspec_generators.dashboards.build import board, boards
from watchspec_generators.dashboards.panel import Board, PanelSpec

__all__ = ["Board", "PanelSpec", "board", "boards"]
