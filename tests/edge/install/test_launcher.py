"""Tests of watchspec_generators.edge.install.launcher, with small programs in the place of Alertmanager."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.install import launcher
from watchspec_generators.edge.processes import run_tool

if TYPE_CHECKING:
    from collections.abc import Callable

    Program = Callable[[Path, str], Path]

TEMPLATES = "usr/share/of-no-package/default.tmpl"
INSIDE = "usr/bin/prometheus-alertmanager"


def _launcher(folder: Path, program: Program, unpacked: str = "unpacked") -> Path:
    script = launcher.alertmanager_launcher(unpacked, INSIDE)
    return program(folder / "bin/alertmanager", script.removeprefix("#!/bin/sh\n"))


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which Debian's own package is not installed, so that the launcher has work to do."""
    monkeypatch.setattr(launcher, "_TEMPLATES", TEMPLATES)


@pytest.mark.usefixtures("no_package")
def test_templates_are_shown_to_this_process_alone(tmp_path: Path, program: Program) -> None:
    """In a path with separators of mount options, and through a link: the same process, which sees its templates."""
    odd = tmp_path / "a:b,c d"
    templates = odd / "unpacked" / TEMPLATES
    templates.parent.mkdir(parents=True)
    templates.write_text("the templates")
    program(odd / "unpacked" / INSIDE, f'echo "$$ $* $(cat /{TEMPLATES}) $(ls -d /usr/share/doc)"')
    link = tmp_path / "link"
    link.symlink_to(_launcher(odd, program))
    with subprocess.Popen([link, "--flag"], stdout=subprocess.PIPE, text=True) as process:
        printed, _ = process.communicate(timeout=20)
    assert printed == f"{process.pid} --flag the templates /usr/share/doc\n"
    assert not Path("/", TEMPLATES).exists()


@pytest.mark.usefixtures("no_package")
def test_machine_without_unshare_is_told(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the program and its package; the version can be asked for all the same."""
    program(tmp_path / "unpacked" / INSIDE, 'echo "alertmanager, version 0.30.0"')
    script = _launcher(tmp_path, program)
    for needed in ("dirname", "readlink"):
        (tmp_path / "path").mkdir(exist_ok=True)
        (tmp_path / "path" / needed).symlink_to(shutil.which(needed) or "absent")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    refused = run_tool([script, "--config.file=x"])
    assert (refused.code, refused.stderr) == (
        3,
        "alertmanager: needs unshare (package util-linux) to show it its default templates\n",
    )
    assert run_tool([script, "--version"]).stdout == "alertmanager, version 0.30.0\n"


@pytest.mark.usefixtures("no_package")
@pytest.mark.parametrize("forbidden", ["mount", "unshare"])
def test_machine_that_allows_no_overlay_is_told(
    forbidden: str, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers and hardened machines forbid private mounts; the message says what to do instead."""
    program(tmp_path / "unpacked" / INSIDE, "exit 0")
    script = _launcher(tmp_path, program)
    program(tmp_path / "path" / forbidden, "exit 32")
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    refused = run_tool([script, "--config.file=x"])
    assert refused.code == 3
    assert "allows no private overlay" in refused.stderr
    assert f"cp -R '{tmp_path}/unpacked/usr/share/prometheus/alertmanager' /usr/share/prometheus/" in refused.stderr


@pytest.mark.usefixtures("no_package")
def test_version_needs_no_namespace(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding the program by its version works on machines that forbid private mounts."""
    program(tmp_path / "unpacked" / INSIDE, 'echo "alertmanager, version 0.30.0"')
    program(tmp_path / "path/unshare", "exit 32")
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    assert run_tool([_launcher(tmp_path, program), "--version"]).stdout == "alertmanager, version 0.30.0\n"


def test_installed_package_needs_no_namespace(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the templates are in place, the program is simply run with its arguments."""
    there = tmp_path / "default.tmpl"
    there.touch()
    monkeypatch.setattr(launcher, "_TEMPLATES", str(there).removeprefix("/"))
    program(tmp_path / "unpacked" / INSIDE, 'printf "%s|" "$@"; exit 7')
    done = run_tool([_launcher(tmp_path, program), "--a=b c", ""])
    assert (done.code, done.stdout) == (7, "--a=b c||")
