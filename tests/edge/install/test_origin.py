"""Tests of watchspec_generators.edge.install.origin."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchspec_generators.edge.install.origin import Origin, origin_of, record, sha256_of
from watchspec_generators.edge.tools import Tool

ORIGIN = Origin("official release", "prometheus-3.5.0.linux-amd64.tar.gz", "00ff")


def test_what_was_recorded_is_read_back(empty_machine: Path) -> None:
    """The record lies beside bin/, per line of versions."""
    (empty_machine / "oldest").mkdir(parents=True)
    record(empty_machine / "oldest", "promtool", ORIGIN)
    assert origin_of(Tool("promtool", empty_machine / "oldest/bin/promtool", (2, 42)), "oldest") == ORIGIN
    assert origin_of(Tool("promtool", empty_machine / "current/bin/promtool", (3, 5)), "current") is None


def test_a_program_on_path_has_no_origin_of_ours(empty_machine: Path) -> None:
    """A record about the installed program does not speak for another one."""
    (empty_machine / "current").mkdir(parents=True)
    record(empty_machine / "current", "promtool", ORIGIN)
    assert origin_of(Tool("promtool", Path("/usr/bin/promtool"), (3, 5)), "current") is None


@pytest.mark.parametrize("text", ["", "[]", '{"source": "x"}'])
def test_a_broken_record_is_no_origin(text: str, empty_machine: Path) -> None:
    """A damaged record costs nothing but itself."""
    (empty_machine / "current").mkdir(parents=True)
    (empty_machine / "current/promtool.json").write_text(text)
    assert origin_of(Tool("promtool", empty_machine / "current/bin/promtool", (3, 5)), "current") is None


def test_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    """SHA-256 of the empty file is the well-known one."""
    (tmp_path / "empty").touch()
    assert sha256_of(tmp_path / "empty") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
