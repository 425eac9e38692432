"""A made-up day of a service, drawn when no Prometheus runs: its traffic, and trouble that the spec's alerts notice."""
