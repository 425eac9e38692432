"""Tests of watchspec_generators.edge.install.apt_sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.edge.install.apt_sources import (
    DEFAULT_KEYRING,
    Mirror,
    mirror_of,
    parse_deb822,
    parse_one_line,
)
from watchspec_generators.edge.install.source import SourceFailed

if TYPE_CHECKING:
    from pathlib import Path

BOOKWORM_IMAGE = """\
Types: deb
# http://snapshot.example/archive/debian/20250520T000000Z
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


def test_stanzas_of_debians_own_image() -> None:
    """The archive counts, the security archive beside it does not."""
    assert list(parse_deb822(BOOKWORM_IMAGE)) == [Mirror("http://mirror.example/debian", DEFAULT_KEYRING)]


@pytest.mark.parametrize(
    ("stanza", "mirrors"),
    [
        (
            "Types: deb\nURIs: https://m.example/debian/\nSigned-By: /k.gpg",
            [Mirror("https://m.example/debian", "/k.gpg")],
        ),
        ("types: deb-src deb\nuris: http://m.example/debian", [Mirror("http://m.example/debian", DEFAULT_KEYRING)]),
        (
            "Types: deb\nURIs:\n http://a.example/debian\n\thttp://b.example/x/debian",
            [Mirror("http://a.example/debian", DEFAULT_KEYRING), Mirror("http://b.example/x/debian", DEFAULT_KEYRING)],
        ),
        (
            "Types: deb\nURIs: http://m.example/debian\nSigned-By:\n -----BEGIN PGP-----\n .\n mDME/abc",
            [Mirror("http://m.example/debian", DEFAULT_KEYRING)],
        ),
        (
            "Types: deb\nURIs: http://m.example/debian\nSigned-By: /a.gpg /b.gpg",
            [Mirror("http://m.example/debian", "/a.gpg")],
        ),
        (
            "Types: deb\nURIs: http://m.example/debian\nEnabled: yes",
            [Mirror("http://m.example/debian", DEFAULT_KEYRING)],
        ),
        ("Types: deb\nURIs: http://m.example/debian\nEnabled: no", []),
        ("Enabled: False\nTypes: deb\nURIs: http://m.example/debian", []),
        ("Types: deb-src\nURIs: http://m.example/debian", []),
        ("#Types: deb\n#URIs: http://m.example/debian", []),
        ("Types: deb\n# URIs: http://m.example/debian", []),
        ("Types: deb\nURIs: https://m.example/ubuntu", []),
        ("Types: deb\nURIs: cdrom:[Debian]/debian file:/srv/debian mirror+file:/etc/apt/debian", []),
        ("Types: deb\nURIs: http://[broken/ubuntu", []),
        ("", []),
    ],
)
def test_stanzas(stanza: str, mirrors: list[Mirror]) -> None:
    """Fields in any case and order, folded fields, several keyrings, switched-off and foreign stanzas."""
    assert list(parse_deb822(stanza)) == mirrors


@pytest.mark.parametrize(
    ("line", "mirrors"),
    [
        ("deb http://m.example/debian bookworm main", [Mirror("http://m.example/debian", DEFAULT_KEYRING)]),
        ("  deb\thttp://m.example/debian/\tbookworm main # ours", [Mirror("http://m.example/debian", DEFAULT_KEYRING)]),
        (
            "deb [arch=amd64 signed-by=/k.gpg] https://m.example/debian sid main",
            [Mirror("https://m.example/debian", "/k.gpg")],
        ),
        (
            "deb [ signed-by=/a.gpg,/b.gpg ] https://m.example/debian sid main",
            [Mirror("https://m.example/debian", "/a.gpg")],
        ),
        (
            "deb [signed-by=0123ABCD] https://m.example/debian sid main",
            [Mirror("https://m.example/debian", DEFAULT_KEYRING)],
        ),
        ("# deb http://m.example/debian bookworm main", []),
        ("deb-src http://m.example/debian bookworm main", []),
        ("deb https://packages.example/apt stable main", []),
        ("deb http://m.example/debian-security bookworm-security main", []),
        ("deb http://m.example/debian", []),
        ("deb [broken http://m.example/debian bookworm main", []),
    ],
)
def test_lines(line: str, mirrors: list[Mirror]) -> None:
    """The older format: options, tabs, comments, foreign and incomplete lines."""
    assert list(parse_one_line(f"\n{line}\n")) == mirrors


_WORDS = st.sampled_from(
    [
        "deb",
        "Types:",
        "URIs:",
        "Signed-By:",
        "Enabled:",
        "http://[x/debian",
        "http://m/debian",
        "[",
        "]",
        "=",
        "#",
        "no",
    ]
)
_TEXTS = st.lists(st.one_of(_WORDS, st.sampled_from([" ", "\n", "\t", "\r\n"]), st.text(max_size=4)), max_size=40)


@given(_TEXTS.map("".join))
def test_any_text_is_read(text: str) -> None:
    """Whatever stands in the sources, each mirror found fits into one line of a source list of ours."""
    for mirror in (*parse_deb822(text), *parse_one_line(text)):
        assert mirror.url.startswith(("http://", "https://"))
        assert mirror.url.endswith("/debian")
        assert len(f"deb [signed-by={mirror.keyring}] {mirror.url} suite main".split()) == 5


def _machine(root: Path, **files: str) -> Path:
    (root / "sources.list.d").mkdir()
    for name, text in files.items():
        (root / name.replace("__", "/").replace("_", ".")).write_text(text)
    return root


def test_machine_without_a_debian_source(tmp_path: Path) -> None:
    """No folder at all and foreign sources only are the same: this machine has no mirror that we could use."""
    with pytest.raises(SourceFailed, match="is a Debian archive"):
        mirror_of(tmp_path / "absent")
    foreign = _machine(tmp_path, sources_list="deb http://archive.example/ubuntu noble main\n")
    with pytest.raises(SourceFailed, match="is a Debian archive"):
        mirror_of(foreign)


def test_first_debian_mirror_of_the_machine_wins(tmp_path: Path) -> None:
    """Files are read in apt's order of names, foreign ones passed over, odd bytes in comments too."""
    etc = _machine(
        tmp_path,
        sources_list="deb http://third.example/debian sid main\n",
        sources_list_d__a_list="deb http://foreign.example/apt stable main\n",
        sources_list_d__b_list="deb http://fourth.example/debian sid main\n",
    )
    assert mirror_of(etc).url == "http://third.example/debian"
    (etc / "sources.list.d/z.sources").write_bytes(b"# caf\xe9\n\nTypes: deb\nURIs: http://first.example/debian\n")
    assert mirror_of(etc).url == "http://first.example/debian"
