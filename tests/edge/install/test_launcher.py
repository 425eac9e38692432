"""Tests of watchspec_generators.edge.install.launcher, with the real Alertmanager and without what it needs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.install import launcher
from watchspec_generators.edge.processes import Server, free_port, run_tool
from watchspec_generators.edge.tools import tools_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    Program = Callable[[Path, str], Path]

pytestmark = pytest.mark.binary
INSIDE = "usr/bin/prometheus-alertmanager"


def _launcher(folder: Path, program: Program, unpacked: str = "unpacked") -> Path:
    script = launcher.alertmanager_launcher(unpacked, INSIDE)
    return program(folder / "bin/alertmanager", script.removeprefix("#!/bin/sh\n"))


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which Debian's own package is not installed, so that the launcher has work to do."""
    monkeypatch.setattr(launcher, "_TEMPLATES", "usr/share/absent/default.tmpl")


@pytest.mark.usefixtures("no_package")
def test_templates_are_shown_in_any_folder_and_through_links(tmp_path: Path, program: Program) -> None:
    """A path with separators of mount options, and a link to the launcher, both lead to the real server."""
    odd = tmp_path / "a:b,c d"
    odd.mkdir()
    (odd / "unpacked").symlink_to(tools_folder() / "oldest/debian-prometheus-alertmanager")
    link = tmp_path / "link"
    link.symlink_to(_launcher(odd, program))
    config = tmp_path / "alertmanager.yml"
    config.write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    port = free_port()
    argv: list[str | Path] = [
        link,
        f"--config.file={config}",
        f"--storage.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    with Server(argv, log=tmp_path / "log", ready_url=f"http://127.0.0.1:{port}/-/ready") as server:
        assert Path(f"/proc/{server.pid}/exe").readlink().name == "prometheus-alertmanager"


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
def test_machine_that_allows_no_overlay_is_told(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hardened machines forbid private mounts; the message says what to do instead."""
    program(tmp_path / "unpacked" / INSIDE, "exit 0")
    script = _launcher(tmp_path, program)
    program(tmp_path / "path/mount", "exit 32")
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    refused = run_tool([script, "--config.file=x"])
    assert refused.code == 3
    assert "allows no private overlay; install prometheus-alertmanager instead" in refused.stderr


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
