"""Turn a monitoring spec into Prometheus, Alertmanager and Grafana configuration and the tests that prove it."""
