"""Tests of watchspec_generators.edge.install.release."""

from __future__ import annotations

import hashlib
import io
import platform
import tarfile
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.install.release import ARCHIVES, Archive, fetch, fetch_archives
from watchspec_generators.edge.install.source import SourceFailed
from watchspec_generators.edge.processes import free_port, run_tool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Serve = Callable[[Callable[[str], tuple[int, bytes, int]]], str]

STEM = "alertmanager-0.30.0.linux-amd64"


def _packed(member: str = f"{STEM}/amtool") -> bytes:
    script = b"#!/bin/sh\necho real amtool\n"
    info = tarfile.TarInfo(member)
    info.size, info.mode = len(script), 0o755
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.addfile(info, io.BytesIO(script))
    return buffer.getvalue()


PACKED = _packed()


def _pinned(sha256: str) -> Archive:
    return Archive("alertmanager", "0.30.0", "amd64", sha256, ("alertmanager", "amtool"))


def _get(base: str, sha256: str, folder: Path, said: list[str] | None = None) -> None:
    words = [] if said is None else said
    fetch_archives([_pinned(sha256)], ["amtool"], folder, words.append, base=base)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_good_archive_is_unpacked_and_linked(serve: Serve, tmp_path: Path) -> None:
    """The right bytes from the published address become a program that runs; the archive itself is gone."""
    asked: list[str] = []

    def answer(path: str) -> tuple[int, bytes, int]:
        asked.append(path)
        return 200, PACKED, len(PACKED)

    said: list[str] = []
    _get(serve(answer), _sha(PACKED), tmp_path, said)
    assert asked == [f"/alertmanager/releases/download/v0.30.0/{STEM}.tar.gz"]
    assert said == [f"  {STEM}"]
    assert run_tool([tmp_path / "bin/amtool"]).stdout == "real amtool\n"
    assert not list(tmp_path.glob("*.tar.gz"))
    assert [path.name for path in (tmp_path / "bin").iterdir()] == ["amtool"]


def test_wrong_bytes_are_deleted_and_refused(serve: Serve, tmp_path: Path) -> None:
    """A hash that differs from the pinned one stops everything before anything is unpacked."""
    url = serve(lambda _: (200, PACKED, len(PACKED)))
    with pytest.raises(SourceFailed, match=f"{STEM}.tar.gz has SHA-256 {_sha(PACKED)}, expected 0000; it was deleted"):
        _get(url, "0000", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_absent_archive_is_named(serve: Serve, tmp_path: Path) -> None:
    """The address and the server's answer are in the message."""
    url = serve(lambda _: (404, b"", 0))
    with pytest.raises(SourceFailed, match=rf"{url}/alertmanager/.*/{STEM}.tar.gz: Not Found"):
        _get(url, _sha(PACKED), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_broken_transfer_is_refused(serve: Serve, tmp_path: Path) -> None:
    """A connection that ends early leaves no part of an archive behind."""
    url = serve(lambda _: (200, PACKED[:-20], len(PACKED)))
    with pytest.raises(SourceFailed, match=r"SHA-256|IncompleteRead"):
        _get(url, _sha(PACKED), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nobody_there_is_said(tmp_path: Path) -> None:
    """Without a network the reason is in the message."""
    with pytest.raises(SourceFailed, match="refused"):
        _get(f"http://127.0.0.1:{free_port()}", _sha(PACKED), tmp_path)


@pytest.mark.parametrize("data", [b"no archive at all", PACKED[:-30]], ids=["text", "cut"])
def test_pinned_rubbish_can_not_be_unpacked(data: bytes, serve: Serve, tmp_path: Path) -> None:
    """Even bytes with the right hash must be an archive."""
    url = serve(lambda _: (200, data, len(data)))
    with pytest.raises(SourceFailed, match="can't be unpacked"):
        _get(url, _sha(data), tmp_path)


def test_archive_without_the_program_is_refused(serve: Serve, tmp_path: Path) -> None:
    """A link to nothing would look installed."""
    data = _packed(f"{STEM}/README")
    url = serve(lambda _: (200, data, len(data)))
    with pytest.raises(SourceFailed, match=f"{STEM}.tar.gz holds no amtool"):
        _get(url, _sha(data), tmp_path)


def test_nothing_pinned_is_a_reason(tmp_path: Path) -> None:
    """The oldest line, and programs or machines without a pinned archive, are left to the next source."""
    with pytest.raises(SourceFailed, match="no archive of the oldest line is pinned"):
        fetch(["promtool"], "oldest", tmp_path, print)
    with pytest.raises(SourceFailed, match=f"no archive is pinned for docker-compose on {platform.machine()}"):
        fetch(["docker-compose"], "current", tmp_path, print)


@pytest.mark.parametrize("archive", ARCHIVES, ids=lambda archive: archive.stem)
def test_pins_are_whole(archive: Archive) -> None:
    """Each pin is a full SHA-256 and leads to one published file."""
    assert len(bytes.fromhex(archive.sha256)) == 32
    assert archive.url("https://x") == (
        f"https://x/{archive.project}/releases/download/v{archive.version}"
        f"/{archive.project}-{archive.version}.linux-{archive.architecture}.tar.gz"
    )
