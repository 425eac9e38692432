"""Tests of watchspec_generators.edge.files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from watchspec_generators.edge import files
from watchspec_generators.edge.files import MANIFEST, CantWrite, diff_artefacts, write_artefacts

ONE = {"rules/a.yml": "a: 1\n", "b.json": "{}\n"}


def _tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_everything_is_written_and_listed(tmp_path: Path) -> None:
    """Files, their folders and the manifest are there; nothing else is."""
    assert write_artefacts(tmp_path / "new", ONE) == ["b.json", "rules/a.yml"]
    tree = _tree(tmp_path / "new")
    assert json.loads(tree.pop(MANIFEST)) == {"spec": "monitoring.yaml", "files": ["b.json", "rules/a.yml"]}
    assert tree == {path: text.encode() for path, text in ONE.items()}
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"rules", "b.json", MANIFEST}


def test_unchanged_files_are_not_touched(tmp_path: Path) -> None:
    """A second run writes nothing, and a change of one file leaves the others' times alone."""
    write_artefacts(tmp_path, ONE)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert write_artefacts(tmp_path, ONE) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert write_artefacts(tmp_path, {**ONE, "b.json": "[]\n"}) == ["b.json"]
    assert (tmp_path / "rules/a.yml").stat().st_mtime_ns == before[tmp_path / "rules/a.yml"]


def test_failure_while_preparing_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fills up at the last file, no file has changed and no temporary folder is left."""
    write_artefacts(tmp_path, ONE)
    before = _tree(tmp_path)
    write_text = Path.write_text

    def full_disk(self: Path, text: str, encoding: str, newline: str) -> int:
        if self.name == MANIFEST:
            raise OSError(28, "No space left on device")
        return write_text(self, text, encoding=encoding, newline=newline)

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(CantWrite, match="No space left on device"):
        write_artefacts(tmp_path, {"rules/a.yml": "a: 2\n", "c.yml": "c: 1\n"})
    assert _tree(tmp_path) == before
    assert not list(tmp_path.glob(".watchspec-*/"))


@pytest.mark.parametrize("obstacle", ["rules", "rules/a.yml/inside"])
def test_something_in_the_way_stops_all(obstacle: str, tmp_path: Path) -> None:
    """A file where a folder should be, or the reverse, is named, and no other file is written before."""
    (tmp_path / obstacle).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / obstacle).touch()
    with pytest.raises(CantWrite, match=f"can't write {tmp_path}/rules.*: "):
        write_artefacts(tmp_path, {"a.yml": "a: 1\n", **ONE})
    assert sorted(_tree(tmp_path)) == [obstacle]


def test_stale_files_are_removed_only_if_ours(tmp_path: Path) -> None:
    """A file that we no longer generate goes; a file that somebody put beside it stays."""
    write_artefacts(tmp_path, ONE)
    (tmp_path / "rules/own.yml").write_text("mine")
    assert diff_artefacts(tmp_path, {"b.json": "{}\n"}) == ["--- rules/a.yml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a: 1"]
    assert write_artefacts(tmp_path, {"b.json": "{}\n"}) == ["rules/a.yml"]
    assert sorted(_tree(tmp_path)) == [MANIFEST, "b.json", "rules/own.yml"]


@pytest.mark.parametrize("path", ["../outside.txt", "link/outside.txt", "/etc/hostname", ".", "rules"])
def test_manifest_reaches_only_files_below_its_folder(path: str, tmp_path: Path) -> None:
    """A hand-edited manifest can remove nothing outside, neither directly nor through a link, and no folder."""
    root, outside = tmp_path / "root", tmp_path / "outside.txt"
    write_artefacts(root, ONE)
    outside.write_text("precious")
    (root / "link").symlink_to(tmp_path)
    (root / MANIFEST).write_text(json.dumps({"files": [path]}))
    assert diff_artefacts(root, ONE) == []
    assert write_artefacts(root, ONE) == []
    assert outside.read_text() == "precious"
    assert sorted(_tree(root)) == [MANIFEST, "b.json", "rules/a.yml"]


@pytest.mark.parametrize("manifest", ["<<<<<<< HEAD\n{", "[]", "{}", '{"files": 7}', '{"files": [7, null]}'])
def test_broken_manifest_owns_nothing_and_is_mended(manifest: str, tmp_path: Path) -> None:
    """After a merge conflict in the manifest, generating again is all that is needed."""
    write_artefacts(tmp_path, ONE)
    (tmp_path / MANIFEST).write_text(manifest)
    assert write_artefacts(tmp_path, {"b.json": "{}\n"}) == []
    assert json.loads((tmp_path / MANIFEST).read_text()) == {"spec": "monitoring.yaml", "files": ["b.json"]}
    assert (tmp_path / "rules/a.yml").exists()


def test_a_file_of_the_users_own_is_never_overwritten(tmp_path: Path) -> None:
    """The first run in somebody's repository stops at their own configuration, and writes nothing beside it."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/a.yml").write_text("theirs: true\n")
    with pytest.raises(CantWrite, match=r"rules/a\.yml: there already, and not generated by watchspec"):
        write_artefacts(tmp_path, ONE)
    assert _tree(tmp_path) == {"rules/a.yml": b"theirs: true\n"}


