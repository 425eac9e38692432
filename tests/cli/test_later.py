"""`watchspec generate` refuses to let alerts notice trouble later than before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import typer

from watchspec_generators.cli import generate

ROOT = Path(__file__).parents[2]
TABLE = "rules/checkout.detection.yml"
OLD, NEW = "by: [model]\n    above: 2%\n    for: 10m", "by: [model]\n    above: 2%\n    for: 20m"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """The shipped spec, generated into a folder of its own."""
    path = tmp_path / "monitoring.yaml"
    shutil.copy(ROOT / "monitoring.yaml", path)
    generate.command(path)
    return path


def edit(spec: Path, old: str, new: str) -> None:
    """Put `new` in the place of `old`."""
    text = spec.read_text()
    assert text.count(old) == 1
    spec.write_text(text.replace(old, new))


def test_later_is_refused(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, the alert's place and what to write if it is meant; nothing is written, checked or not."""
    edit(spec, OLD, NEW)
    before = {path: path.read_bytes() for path in spec.parent.rglob("*") if path.is_file()}
    for check in (True, False):
        with pytest.raises(typer.Exit) as exited:
            generate.command(spec, check=check)
        assert exited.value.exit_code == 1
        said = capsys.readouterr().err
        assert "LLMErrorRateElevated would fire after 20m30s at 100%, before it was 10m30s" in said
        line = int(said.split(":")[1])
        assert "name: LLMErrorRateElevated" in "".join(spec.read_text().split("\n")[line - 2 : line + 1])
    assert before == {path: path.read_bytes() for path in spec.parent.rglob("*") if path.is_file()}


def test_the_spec_may_say_so(spec: Path) -> None:
    """Then it is written, and holds from then on."""
    edit(spec, OLD, NEW)
    edit(spec, "\ndetection:\n", "\ndetection:\n  LLMErrorRateElevated: {100%: 21m, 50%: 21m, 10%: 22m, 2x: 23m}\n")
    generate.command(spec)
    assert "20m30s" in (spec.parent / TABLE).read_text()


def test_the_table_of_another_branch(spec: Path, tmp_path: Path) -> None:
    """It holds although the one in place was deleted."""
    kept = tmp_path / "before.yml"
    shutil.copy(spec.parent / TABLE, kept)
    (spec.parent / TABLE).unlink()
    edit(spec, OLD, NEW)
    with pytest.raises(typer.Exit):
        generate.command(spec, against=kept)
    generate.command(spec)


def test_sooner_is_welcome(spec: Path) -> None:
    """So are environments on another clock, which have no table."""
    edit(spec, OLD, OLD.replace("10m", "5m"))
    generate.command(spec)
    edit(spec, "time_scale: 60", "time_scale: 50")
    generate.command(spec, env="demo")
    assert not (spec.parent / ".watchspec/demo" / TABLE).exists()
