"""pytest plugin: in a repository with a monitoring spec, plain `pytest` runs its cases, its time tests, and promtool's.

Nothing but pytest is imported before there is something to run.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_NEEDED = ("yaml", "pydantic", "jsonschema", "promql_parser")
"""What comes with `watchspec[generators]`, and not with the exporter alone."""
_PROMTOOL_FILES = ("*.test.yml", "*.test.yaml", "*_test.yml", "*_test.yaml")
_KEYS = tuple(re.compile(rf"^{key}\s*:", re.MULTILINE) for key in ("rule_files", "tests"))
_GENERATED_CASES = ".cases."


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options `--watchspec-...`, and the same things for an ini file."""
    group = parser.getgroup("watchspec", "watchspec: the spec's cases and time tests, promtool's unit tests")
    group.addoption("--watchspec-spec", metavar="FILE", help="The monitoring spec; default: `watchspec_spec`.")
    group.addoption(
        "--watchspec-require-tools", action="store_true", help="Where promtool is missing, fail instead of skipping."
    )
    parser.addini(
        "watchspec_spec", "The monitoring spec, seen from the root folder; empty: none.", default="monitoring.yaml"
    )
    parser.addini(
        "watchspec_promtool_files",
        "Names of files that may hold promtool's unit tests; those that do have `rule_files` and `tests`.",
        type="args",
        default=list(_PROMTOOL_FILES),
    )


def pytest_configure(config: pytest.Config) -> None:
    """`testpaths` says where Python's tests are; the spec is run beside them, unless other things are asked for."""
    spec = spec_path(config)
    if spec and not spec.is_file():
        raise pytest.UsageError(f"there is no spec {spec}")
    if spec and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.args.append(str(spec))


def pytest_report_header(config: pytest.Config) -> str | None:
    """Why a spec that is there is not run."""
    spec = spec_path(config)
    if spec is None or _installed():
        return None
    return f"watchspec: {spec.name} is not run; install watchspec[generators] for that"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The spec, and files of promtool's unit tests."""
    spec = spec_path(parent.config)
    if file_path == spec:
        if not _installed():
            return None
        from watchspec_generators.pytest_plugin.spec_file import SpecFile  # noqa: PLC0415 - only where there is a spec

        return SpecFile.from_parent(parent, path=file_path)
    if not _is_promtool_file(file_path, parent.config) or not _installed():
        return None
    if spec and _GENERATED_CASES in file_path.name:
        # They are run where they are written: in the spec.
        return None
    from watchspec_generators.pytest_plugin.promtool_file import PromtoolFile  # noqa: PLC0415 - as above

    return PromtoolFile.from_parent(parent, path=file_path)


def spec_path(config: pytest.Config) -> Path | None:
    """The spec, if there is one or one is asked for."""
    asked = config.getoption("watchspec_spec")
    if asked:
        return config.invocation_params.dir.joinpath(asked).resolve()
    named = str(config.getini("watchspec_spec"))
    path = config.rootpath / named
    return path if named and path.is_file() else None


def _installed() -> bool:
    return all(find_spec(name) for name in _NEEDED)


def _is_promtool_file(path: Path, config: pytest.Config) -> bool:
    if not any(fnmatch(path.name, pattern) for pattern in config.getini("watchspec_promtool_files")):
        return False
    text = path.read_text("utf-8", errors="replace")
    return all(key.search(text) for key in _KEYS)
