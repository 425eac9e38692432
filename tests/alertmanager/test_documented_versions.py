"""The page on routing names the Alertmanager version that each kind of receiver needs."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from watchspec_generators.alertmanager import receivers
from watchspec_generators.spec.shape import Receiver

PAGE = Path(__file__).parents[2] / "docs" / "routing.md"


def test_versions_are_the_modules_own() -> None:
    """One row for each kind of the spec, with its module's version."""
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([0-9]+)\.([0-9]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    modules = {kind: import_module(f"{receivers.__name__}.{kind}") for kind in Receiver.model_fields}
    assert {kind: (int(major), int(minor)) for kind, major, minor in rows} == {
        kind: module.MINIMUM_VERSION for kind, module in modules.items()
    }
