"""Recording and alerting rules: what each signal records, and alerts on top of it."""
