"""The Debian mirror that this machine uses already, read from its apt sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.edge.install.source import SourceFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ARCHIVE = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?/debian/*")
DEFAULT_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_OFF = ("no", "false", "without", "off", "disable", "0")
_ONE_LINE = re.compile(r"deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<url>\S+)\s+\S+")


@dataclass(frozen=True, slots=True)
class Mirror:
    """Base URL of a Debian archive and the keyring that its signatures are checked with."""

    url: str
    keyring: str


def mirror_of(etc_apt: Path) -> Mirror:
    """The first entry of the sources whose path ends in /debian; SourceFailed when there is none."""
    mirror = next(iter(_entries(etc_apt)), None)
    if mirror is None:
        raise SourceFailed(f"no source below {etc_apt} is a Debian archive (http or https, path ending in /debian)")
    return mirror


def _entries(etc_apt: Path) -> Iterator[Mirror]:
    lists = [etc_apt / "sources.list", *sorted((etc_apt / "sources.list.d").glob("*.list"))]
    for path in sorted((etc_apt / "sources.list.d").glob("*.sources")):
        yield from parse_deb822(path.read_text(encoding="utf-8", errors="replace"))
    for path in lists:
        if path.exists():
            yield from parse_one_line(path.read_text(encoding="utf-8", errors="replace"))


def parse_deb822(text: str) -> Iterator[Mirror]:
    """Debian archives among the stanzas of a `.sources` file."""
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(_fields(stanza))
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "").lower() in _OFF:
            continue
        yield from _debian_only(fields.get("uris", "").split(), fields.get("signed-by"))


def _fields(stanza: str) -> Iterator[tuple[str, str]]:
    lines = "\n".join(line for line in stanza.splitlines() if not line.startswith("#"))
    # A line that begins with white space goes on with the field above it.
    for line in re.sub(r"\n[ \t]+", " ", lines).splitlines():
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def parse_one_line(text: str) -> Iterator[Mirror]:
    """Debian archives among the lines of a `.list` file."""
    for line in text.splitlines():
        if match := _ONE_LINE.match(line.strip()):
            signed = re.search(r"signed-by=(\S+)", match["options"] or "")
            yield from _debian_only([match["url"]], signed[1] if signed else None)


def _debian_only(urls: Iterable[str], keyring: str | None) -> Iterator[Mirror]:
    # Several keyrings are allowed; a fingerprint or a key in the field itself is no file.
    files = [word for word in re.split(r"[\s,]+", keyring or "") if word.startswith("/")]
    for url in urls:
        if _ARCHIVE.fullmatch(url):
            yield Mirror(url.rstrip("/"), files[0] if files else DEFAULT_KEYRING)
