"""Tests of watchspec_generators.edge.install.debian with the real apt and a small signed archive on loopback."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.install import debian
from watchspec_generators.edge.install.apt_sources import Mirror
from watchspec_generators.edge.install.source import SourceFailed
from watchspec_generators.edge.processes import free_port, run_tool

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.edge.tools import ToolName

    Serve = Callable[[Callable[[str], tuple[int, bytes, int]]], str]

ARCHIVE = Path(__file__).parent / "archive"
KEYRING = str(ARCHIVE / "keyring.gpg")
pytestmark = pytest.mark.binary


@pytest.fixture
def archive(serve: Serve) -> Callable[..., str]:
    """The archive beside this file, without the files named and with edits: path ending to (old, new)."""

    def start(*, without: str = "nothing", edits: dict[str, tuple[bytes, bytes]] | None = None) -> str:
        def answer(path: str) -> tuple[int, bytes, int]:
            file = ARCHIVE / path.removeprefix("/debian/")
            if not file.is_file() or file.name == without:
                return 404, b"", 0
            data = file.read_bytes()
            for ending, (old, new) in (edits or {}).items():
                data = data.replace(old, new) if path.endswith(ending) else data
            return 200, data, len(data)

        return serve(answer) + "/debian"

    return start


def _fetch(url: str, folder: Path, names: tuple[ToolName, ...] = ("amtool",), keyring: str = KEYRING) -> None:
    debian.fetch_packages(Mirror(url, keyring), names, "oldest", folder, print)


def test_package_is_verified_unpacked_and_linked(archive: Callable[..., str], tmp_path: Path) -> None:
    """A signed package becomes a program that runs; apt's own files are gone."""
    _fetch(archive(), tmp_path)
    assert run_tool([tmp_path / "bin/amtool"]).stdout.startswith("amtool, version 0.25.0")
    assert (tmp_path / "bin/amtool").readlink() == Path("../debian-prometheus-alertmanager/usr/bin/amtool")
    assert not (tmp_path / "apt").exists()


def test_unsigned_archive_is_refused(archive: Callable[..., str], tmp_path: Path) -> None:
    """Without a signature nothing is downloaded."""
    with pytest.raises(SourceFailed, match=r"apt-get update failed: .*not (have a Release file|signed)"):
        _fetch(archive(without="InRelease"), tmp_path)
    assert not (tmp_path / "bin").exists()


def test_archive_signed_by_somebody_else_is_refused(archive: Callable[..., str], tmp_path: Path) -> None:
    """The keyring of the machine's own sources decides, not any key."""
    stranger = "/usr/share/keyrings/debian-archive-keyring.gpg"
    with pytest.raises(SourceFailed, match=r"apt-get update failed: .*(NO_PUBKEY|Missing key|signature)"):
        _fetch(archive(), tmp_path, keyring=stranger)
    assert not (tmp_path / "bin").exists()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("InRelease", b"Suite: bookworm", b"Suite: Bookworm"),
        ("Packages", b"0.25.0-1", b"0.25.0-9"),
        (".deb", b"control.tar", b"kontrol.tar"),
    ],
)
def test_tampering_is_noticed(file: str, old: bytes, new: bytes, archive: Callable[..., str], tmp_path: Path) -> None:
    """A changed release file, package list or package, each of the right size, installs nothing."""
    with pytest.raises(SourceFailed, match=r"apt-get (update|download) failed: "):
        _fetch(archive(edits={file: (old, new)}), tmp_path)
    assert not (tmp_path / "bin").exists()


def test_unreachable_mirror_is_said(tmp_path: Path) -> None:
    """Without a network the message holds apt's reason, in English whatever the user's language."""
    port = free_port()
    with pytest.raises(SourceFailed, match=rf"apt-get update failed: .*127.0.0.1:{port}.*Could not connect"):
        _fetch(f"http://127.0.0.1:{port}/debian", tmp_path)


def test_absent_package_is_said(archive: Callable[..., str], tmp_path: Path) -> None:
    """An archive that has no such package is not an installed package."""
    with pytest.raises(SourceFailed, match="apt-get download failed: E: Unable to locate package prometheus"):
        _fetch(archive(), tmp_path, ("promtool",))


def test_package_without_the_program_is_said(archive: Callable[..., str], tmp_path: Path) -> None:
    """Packages get split now and then; a link to nothing would look installed."""
    with pytest.raises(SourceFailed, match="package prometheus-alertmanager holds no usr/bin/prometheus-alertmanager"):
        _fetch(archive(), tmp_path, ("alertmanager",))


def test_other_distributions_are_told(empty_machine: Path, tmp_path: Path) -> None:
    """Where there is no apt-get, this source is none."""
    with pytest.raises(SourceFailed, match="apt-get is not on PATH: this is no Debian"):
        debian.fetch(["amtool"], "current", tmp_path, print)
