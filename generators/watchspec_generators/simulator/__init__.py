"""A pure simulator of Alertmanager: from its configuration and some alerts to who is told what, and when.

It reads what Alertmanager reads, not our spec, so that a wrong file gives a wrong answer.
"""

from watchspec_generators.simulator.alerts import Alert, Resend
from watchspec_generators.simulator.config import Config, read_config
from watchspec_generators.simulator.document import BadConfig
from watchspec_generators.simulator.inhibition import InhibitRule, inhibitors
from watchspec_generators.simulator.intervals import TimeInterval
from watchspec_generators.simulator.routes import Route
from watchspec_generators.simulator.timeline import Flush, Told, flushes, timeline
from watchspec_generators.simulator.verdict import Verdict, Windows, verdicts, windows_at

__all__ = [
    "Alert",
    "BadConfig",
    "Config",
    "Flush",
    "InhibitRule",
    "Resend",
    "Route",
    "TimeInterval",
    "Told",
    "Verdict",
    "Windows",
    "flushes",
    "inhibitors",
    "read_config",
    "timeline",
    "verdicts",
    "windows_at",
]
