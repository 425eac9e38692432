"""What `watchspec init` puts into somebody else's repository."""

from __future__ import annotations

import re
from importlib.resources import files

from watchspec_generators.model.types import Artefact
from watchspec_generators.signals import SIGNALS
from watchspec_generators.spec.schema import schema_text

DEFAULT_SERVICE = "my-service"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")


def is_service_name(name: str) -> bool:
    """Whether `name` can be the name of a service in a spec."""
    return bool(_NAME.fullmatch(name))


def starter(service: str) -> tuple[Artefact, ...]:
    """A commented spec for `service`, the schema beside it, and a workflow that checks both."""
    spec = _template("monitoring.yaml").replace(DEFAULT_SERVICE, service)
    return (
        Artefact("monitoring.yaml", spec),
        Artefact("monitoring.schema.json", schema_text(tuple(SIGNALS))),
        Artefact(".github/workflows/watchspec.yml", _template("workflow.yml")),
    )


def _template(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
