"""Where an installed program came from: a small file beside its line's folder of programs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from watchspec_generators.edge.tools import tools_folder

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.edge.tools import Line, Tool, ToolName


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a program was unpacked from, and its SHA-256."""

    source: str
    file: str
    sha256: str


def sha256_of(path: Path) -> str:
    """Of a whole file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def record(folder: Path, name: ToolName, origin: Origin) -> None:
    """Write `<name>.json` into `folder`, which holds bin/."""
    (folder / f"{name}.json").write_text(json.dumps(asdict(origin), indent=2) + "\n", encoding="utf-8")


def origin_of(tool: Tool, line: Line) -> Origin | None:
    """What was recorded of an installed program; None for one that was on PATH."""
    place = tools_folder() / line
    if tool.path != place / "bin" / tool.name:
        return None
    try:
        return Origin(**json.loads((place / f"{tool.name}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
