"""What plain `pytest` does in the repository of somebody who has a monitoring spec."""

from __future__ import annotations

import os
import re
import sys
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import watchspec_generators
from watchspec_generators.edge.processes import run_tool

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.edge.processes import Finished

SMALL = (Path(__file__).parents[1] / "spec" / "small.yaml").read_text("utf-8")
SUMMARY = '    summary: "{value} of calls to {model} fail"\n'
CASES = """    cases:
      - {when: error_ratio is 8% for 10m, then: fires}
      - {name: few, when: error_ratio is 25% for 10m with 8 requests, then: quiet}
"""
TIMES = """tests:
  - {alert: Errors, at: '2026-11-24T10:00 Europe/Berlin', notified_at: '2026-11-24T10:00:30 Europe/Berlin'}
"""
EDITS = ((SUMMARY, SUMMARY + CASES), ("environments:", TIMES + "environments:"), ("true}", "true, value: 9}"))
SOUND = reduce(lambda text, edit: text.replace(*edit), EDITS, SMALL)
WRONG = SOUND.replace("then: quiet}", "then: fires}").replace("10:00:30", "10:00:31")
RULES = """groups:
  - name: any
    rules:
      - {record: doubled, expr: 2 * single}
"""
PROMTOOL = """rule_files: [any.yml]
evaluation_interval: 1m
tests:
  - name: doubles
    interval: 1m
    input_series: [{series: single, values: 1x5}]
    promql_expr_test: [{expr: doubled, eval_time: 3m, exp_samples: [{labels: doubled, value: 2}]}]
  - interval: 1m
    input_series: [{series: single, values: 1x5}]
    promql_expr_test: [{expr: doubled, eval_time: 3m, exp_samples: [{labels: doubled, value: 3}]}]
"""
HEAVY = """import sys


def test_light() -> None:
    assert not {"pydantic", "promql_parser", "yaml", "watchspec_generators.spec"} & set(sys.modules)
"""
LIGHT = "def test_of_python() -> None:\n    pass\n"


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., Path]:
    """A folder with these files, path to text."""

    def made(**files: str) -> Path:
        for name, text in {"pytest.ini": "[pytest]\n", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return made


def run(folder: Path, *arguments: str, **environ: str) -> Finished:
    """Pytest in a process of its own, with no other plugin."""
    # Found by its module, since this checkout may not be what is installed.
    plugin = ("-p", "watchspec_generators.pytest_plugin", "-p", "no:cacheprovider")
    paths = {Path(module.__path__[0]).parent for module in (watchspec_generators, sys.modules["watchspec"])}
    # Where CI is set, pytest repeats whole messages in its summary.
    alone = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "CI": "", "BUILD_NUMBER": ""}
    env = {"PYTHONPATH": os.pathsep.join(map(str, sorted(paths))), **alone, **environ}
    return run_tool([sys.executable, "-m", "pytest", "-rA", *plugin, *arguments], cwd=folder, env=env, timeout=300)


def outcomes(done: Finished) -> dict[str, str]:
    """From the name of an item to what became of it."""
    lines = (line.split(" - ")[0].partition(" ") for line in done.stdout.splitlines())
    words = ("PASSED", "FAILED", "ERROR")
    return {name.rpartition("::")[2]: word for word, _, name in lines if word in words}


def line_of(text: str, part: str) -> int:
    """The line on which `part` stands."""
    return text[: text.index(part)].count("\n") + 1


EXPECTED = {
    "Errors: error_ratio is 8% for 10m: fires": "PASSED",
    "Errors: few": "FAILED",
    "Queue: long": "PASSED",
    "Queue: short": "PASSED",
    "Errors at 2026-11-24T10:00 Europe/Berlin": "FAILED",
    "doubles": "PASSED",
    "test 2": "FAILED",
    "test_of_python": "PASSED",
}


@pytest.mark.binary
@pytest.mark.parametrize("more", [(), ("-p", "xdist", "-n", "2")])
def test_everything_is_run_and_failures_are_told_where_they_are_written(
    repository: Callable[..., Path], more: tuple[str, ...]
) -> None:
    """Cases, time tests and promtool's tests, among Python's, in one process or several; not a traceback is shown."""
    folder = repository(
        **{"monitoring.yaml": WRONG, "rules/any.yml": RULES, "rules/any.test.yml": PROMTOOL, "test_one.py": LIGHT}
    )
    done = run(folder, *more)
    assert (done.code, outcomes(done)) == (1, EXPECTED), done.output
    said = done.stdout.splitlines()
    few, timed = (line_of(WRONG, part) for part in ("name: few", "alert: Errors, at"))
    never = (
        "expected fires, but it never fires; at the end error_ratio is 25% (limit: above 5%); traffic is 4 (floor: 20)"
    )
    assert f"monitoring.yaml:{few}:9: Errors: few: {never}" in said
    assert f"monitoring.yaml:{timed}:5: Errors at 2026-11-24T10:00 Europe/Berlin: expected notified_at" in done.stdout
    unlike = said.index("rules/any.test.yml:8:5: test 2")
    assert said[unlike + 1 : unlike + 4] == [
        '  expr: "doubled", time: 3m,',
        '      exp: {__name__="doubled"} 3E+00',
        '      got: {__name__="doubled"} 2E+00',
    ]
    assert "Traceback" not in done.output
    assert not re.search(r"\.py:\d", done.stdout)


