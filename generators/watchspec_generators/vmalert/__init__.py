"""What VictoriaMetrics' vmalert-tool reads: our rules and their unit tests, translated from promtool's form."""
