"""Debian's archive: the suite's own packages, verified by apt's signatures, unpacked into our folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from watchspec_generators.edge.install.apt_sources import Mirror, mirror_of
from watchspec_generators.edge.install.launcher import alertmanager_launcher
from watchspec_generators.edge.install.origin import Origin, record, sha256_of
from watchspec_generators.edge.install.source import SourceFailed
from watchspec_generators.edge.processes import run_tool

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from watchspec_generators.edge.tools import Line, ToolName

SUITES: dict[Line, str] = {"current": "forky", "oldest": "bookworm"}
_APT_SECONDS = 300

PACKAGES: dict[ToolName, tuple[str, str]] = {
    "prometheus": ("prometheus", "usr/bin/prometheus"),
    "promtool": ("promtool", "usr/bin/promtool"),
    "alertmanager": ("prometheus-alertmanager", "usr/bin/prometheus-alertmanager"),
    "amtool": ("prometheus-alertmanager", "usr/bin/amtool"),
    "docker-compose": ("docker-compose", "usr/libexec/docker/cli-plugins/docker-compose"),
    "vmalert": ("victoria-metrics", "usr/bin/vmalert"),
    "vmalert-tool": ("victoria-metrics", "usr/bin/vmalert-tool"),
}
"""Program to package and path inside it."""
_OLDEST_PACKAGES: dict[ToolName, tuple[str, str]] = {"promtool": ("prometheus", "usr/bin/promtool")}


def fetch(names: Collection[ToolName], line: Line, folder: Path, say: Callable[[str], None]) -> None:
    """Packages of `names` from the mirror that this machine uses."""
    fetch_packages(mirror_of(Path("/etc/apt")), names, line, folder, say)


def fetch_packages(
    mirror: Mirror, names: Collection[ToolName], line: Line, folder: Path, say: Callable[[str], None]
) -> None:
    """Download the suite's packages of `names`, unpack each below `folder`, link the programs into bin/."""
    for program in ("apt-get", "dpkg"):
        if not shutil.which(program):
            raise SourceFailed(f"{program} is not on PATH: this is no Debian")
    wanted = {
        name: _OLDEST_PACKAGES.get(name, PACKAGES[name]) if line == "oldest" else PACKAGES[name] for name in names
    }
    apt = folder / "apt"
    configuration = _configure(apt, mirror, SUITES[line])
    say(f"  package lists of {SUITES[line]}")
    _apt(configuration, apt, "update")
    packages = sorted({package for package, _ in wanted.values()})
    say(f"  packages {', '.join(packages)}")
    _apt(configuration, apt, "download", *packages)
    files = {file.name.partition("_")[0]: file for file in apt.glob("*.deb")}
    for package, file in files.items():
        _unpack(file, folder / f"debian-{package}")
    for name, (package, inside) in wanted.items():
        _install(name, folder, package, inside)
        record(folder, name, Origin(f"Debian {SUITES[line]}", files[package].name, sha256_of(files[package])))
    shutil.rmtree(apt)


def _configure(apt: Path, mirror: Mirror, suite: str) -> Path:
    """A private apt world: own lists, own cache, no state of the system's."""
    for part in ("lists/partial", "cache/archives/partial"):
        (apt / part).mkdir(parents=True)
    (apt / "sources.list").write_text(f"deb [signed-by={mirror.keyring}] {mirror.url} {suite} main\n")
    settings = {
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": "-",
        # Pins of the machine's own are about other suites.
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "-",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": apt / "cache",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "Acquire::http::Timeout": "15",
        "Acquire::https::Timeout": "15",
        # Whatever the machine allows itself: what is not signed is not taken.
        "Acquire::AllowInsecureRepositories": "false",
        "Acquire::AllowWeakRepositories": "false",
        "APT::Get::AllowUnauthenticated": "false",
    }
    if os.geteuid() == 0:
        # The private folder is ours alone; apt's own sandbox user could not write there.
        settings["APT::Sandbox::User"] = "root"
    # The machine's own hooks would work on its package lists, not on these.
    hooks = "".join(f"#clear APT::Update::{hook};\n" for hook in ("Pre-Invoke", "Post-Invoke", "Post-Invoke-Success"))
    configuration = apt / "apt.conf"
    configuration.write_text(hooks + "".join(f'{name} "{value}";\n' for name, value in settings.items()))
    return configuration


def _apt(configuration: Path, folder: Path, *arguments: str) -> None:
    # Unlike APT_CONFIG, -c is read after the machine's own settings, among which proxies are welcome.
    command: list[str | Path] = ["apt-get", "-q", "-c", configuration, *arguments]
    # In English, since the complaints below are found by their first words.
    finished = run_tool(command, timeout=_APT_SECONDS, cwd=folder, env={"LC_ALL": "C"})
    # `update` ends with 0 even when it could reach nothing; it says so on lines that begin with W: or E:
    complaints = [
        line for line in finished.output.splitlines() if line.startswith(("E:", "W: Failed", "W: GPG", "Err:"))
    ]
    if finished.code or (complaints and arguments[0] == "update"):
        raise SourceFailed(f"apt-get {arguments[0]} failed: {'; '.join(complaints) or finished.output[-500:]}")


def _unpack(package: Path, target: Path) -> None:
    finished = run_tool(["dpkg", "-x", package, target])
    if finished.code:
        raise SourceFailed(f"dpkg can't unpack {package.name}: {finished.output}")


def _install(name: ToolName, folder: Path, package: str, inside: str) -> None:
    unpacked = f"debian-{package}"
    if not (folder / unpacked / inside).exists():
        raise SourceFailed(f"package {package} holds no {inside}")
    program = folder / "bin" / name
    program.parent.mkdir(exist_ok=True)
    if name == "alertmanager":
        program.write_text(alertmanager_launcher(unpacked, inside))
        program.chmod(0o755)
    else:
        program.symlink_to(f"../{unpacked}/{inside}")
