"""What many tests share: the shipped spec, as it is and edited, and the programs of this checkout."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.edge.tools import find
from watchspec_generators.spec import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

SHIPPED = Path(__file__).parents[1] / "monitoring.yaml"

# Tests work in temporary folders, from which the programs beside the spec would not be found.
os.environ.setdefault("WATCHSPEC_TOOLS", str(SHIPPED.parent / ".tools"))


@pytest.fixture(scope="session")
def shipped() -> Monitoring:
    """The spec at the root of the repository."""
    return load(SHIPPED.read_bytes(), file=SHIPPED.name)


@pytest.fixture(scope="session")
def edited() -> Callable[..., Monitoring]:
    """The shipped spec after edits: `(old, new)`, or `(start, end, new)` for all from `start` up to `end`."""

    def edit(*edits: tuple[str, ...], environment: str | None = None) -> Monitoring:
        text = SHIPPED.read_text(encoding="utf-8")
        for *span, new in edits:
            start = text.index(span[0])
            end = text.index(span[1], start) if len(span) > 1 else start + len(span[0])
            text = text[:start] + new + text[end:]
        return load(text, file=SHIPPED.name, environment=environment)

    return edit


@pytest.fixture(scope="session")
def promtools() -> list[Tool]:
    """promtool, current and oldest: what we generate must hold on both."""
    return [find("promtool"), find("promtool", "oldest")]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the named steps' artefacts of a model (default: rules and their tests) and return the folder."""

    def write_steps(monitoring: Monitoring, *steps: str) -> Path:
        modules = [import_module(f"watchspec_generators.steps.{step}") for step in steps or ("rules", "unit_tests")]
        artefacts = [artefact for module in modules for artefact in module.build(monitoring)]
        write_artefacts(tmp_path, {artefact.path: artefact.text for artefact in artefacts})
        return tmp_path

    return write_steps
