"""The shape of monitoring.yaml, format version 1: the one source of its schema, model and reference.

Every class is a section, every field a key; the docstrings and field descriptions
become the JSON Schema that editors read and the pages of docs/spec.md.
"""

from __future__ import annotations

from watchspec_generators.spec.shape.boards import BOARDS, Dashboard, Dashboards, OwnPanel
from watchspec_generators.spec.shape.budgets import Budget
from watchspec_generators.spec.shape.delivery import (
    Alertmanager,
    Discord,
    Email,
    Holidays,
    Inhibition,
    MsTeams,
    MsTeamsConnector,
    Opsgenie,
    PagerDuty,
    Receiver,
    Route,
    Routing,
    Slack,
    Telegram,
    Webhook,
    Window,
)
from watchspec_generators.spec.shape.exporter import DeclaredModel, Feature, Limits, Price, Sampling, Sessions
from watchspec_generators.spec.shape.judging import (
    ROLES,
    Alert,
    BurnAlert,
    BurnWindow,
    Case,
    Meanings,
    Objective,
    Role,
    Severities,
    Severity,
    Urgency,
)
from watchspec_generators.spec.shape.live import Live
from watchspec_generators.spec.shape.mutation import EquivalentMutant
from watchspec_generators.spec.shape.section import AlertName, LabelName, Name, Section, Written
from watchspec_generators.spec.shape.service import Links, Owner, Prometheus, Service
from watchspec_generators.spec.shape.testing import TimeTest
from watchspec_generators.spec.shape.whole import Environment, Redirect, Spec

__all__ = [
    "BOARDS",
    "ROLES",
    "Alert",
    "AlertName",
    "Alertmanager",
    "Budget",
    "BurnAlert",
    "BurnWindow",
    "Case",
    "Dashboard",
    "Dashboards",
    "DeclaredModel",
    "Discord",
    "Email",
    "Environment",
    "EquivalentMutant",
    "Feature",
    "Holidays",
    "Inhibition",
    "LabelName",
    "Limits",
    "Links",
    "Live",
    "Meanings",
    "MsTeams",
    "MsTeamsConnector",
    "Name",
    "Objective",
    "Opsgenie",
    "OwnPanel",
    "Owner",
    "PagerDuty",
    "Price",
    "Prometheus",
    "Receiver",
    "Redirect",
    "Role",
    "Route",
    "Routing",
    "Sampling",
    "Section",
    "Service",
    "Sessions",
    "Severities",
    "Severity",
    "Slack",
    "Spec",
    "Telegram",
    "TimeTest",
    "Urgency",
    "Webhook",
    "Window",
    "Written",
]
