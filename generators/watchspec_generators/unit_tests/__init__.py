"""Unit tests of the generated alerts, in promtool's format: one file per alert, one module per kind of case."""
