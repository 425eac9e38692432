"""Problems as JSON, for editors and continuous integration."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.spec.problems import Problem


def render(problems: Iterable[Problem]) -> str:
    """`{"ok": ..., "problems": [{"file": ..., "line": ..., ...}]}`; absent hints are null, warnings are `ok`."""
    found = [asdict(problem) for problem in problems]
    ok = all(one["level"] != "error" for one in found)
    return json.dumps({"ok": ok, "problems": found}, indent=2, ensure_ascii=False)
