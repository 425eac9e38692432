"""Problems as JSON, for editors and continuous integration."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.spec.problems import Problem


def render(problems: Iterable[Problem]) -> str:
    """`{"ok": ..., "problems": [{"file": ..., "line": ..., ...}]}`; absent hints are null."""
    found = [asdict(problem) for problem in problems]
    return json.dumps({"ok": not found, "problems": found}, indent=2, ensure_ascii=False)
