"""What tests of meaning share: the changes that edits of the shipped spec make."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.meaning import World, changes, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

STEPS = ("alertmanager", "dashboards", "exporter_config", "prometheus", "rules", "runbooks")
"""Those that are quick; unit tests and detection times are files like others."""


def files_of(monitoring: Monitoring) -> dict[str, str]:
    """What those steps generate."""
    modules = [import_module(f"watchspec_generators.steps.{step}") for step in STEPS]
    return {artefact.path: artefact.text for module in modules for artefact in module.build(monitoring)}


@pytest.fixture(scope="session")
def shipped_files(shipped: Monitoring) -> dict[str, str]:
    """What is generated of the shipped spec."""
    return files_of(shipped)


@pytest.fixture
def world(shipped: Monitoring) -> World:
    """The shipped spec, in a week without any change of clocks."""
    return World(shipped, date(2026, 11, 23))


@pytest.fixture
def compare(world: World) -> Callable[[dict[str, str], dict[str, str]], dict[str, list[str]]]:
    """The changes from some files to others, by subject, in words: `+ text`."""
    marks = {"add": "+", "change": "~", "remove": "-"}

    def compared(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
        told: dict[str, list[str]] = {}
        for change in changes(state_of(before), state_of(after), world):
            told.setdefault(change.subject, []).append(f"{marks[change.action]} {change.text}")
        return told

    return compared


@pytest.fixture
def meaning(
    shipped_files: dict[str, str],
    edited: Callable[..., Monitoring],
    compare: Callable[[dict[str, str], dict[str, str]], dict[str, list[str]]],
) -> Callable[..., dict[str, list[str]]]:
    """What edits of the shipped spec change."""
    return lambda *edits: compare(shipped_files, files_of(edited(*edits)))
