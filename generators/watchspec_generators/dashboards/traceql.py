"""TraceQL of panels: the service's calls under the board's variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_ATTRIBUTES = {"provider": "gen_ai.provider.name", "model": "gen_ai.request.model", "feature": "watchspec.feature"}
_SHOWN = ("span.gen_ai.request.model", "span.watchspec.feature", "span.watchspec.outcome", "span.watchspec.cost_usd")


def slower_than(monitoring: Monitoring, seconds: float) -> str:
    """Calls that took longer, with what there is to know about them at a glance."""
    return f"{{ {calls(monitoring)} && duration > {round(seconds * 1000)}ms }} | select({', '.join(_SHOWN)})"


def calls(monitoring: Monitoring) -> str:
    """Conditions that every chosen call of the service fulfils."""
    narrowing = [f'span.{attribute} =~ "${{{name}:pipe}}"' for name, attribute in _ATTRIBUTES.items()]
    return " && ".join([f'resource.service.name = "{monitoring.service.name}"', *narrowing])
