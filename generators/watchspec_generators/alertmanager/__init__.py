"""Alertmanager's configuration: who is told what, when, and in which words."""

from watchspec_generators.alertmanager.config import PATH, configuration

__all__ = ["PATH", "configuration"]