def test_marked_files_are_ours_without_a_manifest(tmp_path: Path) -> None:
    """A lost manifest does not make generated files foreign, nor one that happens to be right already."""
    (tmp_path / "a.yml").write_text("# Generated by watchspec from monitoring.yaml; edits are overwritten.\na: 0\n")
    (tmp_path / "b.json").write_text("{}\n")
    assert write_artefacts(tmp_path, {"a.yml": "a: 1\n", "b.json": "{}\n"}) == ["a.yml"]


def test_diff_is_a_unified_diff_of_what_would_change(tmp_path: Path) -> None:
    """Missing and different files are shown, current ones are not."""
    write_artefacts(tmp_path, ONE)
    wanted = {"rules/a.yml": "a: 2\n", "b.json": "{}\n", "c.yml": "c: 1\n"}
    assert diff_artefacts(tmp_path, wanted) == [
        "--- /dev/null\n+++ c.yml\n@@ -0,0 +1 @@\n+c: 1",
        "--- rules/a.yml\n+++ rules/a.yml\n@@ -1 +1 @@\n-a: 1\n+a: 2",
    ]
    assert _tree(tmp_path)["rules/a.yml"] == b"a: 1\n"


@pytest.mark.parametrize("there", [b"a: 1", b"a: 1\r\n", b"a: 1\x0b\n", b"a: \xff\n", b"", b"a: 1\n\n"], ids=repr)
def test_check_and_write_agree_on_what_is_current(there: bytes, tmp_path: Path) -> None:
    """Line ends, a missing last one and broken bytes are differences for both, and are put right."""
    write_artefacts(tmp_path, {"a.yml": "a: 0\n"})
    (tmp_path / "a.yml").write_bytes(there)
    assert len(diff_artefacts(tmp_path, {"a.yml": "a: 1\n"})) == 1
    assert write_artefacts(tmp_path, {"a.yml": "a: 1\n"}) == ["a.yml"]
    assert diff_artefacts(tmp_path, {"a.yml": "a: 1\n"}) == []


def test_an_empty_file_that_is_missing_is_a_difference(tmp_path: Path) -> None:
    """There are no lines to show, so the names alone say it."""
    assert diff_artefacts(tmp_path, {"empty": ""}) == ["--- /dev/null\n+++ empty"]


def test_staging_lies_beside_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Renames across file systems would copy: the temporary folder must be below the root."""
    used: list[Path] = []
    place = files._place

    def spy(path: Path, text: str) -> None:
        used.append(path)
        place(path, text)

    monkeypatch.setattr(files, "_place", spy)
    write_artefacts(tmp_path, ONE)
    assert used
    assert all(path.is_relative_to(tmp_path) for path in used)


def test_another_spec_does_not_take_over_a_folder(tmp_path: Path) -> None:
    """Two specs in one folder would remove each other's files: the second is refused, and nothing changes."""
    write_artefacts(tmp_path, ONE, spec="a.yaml")
    before = _tree(tmp_path)
    with pytest.raises(CantWrite, match=r"holds what a\.yaml generated; give b\.yaml a folder of its own"):
        write_artefacts(tmp_path, {"b.json": "{}\n"}, spec="b.yaml")
    assert _tree(tmp_path) == before
