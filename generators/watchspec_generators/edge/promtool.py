"""Unit tests that are made for one question, and no files of the output."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchspec_generators.edge.processes import run_tool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.edge.processes import Finished
    from watchspec_generators.edge.tools import Tool


def run_document(promtool: Tool, document: Mapping[str, Any]) -> Finished:
    """`promtool test rules` on the test file that `document` would be; its rule files are named in full."""
    with tempfile.TemporaryDirectory(prefix="watchspec-promtool-") as folder:
        file = Path(folder) / "document.test.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        return run_tool([promtool.path, "test", "rules", file])
