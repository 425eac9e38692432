"""Grafana dashboards as a page of HTML: dashboard JSON and query results in, page model, HTML out. No I/O."""
