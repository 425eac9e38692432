"""What runs already, for `watchspec plan` and `apply`."""

from __future__ import annotations

from pydantic import Field

from watchspec_generators.spec.shape.section import Section


class Live(Section):
    """The servers to which the generated files are applied, as seen from where `watchspec apply` runs."""

    prometheus: str | None = Field(
        default=None, description="Base URL of the Prometheus that reads the generated rules."
    )
    alertmanager: str | None = Field(
        default=None, description="Base URL of the Alertmanager that reads the generated configuration."
    )
