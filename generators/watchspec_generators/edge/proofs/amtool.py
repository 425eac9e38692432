"""What the proofs by amtool share: which file a version of it can read."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import PATH
from watchspec_generators.alertmanager.receivers import fillable, minimum_version, rehearsed
from watchspec_generators.edge.proofs.proof import title
from watchspec_generators.spec.shape import Redirect
from watchspec_generators.steps import alertmanager
from watchspec_generators.values.version import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

_NOWHERE = Redirect(http="http://127.0.0.1:9", smtp="127.0.0.1:9")


@dataclass(frozen=True, slots=True)
class Readable:
    """A configuration that a tool can read, and the tool's title with what had to be replaced."""

    config: Path
    tool: str


@contextmanager
def readable(tool: Tool, folder: Path, monitoring: Monitoring) -> Iterator[Readable]:
    """The generated configuration; with other addresses for a tool too old for it, or where secrets are to fill in."""
    needed, filled_later = minimum_version(monitoring), fillable(monitoring)
    if tool.version >= needed and not filled_later:
        yield Readable(folder / PATH, title(tool))
        return
    with tempfile.TemporaryDirectory() as place:
        for artefact in alertmanager.build(rehearsed(monitoring, _NOWHERE, tool.version)):
            file = Path(place, artefact.path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(artefact.text, encoding="utf-8")
        reason = "secrets are filled in later" if filled_later else f"the receivers need {written(needed)}"
        yield Readable(Path(place, PATH), f"{title(tool)} (addresses replaced: {reason})")
