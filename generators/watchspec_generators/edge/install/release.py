"""Official release archives, each pinned by its published SHA-256."""

from __future__ import annotations

import http.client
import platform
import tarfile
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.edge.install.origin import Origin, record, sha256_of
from watchspec_generators.edge.install.source import SourceFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from watchspec_generators.edge.tools import Line, ToolName

BASE_URL = "https://github.com/prometheus"
_CONNECT_SECONDS = 6
_CHUNK = 1 << 20
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, slots=True)
class Archive:
    """A release archive and the programs in it."""

    project: str
    version: str
    architecture: str
    sha256: str
    programs: tuple[ToolName, ...]

    @property
    def stem(self) -> str:
        """File name without its ending; also the folder inside."""
        return f"{self.project}-{self.version}.linux-{self.architecture}"

    def url(self, base: str) -> str:
        """Where the release is published."""
        return f"{base}/{self.project}/releases/download/v{self.version}/{self.stem}.tar.gz"


# Each checksum was found published alike in at least two unrelated places. docker-compose and the
# oldest line are left out: no such agreement was found for them.
ARCHIVES = (
    Archive(
        "prometheus",
        "3.5.0",
        "amd64",
        "e811827af26d822afb09a4f28314f61b618b12cff5369835a67f674d8b46f39a",
        ("prometheus", "promtool"),
    ),
    Archive(
        "prometheus",
        "3.5.0",
        "arm64",
        "173389cc42bf09c4e6e54cb53fa07a5a835d7c261e14775d2183181d6e385d1c",
        ("prometheus", "promtool"),
    ),
    Archive(
        "alertmanager",
        "0.28.1",
        "amd64",
        "5ac7ab5e4b8ee5ce4d8fb0988f9cb275efcc3f181b4b408179fafee121693311",
        ("alertmanager", "amtool"),
    ),
    Archive(
        "alertmanager",
        "0.28.1",
        "arm64",
        "d8832540e5b9f613d2fd759e31d603173b9c61cc7bb5e3bc7ae2f12038b1ce4f",
        ("alertmanager", "amtool"),
    ),
)


def fetch(names: Collection[ToolName], line: Line, folder: Path, say: Callable[[str], None]) -> None:
    """Unpack what is pinned for this machine; SourceFailed when nothing is or a download fails."""
    if line != "current":
        raise SourceFailed("no archive of the oldest line is pinned")
    fetch_archives(_wanted(names, _architecture()), names, folder, say)


def fetch_archives(
    archives: Collection[Archive],
    names: Collection[ToolName],
    folder: Path,
    say: Callable[[str], None],
    *,
    base: str = BASE_URL,
) -> None:
    """Download, verify and unpack each archive, and link its wanted programs into bin/."""
    if not archives:
        raise SourceFailed(f"no archive is pinned for {', '.join(names)} on {platform.machine()}")
    for archive in archives:
        say(f"  {archive.stem}")
        packed = folder / f"{archive.stem}.tar.gz"
        _download(archive.url(base), packed)
        _verify(packed, archive.sha256)
        _unpack(packed, folder)
        packed.unlink()
        _link(archive, names, folder)


def _wanted(names: Collection[ToolName], architecture: str) -> list[Archive]:
    return [
        archive for archive in ARCHIVES if archive.architecture == architecture and set(archive.programs) & set(names)
    ]


def _architecture() -> str:
    return _ARCHITECTURES.get(platform.machine(), platform.machine())


def _download(url: str, target: Path) -> None:
    try:
        with urllib.request.urlopen(url, timeout=_CONNECT_SECONDS) as answer, target.open("wb") as sink:  # noqa: S310 -- fixed https base
            while chunk := answer.read(_CHUNK):
                sink.write(chunk)
    except (OSError, http.client.HTTPException) as error:
        target.unlink(missing_ok=True)
        raise SourceFailed(f"{url}: {getattr(error, 'reason', error)}") from None


def _verify(packed: Path, expected: str) -> None:
    actual = sha256_of(packed)
    if actual != expected:
        packed.unlink()
        raise SourceFailed(f"{packed.name} has SHA-256 {actual}, expected {expected}; it was deleted")


def _unpack(packed: Path, folder: Path) -> None:
    try:
        with tarfile.open(packed) as archive:
            if hasattr(tarfile, "data_filter"):
                archive.extractall(folder, filter="data")
            else:
                # Older 3.10 and 3.11 know no filters; the archive is pinned by its hash either way.
                archive.extractall(folder)  # noqa: S202
    except (tarfile.TarError, EOFError, OSError) as error:
        raise SourceFailed(f"{packed.name} can't be unpacked: {error}") from None


def _link(archive: Archive, names: Collection[ToolName], folder: Path) -> None:
    (folder / "bin").mkdir(exist_ok=True)
    for program in set(archive.programs) & set(names):
        if not (folder / archive.stem / program).is_file():
            raise SourceFailed(f"{archive.stem}.tar.gz holds no {program}")
        (folder / "bin" / program).symlink_to(f"../{archive.stem}/{program}")
        record(folder, program, Origin("official release", f"{archive.stem}.tar.gz", archive.sha256))
