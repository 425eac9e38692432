"""Each example in docs/testing.md is a test that passes, in a project of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from watchspec.testing import Behaviour

PAGE = (Path(__file__).parents[2] / "docs" / "testing.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
TESTS = [
    (number, name)
    for number, example in enumerate(EXAMPLES)
    for name in re.findall(r"^def (test_\w+)", example, re.MULTILINE)
]


def test_every_example_is_a_test() -> None:
    """None is only shown."""
    assert {number for number, _ in TESTS} == set(range(len(EXAMPLES)))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of all examples, each a file as on the page."""
    folder = tmp_path_factory.mktemp("service")
    for number, example in enumerate(EXAMPLES):
        (folder / f"test_{number}.py").write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-rA", "-q", "-p", "no:cacheprovider", "-W", "error", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout + done.stderr


@pytest.mark.parametrize(("number", "name"), TESTS)
def test_example(report: str, number: int, name: str) -> None:
    """It passes, with warnings as errors."""
    assert f"PASSED test_{number}.py::{name}\n" in report, report


def test_every_field_is_on_the_page() -> None:
    """The table of behaviours is complete."""
    table = PAGE[PAGE.index("| about | fields |") : PAGE.index("`rate_limit=RateLimit(")]
    listed = set(re.findall(r"`(\w+)`", table))
    assert listed == {field.name for field in fields(Behaviour)}
