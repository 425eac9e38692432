"""Texts render in both versions of Alertmanager, or what is wrong with them is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.alertmanager.texts import PATH
from watchspec_generators.edge.proofs.amtool_templates import prove
from watchspec_generators.steps import alertmanager

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary


@pytest.fixture
def folder(tmp_path: Path, shipped: Monitoring) -> Path:
    """Where the shipped configuration and texts were written."""
    for artefact in alertmanager.build(shipped):
        (tmp_path / artefact.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / artefact.path).write_text(artefact.text, encoding="utf-8")
    return tmp_path


def test_every_text_renders(folder: Path, shipped: Monitoring) -> None:
    """Each template that the configuration names, on each sample, in both versions."""
    proofs = list(prove(folder, shipped))
    assert [(proof.ok, proof.tool) for proof in proofs] == [(True, "amtool 0.33"), (True, "amtool 0.25")]
    assert all(proof.count >= 60 for proof in proofs)


def test_an_empty_text_is_found(folder: Path, shipped: Monitoring) -> None:
    """A text that says nothing is named, with the sample on which it is silent."""
    file = folder / PATH
    file.write_text(file.read_text().replace("{{ or .CommonLabels.owner", "{{ if false }}x{{ end }}{{ if false"))
    file.write_text(file.read_text().replace('"several" }}', "}}{{ end }}", 1))
    wrong = next(iter(prove(folder, shipped)))
    assert not wrong.ok
    assert "watchspec.owner shows nothing" in wrong.detail


def test_a_template_that_does_not_parse_is_found(folder: Path, shipped: Monitoring) -> None:
    """check-config passes such a file; rendering doesn't."""
    file = folder / PATH
    file.write_text(file.read_text() + "{{ nosuchfunction }}")
    wrong = next(iter(prove(folder, shipped)))
    assert not wrong.ok
    assert "nosuchfunction" in wrong.detail
