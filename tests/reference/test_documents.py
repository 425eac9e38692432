"""The reference pages: complete, and as committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec import catalogue
from watchspec.catalogue import values
from watchspec_generators.reference import documents
from watchspec_generators.reference.markdown import table
from watchspec_generators.reference.quality_page import fewest, rounded
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.wilson import lower
from watchspec_generators.spec.schema import schema
from watchspec_generators.values.confidence import USUAL

ROOT = Path(__file__).parents[2]
PAGES = {document.path: document.text for document in documents()}


@pytest.mark.parametrize("path", sorted(PAGES))
def test_committed_pages_are_current(path: str) -> None:
    """`scripts/docs` was run after the last change of what it describes."""
    assert (ROOT / path).read_text(encoding="utf-8") == PAGES[path]


def test_every_metric_is_described() -> None:
    """Name, help, labels and edges."""
    page = PAGES["docs/metrics.md"]
    assert [metric.name for metric in catalogue.METRICS if f"### {metric.name}\n\n{metric.help}" not in page] == []


def test_every_label_and_each_of_its_listed_values_is_described() -> None:
    """Each label has its row, and each value of a closed list stands somewhere on the page."""
    page = PAGES["docs/metrics.md"]
    labels = {label for metric in catalogue.METRICS for label in metric.all_labels}
    assert sorted(label for label in labels if f"\n| `{label}` |" not in page) == []
    lists = [getattr(values, name) for name in vars(values) if name.isupper()]
    listed = {value for known in lists for value in ((known,) if isinstance(known, str) else known)}
    assert sorted(value for value in listed if f"`{value}`" not in page) == []


def test_every_section_key_and_signal_is_described() -> None:
    """Each section has its heading, each key its row; links lead to headings."""
    page = PAGES["docs/spec.md"]
    made = schema(tuple(SIGNALS))
    for name, section in made["$defs"].items():
        chapter = page.split(f"\n### {name}\n", 1)[1].split("\n### ", 1)[0]
        assert [key for key in section["properties"] if f"\n| `{key}` |" not in chapter] == []
    assert [name for name in SIGNALS if f"\n| `{name}` |" not in page] == []
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in page.split("\n") if line.startswith("#")}
    assert set(re.findall(r"\]\(#([a-z_-]+)\)", page)) - headings == set()


@given(st.integers(1, 10**7))
def test_the_fewest_samples_that_do(needed: int) -> None:
    """Not one more, found in few steps; shown with two digits and never as less."""
    assert fewest(lambda count: count >= needed) == needed
    shown = int(rounded(needed))
    assert needed <= shown < needed * 1.1 + 1
    assert len(str(shown).rstrip("0")) <= 2


def test_samples_in_the_table_are_enough() -> None:
    """A tenth of answers instead of a twentieth is seen in 73 of them, and in no fewer."""
    page = PAGES["docs/quality.md"]
    assert "| share above 5% | 10% | 73 |" in page
    assert lower(0.1, 73, USUAL.z) > 0.05 > lower(0.1, 72, USUAL.z)
    assert [name for name, signal in SIGNALS.items() if signal.bound and f"| `{name}` |" not in page] == []


def test_bars_in_cells_are_escaped() -> None:
    """A matcher such as a|b does not split its row."""
    assert table(("a",), [("b|c",)]) == "| a |\n| --- |\n| b\\|c |"


def test_command_writes_and_checks(tmp_path: Path) -> None:
    """The command writes the pages below a root; with --check it exits 1 when one is stale."""

    def run(*arguments: str) -> int:
        command = [
            sys.executable,
            "-m",
            "watchspec_generators.edge.reference_pages",
            "--root",
            str(tmp_path),
            *arguments,
        ]
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode

    assert run("--check") == 1
    assert run() == 0
    assert run("--check") == 0
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == set(PAGES)
    (tmp_path / "docs" / "spec.md").write_text("stale", encoding="utf-8")
    assert run("--check") == 1
