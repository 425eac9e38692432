"""The page on routing names the Alertmanager version that each kind and key of a receiver needs."""

from __future__ import annotations

import re
from pathlib import Path

from watchspec_generators.alertmanager.receivers import kind
from watchspec_generators.spec.shape import Receiver

PAGE = Path(__file__).parents[2] / "docs" / "routing.md"
ROW = re.compile(r"^\| `(\w+)` \|[^|]*\| `(\w+)` \|[^|]*\| ([0-9]+)\.([0-9]+) \|$", re.MULTILINE)


def test_versions_are_the_modules_own() -> None:
    """One row for each key that needs a version, or whose kind does."""
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    modules = {name: kind(name) for name in Receiver.model_fields}
    assert {(name, key): (int(major), int(minor)) for name, key, major, minor in rows} == {
        (name, key): max(version, module.MINIMUM_VERSION)
        for name, module in modules.items()
        for key, version in module.NEEDS.items()
    }
