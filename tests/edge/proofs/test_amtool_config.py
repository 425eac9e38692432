"""The configuration loads in both versions of Alertmanager, or amtool's complaint is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.alertmanager import PATH
from watchspec_generators.edge.proofs.amtool_config import prove
from watchspec_generators.pipeline import generate
from watchspec_generators.spec.shape import Routing, Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary


def write(folder: Path, monitoring: Monitoring) -> None:
    """Everything that is generated for Alertmanager."""
    for artefact in generate(monitoring):
        if artefact.path.startswith("alertmanager/"):
            (folder / artefact.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / artefact.path).write_text(artefact.text, encoding="utf-8")


def test_the_shipped_configuration(tmp_path: Path, shipped: Monitoring) -> None:
    """It loads; 0.25 lacks a webhook's url_file, so there the addresses are replaced, and the title says so."""
    write(tmp_path, shipped)
    assert [(proof.ok, proof.tool) for proof in prove(tmp_path, shipped)] == [
        (True, "amtool 0.33"),
        (True, "amtool 0.25 (addresses replaced: the receivers need 0.26)"),
    ]


def test_the_rehearsal_s_configuration(tmp_path: Path, edited: Callable[..., Monitoring]) -> None:
    """Fixed addresses and windows that are never load as they are."""
    monitoring = edited(environment="demo")
    write(tmp_path, monitoring)
    assert [(proof.ok, proof.tool) for proof in prove(tmp_path, monitoring)] == [
        (True, "amtool 0.33"),
        (True, "amtool 0.25"),
    ]


def test_receivers_that_the_old_version_knows(tmp_path: Path, shipped: Monitoring) -> None:
    """All kinds but the webhook load in 0.25 with their secret files, and so do the windows always and never."""
    kept = {name: each for name, each in shipped.receivers.items() if not each.webhook}
    windows = {name: Window(ranges=(name,)) for name in ("always", "never")}
    monitoring = replace(shipped, receivers=kept, windows=windows, routing=Routing(receiver="finance"))
    write(tmp_path, monitoring)
    assert [(proof.ok, proof.tool) for proof in prove(tmp_path, monitoring)] == [
        (True, "amtool 0.33"),
        (True, "amtool 0.25"),
    ]


def test_a_broken_file_is_found(tmp_path: Path, shipped: Monitoring) -> None:
    """Amtool's words are kept."""
    write(tmp_path, shipped)
    file = tmp_path / PATH
    file.write_text(file.read_text().replace("mute_time_intervals:", "mute_tme_intervals:"))
    broken = next(iter(prove(tmp_path, shipped)))
    assert not broken.ok
    assert "mute_tme_intervals" in broken.detail
