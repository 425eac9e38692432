"""The private settings that watchspec_generators.edge.install.debian gives to apt, as apt itself reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.edge.install.apt_sources import Mirror
from watchspec_generators.edge.install.debian import _configure
from watchspec_generators.edge.processes import run_tool

if TYPE_CHECKING:
    from pathlib import Path

_LAX = """
APT::Get::AllowUnauthenticated "true";
Acquire::AllowInsecureRepositories "true";
APT::Update::Post-Invoke {"touch /nowhere/at/all";};
Acquire::http::Proxy "http://proxy.example:3128";
Dir::Etc::sourcelist "/nowhere/sources.list";
"""


def _as_apt_reads(machine: Path, ours: Path) -> set[str]:
    done = run_tool(["apt-config", "dump", "-c", ours], env={"APT_CONFIG": str(machine)})
    assert done.code == 0, done.output
    return set(done.stdout.splitlines())


def test_a_lax_machine_does_not_weaken_the_check_of_signatures(tmp_path: Path) -> None:
    """Settings of the machine that would take unsigned packages, or run its hooks, do not hold for our downloads."""
    (tmp_path / "machine.conf").write_text(_LAX)
    ours = _configure(tmp_path / "apt", Mirror("http://mirror.example/debian", "/keys.gpg"), "forky")
    settings = _as_apt_reads(tmp_path / "machine.conf", ours)
    assert 'APT::Get::AllowUnauthenticated "false";' in settings
    assert 'Acquire::AllowInsecureRepositories "false";' in settings
    assert f'Dir::Etc::sourcelist "{tmp_path}/apt/sources.list";' in settings
    assert not [setting for setting in settings if "touch" in setting]


def test_the_machines_proxy_is_kept(tmp_path: Path) -> None:
    """Behind a proxy, our downloads go the way of all the others."""
    (tmp_path / "machine.conf").write_text(_LAX)
    ours = _configure(tmp_path / "apt", Mirror("http://mirror.example/debian", "/keys.gpg"), "forky")
    assert 'Acquire::http::Proxy "http://proxy.example:3128";' in _as_apt_reads(tmp_path / "machine.conf", ours)
