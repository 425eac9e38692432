"""Mutants of Alertmanager's configuration, and what the spec means by it."""
