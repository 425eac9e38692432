"""The resolved monitoring model: every default filled in, every quantity parsed, ready for the generators."""

from watchspec_generators.model.budgets import Budget, BudgetAlert
from watchspec_generators.model.types import (
    AnyAlert,
    Artefact,
    BurnAlert,
    BurnWindow,
    Floor,
    Inhibition,
    Monitoring,
    Objective,
    RawAlert,
    SignalAlert,
)

__all__ = [
    "AnyAlert",
    "Artefact",
    "Budget",
    "BudgetAlert",
    "BurnAlert",
    "BurnWindow",
    "Floor",
    "Inhibition",
    "Monitoring",
    "Objective",
    "RawAlert",
    "SignalAlert",
]
