"""The resolved monitoring model: every default filled in, every quantity parsed, ready for the generators."""

from watchspec_generators.model.types import Artefact, Floor, Monitoring, Objective, RawAlert, SignalAlert

__all__ = ["Artefact", "Floor", "Monitoring", "Objective", "RawAlert", "SignalAlert"]
