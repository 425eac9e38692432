"""Reading monitoring.yaml: its shape, its schema, its checks, and the places of everything in it."""

from watchspec_generators.spec.loading import examine, load
from watchspec_generators.spec.problems import Problem, SpecError

__all__ = ["Problem", "SpecError", "examine", "load"]
