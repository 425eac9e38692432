"""The loopback ports of one run, and the variables by which the spec's environment learns of them."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from watchspec_generators.edge.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """One port for each server of the demo."""

    sink_http: int
    sink_smtp: int
    service: int
    prometheus: int
    alertmanager: int

    @property
    def variables(self) -> Mapping[str, str]:
        """For `${...}` in the spec's environments."""
        return {
            "WATCHSPEC_SINK_HTTP": f"http://{HOST}:{self.sink_http}",
            "WATCHSPEC_SINK_SMTP": f"{HOST}:{self.sink_smtp}",
            "WATCHSPEC_SERVICE": f"{HOST}:{self.service}",
            "WATCHSPEC_ALERTMANAGER": f"{HOST}:{self.alertmanager}",
        }


def free_ports() -> Ports:
    """Ports that were free a moment ago, no two the same."""
    while True:
        ports = Ports(*(free_port() for _ in range(5)))
        if len(set(astuple(ports))) == len(astuple(ports)):
            return ports