@pytest.mark.binary
def test_some_are_chosen(repository: Callable[..., Path]) -> None:
    """By words of their names; promtool is asked about no others, and what holds is quiet."""
    folder = repository(**{"monitoring.yaml": WRONG, "rules/any.test.yml": PROMTOOL})
    done = run(folder, "-k", "Queue or fires")
    names = [name for name in EXPECTED if "Queue" in name or "fires" in name]
    assert (done.code, outcomes(done)) == (0, dict.fromkeys(names, "PASSED")), done.output
    listed = run(folder, "--collect-only", "-q", PATH="/nowhere", WATCHSPEC_TOOLS="/nowhere")
    assert listed.code == 0, listed.output
    assert [line.rpartition("::")[2] for line in listed.stdout.splitlines() if "::" in line] == list(EXPECTED)[:7]


def test_a_broken_spec_is_told_as_check_tells_it(repository: Callable[..., Path]) -> None:
    """The place, the line with a caret, and what was expected; promtool's broken files too."""
    folder = repository(**{"monitoring.yaml": SOUND.replace("is 8%", "is 8"), "a_test.yaml": "rule_files: [\ntests: x"})
    done = run(folder)
    assert done.code == 2, done.output
    line = line_of(SOUND, "is 8%")
    assert f"monitoring.yaml:{line}:31: `8` is no value of error_ratio" in done.stdout
    assert "  expected: a percentage such as 5%" in done.stdout
    assert "a_test.yaml: this is not valid YAML: while parsing a flow sequence" in done.stdout
    assert "Traceback" not in done.output


def test_without_a_spec_nothing_is_done(repository: Callable[..., Path]) -> None:
    """Python's tests alone are run, and nothing is imported for others."""
    folder = repository(**{"test_one.py": HEAVY, "other.yaml": "a: b", "c.test.yml": "tests: []"})
    done = run(folder)
    assert (done.code, outcomes(done)) == (0, {"test_light": "PASSED"}), done.output
    assert run(folder, "--watchspec-spec", "nowhere.yaml").code == 4


def test_without_promtool_tests_are_skipped(repository: Callable[..., Path]) -> None:
    """With the reason, unless that shall be a failure; time tests need no program."""
    folder = repository(**{"monitoring.yaml": SOUND, "rules/any.test.yml": PROMTOOL})
    nowhere = {"PATH": "/nowhere", "WATCHSPEC_TOOLS": "/nowhere"}
    done = run(folder, **nowhere)
    assert (done.code, outcomes(done)) == (0, {"Errors at 2026-11-24T10:00 Europe/Berlin": "PASSED"}), done.output
    assert "6 skipped" in done.stdout
    assert "promtool (at least version 3.5) is neither on PATH nor in /nowhere" in done.stdout
    required = run(folder, "--watchspec-require-tools", **nowhere)
    assert (required.code, "6 failed, 1 passed" in required.stdout) == (1, True), required.output


def test_where_the_spec_is(repository: Callable[..., Path]) -> None:
    """Beside `testpaths`, or elsewhere; not where other things are asked for by name, and not where it is none."""
    ini = "[pytest]\ntestpaths = tests\n{}"
    files = {"monitoring.yaml": SOUND, "tests/test_one.py": LIGHT}
    listing = ("--collect-only", "-q")

    def listed(more: str, *arguments: str) -> set[str]:
        folder = repository(**files, **{"pytest.ini": ini.format(more)})
        done = run(folder, *listing, *arguments)
        return {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}

    assert listed("") == {"monitoring.yaml", "tests/test_one.py"}
    assert listed("", "tests") == {"tests/test_one.py"}
    assert listed("watchspec_spec =\n") == {"tests/test_one.py"}
    files["ops/spec.yaml"] = SOUND
    assert listed("watchspec_spec = ops/spec.yaml\n") == {"ops/spec.yaml", "tests/test_one.py"}


@pytest.mark.binary
def test_what_is_wrong_with_a_whole_file(repository: Callable[..., Path]) -> None:
    """A rule file that is missing, and a key that promtool does not know, in its words."""
    folder = repository(**{"any.test.yml": PROMTOOL, "other.test.yml": PROMTOOL.replace("evaluation", "evaluating")})
    done = run(folder)
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert (done.code, len(failed)) == (1, 4), done.output
    assert done.stdout.count("  WARNING: no file match pattern ") == 2
    assert done.stdout.count("field evaluating_interval not found") == 2
