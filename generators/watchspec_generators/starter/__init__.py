"""What `watchspec init` puts into somebody else's repository."""

from __future__ import annotations

import json
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


def starter(service: str, below: str = "") -> tuple[Artefact, ...]:
    """A commented spec for `service`, the schema beside it, and a workflow that checks both.

    `below`: path of the spec's folder in its repository, where it is not the root. GitHub reads workflows at the
    root alone, so the workflow's path, relative to the spec's folder like all others, leads up to there.
    """
    spec = _template("monitoring.yaml").replace(DEFAULT_SERVICE, service)
    return (
        Artefact("monitoring.yaml", spec),
        Artefact("monitoring.schema.json", schema_text(tuple(SIGNALS))),
        _workflow(service, below),
    )


def _workflow(service: str, below: str) -> Artefact:
    text = _template("workflow.yml")
    if not below:
        return Artefact(".github/workflows/watchspec.yml", text)
    folder = f"defaults:\n  run:\n    working-directory: {json.dumps(below)}\n\njobs:\n"
    up = "../" * (below.count("/") + 1)
    return Artefact(f"{up}.github/workflows/watchspec-{service}.yml", text.replace("jobs:\n", folder))


def _template(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
