"""`watchspec init` as a program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

PROGRAM = Path(sys.executable).with_name("watchspec")


def watchspec(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in `folder`."""
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def written(folder: Path) -> set[str]:
    """Every file below `folder`."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_is_started_can_be_checked_and_generated(tmp_path: Path) -> None:
    """Spec, schema and workflow; then the next commands work at once."""
    finished = watchspec(tmp_path, "init", "services/shop", "--service", "shop")
    folder = tmp_path / "services" / "shop"
    assert finished.returncode == 0, finished.stderr
    assert written(folder) == {"monitoring.yaml", "monitoring.schema.json", ".github/workflows/watchspec.yml"}
    assert watchspec(folder, "check").stdout.startswith("monitoring.yaml: OK: shop:")
    assert watchspec(folder, "generate").returncode == 0
    assert watchspec(folder, "generate", "--check").returncode == 0


def test_the_workflow_of_a_folder_goes_to_the_repository(tmp_path: Path) -> None:
    """GitHub reads workflows at a repository's root alone; each service has one, which runs in its folder."""
    (tmp_path / ".git").mkdir()
    for service in ("shop", "cafe"):
        finished = watchspec(tmp_path, "init", f"services/{service}", "--service", service)
        assert finished.returncode == 0, finished.stderr
        assert f"wrote .github/workflows/watchspec-{service}.yml" in finished.stdout
    assert not (tmp_path / "services" / "shop" / ".github").exists()
    workflow = yaml.safe_load((tmp_path / ".github" / "workflows" / "watchspec-cafe.yml").read_text(encoding="utf-8"))
    assert workflow["defaults"] == {"run": {"working-directory": "services/cafe"}}
    assert "watchspec" in workflow["jobs"]


def test_the_workflow_is_found_from_inside(tmp_path: Path) -> None:
    """The same from the folder itself."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "shop"
    folder.mkdir()
    assert watchspec(folder, "init", "--service", "shop").returncode == 0
    assert written(folder) == {"monitoring.yaml", "monitoring.schema.json"}
    assert (tmp_path / ".github" / "workflows" / "watchspec-shop.yml").is_file()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """One file in the way, and nothing at all is written."""
    (tmp_path / "monitoring.yaml").write_text("mine", encoding="utf-8")
    finished = watchspec(tmp_path, "init")
    assert finished.returncode == 2
    assert "not overwriting monitoring.yaml" in finished.stderr
    assert written(tmp_path) == {"monitoring.yaml"}
    assert (tmp_path / "monitoring.yaml").read_text(encoding="utf-8") == "mine"


def test_bad_names_and_folders(tmp_path: Path) -> None:
    """A name that no spec could hold, and a folder that can't be made."""
    assert "can't be a service's name" in watchspec(tmp_path, "init", "--service", "7 up").stderr
    (tmp_path / "file").write_text("", encoding="utf-8")
    finished = watchspec(tmp_path, "init", "file/below")
    assert finished.returncode == 2
    assert "can't write" in finished.stderr
